-- What a DOCX or ODT leaves to be filled in, as JSON; null while nobody has looked.
ALTER TABLE document_versions ADD COLUMN blanks TEXT;
CREATE INDEX document_versions_unlisted ON document_versions (created_at)
  WHERE blanks IS NULL AND file_kind IN ('docx', 'odt');
