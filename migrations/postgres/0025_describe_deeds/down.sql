DROP TABLE document_holds;
DROP INDEX document_versions_read_with;
ALTER TABLE document_versions DROP COLUMN read_with;
DROP TABLE document_readings;
DROP TABLE document_calls;
DROP TABLE document_codes;
DROP TABLE document_deeds;
