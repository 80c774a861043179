DROP TABLE practice_versions;
DROP TABLE practices;
