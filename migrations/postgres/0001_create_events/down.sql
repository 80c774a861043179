DROP TABLE installation;
DROP TABLE audiences;
DROP TABLE counters;
DROP TABLE cursors;
DROP TABLE events;
