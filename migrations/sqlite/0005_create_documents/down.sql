DROP TABLE document_pages;
DROP TABLE document_versions;
DROP TABLE document_unioni;
DROP TABLE documents;
