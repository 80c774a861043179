-- The documents the published text names, beside the row: whoever follows a document finds its practices.
-- An imported text may name one that is not here.
CREATE TABLE practice_documents (
  practice_id BLOB NOT NULL REFERENCES practices (id) ON DELETE CASCADE,
  document_id BLOB NOT NULL,
  PRIMARY KEY (practice_id, document_id)
) STRICT;
CREATE INDEX practice_documents_document ON practice_documents (document_id);
INSERT INTO practice_documents (practice_id, document_id)
SELECT practices.id, unhex(json_extract(named.value, '$.document'), '-')
  FROM practices
  JOIN practice_versions ON practice_versions.id = practices.published_version_id,
       json_each(practice_versions.content, '$.documents') AS named
 WHERE json_extract(named.value, '$.document') IS NOT NULL
UNION
SELECT practices.id, unhex(json_extract(named.value, '$.document'), '-')
  FROM practices
  JOIN practice_versions ON practice_versions.id = practices.published_version_id,
       json_each(practice_versions.content, '$.benefits') AS named
 WHERE json_extract(named.value, '$.document') IS NOT NULL;
