DROP TABLE notifications;
DROP TABLE letters;
