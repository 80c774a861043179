DROP INDEX document_versions_unlisted;
ALTER TABLE document_versions DROP COLUMN blanks;
