DROP TABLE applications;
DROP TABLE calls;
DROP TABLE register_faults;
DROP TABLE register_files;
