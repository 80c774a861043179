DROP TABLE useful_marks;
DROP TABLE comments;
DROP TABLE answers;
DROP TABLE questions;
