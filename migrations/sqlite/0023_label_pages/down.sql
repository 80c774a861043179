ALTER TABLE document_pages DROP COLUMN label;
