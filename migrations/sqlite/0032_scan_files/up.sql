-- What a scanner of viruses said of the file of a version. 'never': nobody asked for it, the file is given;
-- 'due': it is given to nobody until the scanner has looked; 'infected': nor ever after.
ALTER TABLE document_versions ADD COLUMN scan_state TEXT NOT NULL DEFAULT 'never' CHECK (scan_state IN ('never', 'due', 'clean', 'infected'));
ALTER TABLE document_versions ADD COLUMN scan_tries INTEGER NOT NULL DEFAULT 0;
-- What was found, as the scanner calls it.
ALTER TABLE document_versions ADD COLUMN virus TEXT NOT NULL DEFAULT '';
CREATE INDEX document_versions_unscanned ON document_versions (scan_state, scan_tries, created_at) WHERE scan_state IN ('never', 'due');
CREATE INDEX document_versions_infected ON document_versions (id) WHERE scan_state = 'infected';
