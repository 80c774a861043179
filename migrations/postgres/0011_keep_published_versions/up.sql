-- The version that members or everybody read, and which of them, while a newer one waits for a facilitatore.
ALTER TABLE documents ADD COLUMN published_version_id UUID;
ALTER TABLE documents ADD COLUMN published_reach TEXT CHECK (published_reach IN ('members', 'public'));
UPDATE documents SET published_version_id = current_version_id, published_reach = reach
 WHERE state = 'published' AND reach IN ('members', 'public');

-- The audience tokens of those a version has ever been given to, besides its own Unione.
ALTER TABLE document_versions ADD COLUMN published_to TEXT NOT NULL DEFAULT '';
UPDATE document_versions SET published_to = COALESCE(
  (SELECT string_agg(audiences.token, ' ' ORDER BY audiences.token) FROM audiences
    WHERE audiences.subject_kind = 'document' AND audiences.subject_id = document_versions.document_id), '')
 WHERE id IN (SELECT current_version_id FROM documents WHERE state IN ('shared', 'published'));

-- How many characters each page of the text has, so that a part of it is found without reading it all.
ALTER TABLE document_versions ADD COLUMN page_chars TEXT NOT NULL DEFAULT '';
UPDATE document_versions SET page_chars = COALESCE(
  (SELECT string_agg(CAST(length(document_pages.text) AS TEXT), ' ' ORDER BY document_pages.page) FROM document_pages
    WHERE document_pages.version_id = document_versions.id), '');
