-- Whether the file holds words that are not in the text that was read out of it.
ALTER TABLE document_versions ADD COLUMN is_partly_read INTEGER NOT NULL DEFAULT 0 CHECK (is_partly_read IN (0, 1));
