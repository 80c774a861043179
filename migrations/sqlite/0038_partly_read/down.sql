ALTER TABLE document_versions DROP COLUMN is_partly_read;
