DROP TABLE submissions;
DROP TABLE access_tokens;
DROP TABLE sessions;
DROP TABLE offices;
DROP TABLE memberships;
DROP TABLE people;
