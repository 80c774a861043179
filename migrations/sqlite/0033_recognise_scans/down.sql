ALTER TABLE document_versions DROP COLUMN recognised_count;
