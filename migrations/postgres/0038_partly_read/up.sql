-- Whether the file holds words that are not in the text that was read out of it.
ALTER TABLE document_versions ADD COLUMN is_partly_read BOOLEAN NOT NULL DEFAULT FALSE;
