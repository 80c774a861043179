DROP TABLE document_reports;
ALTER TABLE documents DROP COLUMN held_at;
ALTER TABLE documents DROP COLUMN arrived_at;
ALTER TABLE documents DROP COLUMN expected_on;
DROP INDEX document_versions_undrawn;
ALTER TABLE document_versions DROP COLUMN drawn_count;
ALTER TABLE document_versions DROP COLUMN preview_begun;
DROP TABLE document_previews;
