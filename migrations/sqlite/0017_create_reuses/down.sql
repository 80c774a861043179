DROP TABLE reuse_documents;
DROP TABLE reuse_moves;
DROP TABLE reuse_rounds;
DROP TABLE reuses;
DELETE FROM audiences WHERE subject_kind = 'reuse';
DELETE FROM counters WHERE kind = 'reuse';
