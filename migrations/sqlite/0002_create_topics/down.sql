DROP TABLE subject_topics;
DROP TABLE topics;
