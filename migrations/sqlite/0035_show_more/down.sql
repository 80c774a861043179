DROP INDEX reuse_documents_document;
DROP INDEX document_versions_undrawn;
CREATE INDEX document_versions_undrawn ON document_versions (created_at) WHERE preview_begun = 0 AND file_kind = 'pdf';
