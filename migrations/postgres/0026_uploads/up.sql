-- A file on its way to a form: it comes in pieces, or has come and waits for the form to be right.
CREATE TABLE uploads (
  id         UUID NOT NULL PRIMARY KEY,
  person_id  UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  file_name  TEXT NOT NULL,
  size_bytes BIGINT NOT NULL,
  blob_hash  TEXT,
  file_kind  TEXT,
  created_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX uploads_expiry ON uploads (expires_at);
CREATE INDEX uploads_person ON uploads (person_id);
CREATE INDEX uploads_blob ON uploads (blob_hash);
