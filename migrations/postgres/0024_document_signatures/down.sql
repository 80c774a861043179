DROP TABLE document_signatures;
DROP TABLE document_seals;
