DROP TABLE practice_documents;
