-- Of how many pages the text was recognised from pictures, and may hold errors; 0 when it was read out of the file.
ALTER TABLE document_versions ADD COLUMN recognised_count INTEGER NOT NULL DEFAULT 0;
