-- The documents the published text names, beside the row: whoever follows a document finds its practices.
-- An imported text may name one that is not here.
CREATE TABLE practice_documents (
  practice_id UUID NOT NULL REFERENCES practices (id) ON DELETE CASCADE,
  document_id UUID NOT NULL,
  PRIMARY KEY (practice_id, document_id)
);
CREATE INDEX practice_documents_document ON practice_documents (document_id);
INSERT INTO practice_documents (practice_id, document_id)
SELECT practices.id, (named.value ->> 'document')::uuid
  FROM practices
  JOIN practice_versions ON practice_versions.id = practices.published_version_id,
       jsonb_array_elements(practice_versions.content -> 'documents') AS named (value)
 WHERE named.value ->> 'document' IS NOT NULL
UNION
SELECT practices.id, (named.value ->> 'document')::uuid
  FROM practices
  JOIN practice_versions ON practice_versions.id = practices.published_version_id,
       jsonb_array_elements(practice_versions.content -> 'benefits') AS named (value)
 WHERE named.value ->> 'document' IS NOT NULL;
