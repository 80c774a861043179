CREATE TABLE documents (
  id                 UUID NOT NULL PRIMARY KEY,
  number             BIGINT NOT NULL UNIQUE,
  unione_id          UUID REFERENCES bodies (id) ON DELETE RESTRICT,
  created_by         UUID NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
  state              TEXT NOT NULL CHECK (state IN ('shared', 'in_review', 'published', 'withdrawn')),
  reach              TEXT NOT NULL CHECK (reach IN ('own', 'named', 'members', 'public')),
  title              TEXT NOT NULL,
  title_key          TEXT NOT NULL,
  description        TEXT NOT NULL,
  kind               TEXT NOT NULL,
  source_url         TEXT,
  licence            TEXT,
  current_version_id UUID,
  review_note        TEXT,
  published_at       TIMESTAMPTZ,
  withdrawn_at       TIMESTAMPTZ,
  withdrawn_reason   TEXT,
  created_at         TIMESTAMPTZ NOT NULL,
  updated_at         TIMESTAMPTZ NOT NULL,
  lock_version       INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX documents_unione ON documents (unione_id);
CREATE INDEX documents_state ON documents (state, published_at);

-- The unioni a document is shared with by name, besides its own.
CREATE TABLE document_unioni (
  document_id UUID NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  unione_id   UUID NOT NULL REFERENCES bodies (id) ON DELETE CASCADE,
  PRIMARY KEY (document_id, unione_id)
);

-- A version has one file or none; its text is read from the file or was given.
CREATE TABLE document_versions (
  id           UUID NOT NULL PRIMARY KEY,
  document_id  UUID NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  ordinal      INTEGER NOT NULL,
  blob_hash    TEXT,
  file_name    TEXT,
  media_type   TEXT,
  file_kind    TEXT,
  size_bytes   BIGINT,
  text_state   TEXT NOT NULL CHECK (text_state IN ('pending', 'done', 'given', 'image_only', 'encrypted', 'damaged', 'too_large', 'timed_out', 'unreadable', 'empty')),
  text_tries   INTEGER NOT NULL DEFAULT 0,
  page_count   INTEGER NOT NULL DEFAULT 0,
  created_by   UUID NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
  created_at   TIMESTAMPTZ NOT NULL,
  UNIQUE (document_id, ordinal)
);
CREATE INDEX document_versions_state ON document_versions (text_state, created_at);
CREATE INDEX document_versions_blob ON document_versions (blob_hash);

CREATE TABLE document_pages (
  version_id UUID NOT NULL REFERENCES document_versions (id) ON DELETE CASCADE,
  page       INTEGER NOT NULL,
  text       TEXT NOT NULL,
  PRIMARY KEY (version_id, page)
);
