ALTER TABLE document_versions DROP COLUMN page_chars;
ALTER TABLE document_versions DROP COLUMN published_to;
ALTER TABLE documents DROP COLUMN published_reach;
ALTER TABLE documents DROP COLUMN published_version_id;
