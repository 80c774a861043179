CREATE TABLE documents (
  id                 BLOB NOT NULL PRIMARY KEY,
  number             INTEGER NOT NULL UNIQUE,
  unione_id          BLOB REFERENCES bodies (id) ON DELETE RESTRICT,
  created_by         BLOB NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
  state              TEXT NOT NULL CHECK (state IN ('shared', 'in_review', 'published', 'withdrawn')),
  reach              TEXT NOT NULL CHECK (reach IN ('own', 'named', 'members', 'public')),
  title              TEXT NOT NULL,
  title_key          TEXT NOT NULL,
  description        TEXT NOT NULL,
  kind               TEXT NOT NULL,
  source_url         TEXT,
  licence            TEXT,
  current_version_id BLOB,
  review_note        TEXT,
  published_at       TEXT,
  withdrawn_at       TEXT,
  withdrawn_reason   TEXT,
  created_at         TEXT NOT NULL,
  updated_at         TEXT NOT NULL,
  lock_version       INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX documents_unione ON documents (unione_id);
CREATE INDEX documents_state ON documents (state, published_at);

-- The unioni a document is shared with by name, besides its own.
CREATE TABLE document_unioni (
  document_id BLOB NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  unione_id   BLOB NOT NULL REFERENCES bodies (id) ON DELETE CASCADE,
  PRIMARY KEY (document_id, unione_id)
) STRICT;

-- A version has one file or none; its text is read from the file or was given.
CREATE TABLE document_versions (
  id           BLOB NOT NULL PRIMARY KEY,
  document_id  BLOB NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  ordinal      INTEGER NOT NULL,
  blob_hash    TEXT,
  file_name    TEXT,
  media_type   TEXT,
  file_kind    TEXT,
  size_bytes   INTEGER,
  text_state   TEXT NOT NULL CHECK (text_state IN ('pending', 'done', 'given', 'image_only', 'encrypted', 'damaged', 'too_large', 'timed_out', 'unreadable', 'empty')),
  text_tries   INTEGER NOT NULL DEFAULT 0,
  page_count   INTEGER NOT NULL DEFAULT 0,
  created_by   BLOB NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
  created_at   TEXT NOT NULL,
  UNIQUE (document_id, ordinal)
) STRICT;
CREATE INDEX document_versions_state ON document_versions (text_state, created_at);
CREATE INDEX document_versions_blob ON document_versions (blob_hash);

CREATE TABLE document_pages (
  version_id BLOB NOT NULL REFERENCES document_versions (id) ON DELETE CASCADE,
  page       INTEGER NOT NULL,
  text       TEXT NOT NULL,
  PRIMARY KEY (version_id, page)
) STRICT;
