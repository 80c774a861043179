-- What can be drawn is not only a PDF any more, and of an envelope what is inside counts: the list of what waits is
-- looked up by kind.
DROP INDEX document_versions_undrawn;
CREATE INDEX document_versions_undrawn ON document_versions (preview_begun, file_kind, created_at);

-- The page of a document says for which reuses it was made.
CREATE INDEX reuse_documents_document ON reuse_documents (document_id);
