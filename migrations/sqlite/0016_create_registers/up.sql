-- A file of a public register: from its upload to what it changed. The file itself goes after a day.
CREATE TABLE register_files (
  id           BLOB NOT NULL PRIMARY KEY,
  number       INTEGER NOT NULL UNIQUE,
  register     TEXT NOT NULL CHECK (register IN ('unioni', 'comuni', 'calls', 'applications')),
  file_name    TEXT NOT NULL,
  blob_hash    TEXT,
  settings     TEXT NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('uploaded', 'confirmed', 'imported')),
  by_id        BLOB REFERENCES people (id) ON DELETE RESTRICT,
  uploaded_at  TEXT NOT NULL,
  finished_at  TEXT,
  row_count    INTEGER NOT NULL,
  rows_done    INTEGER NOT NULL DEFAULT 0,
  added        INTEGER NOT NULL DEFAULT 0,
  changed      INTEGER NOT NULL DEFAULT 0,
  unchanged    INTEGER NOT NULL DEFAULT 0,
  left_out     INTEGER NOT NULL DEFAULT 0,
  broken       INTEGER NOT NULL DEFAULT 0,
  lock_version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX register_files_state ON register_files (state, uploaded_at);

-- The lines of a file that could not be imported, and why.
CREATE TABLE register_faults (
  file_id BLOB NOT NULL REFERENCES register_files (id) ON DELETE CASCADE,
  line    INTEGER NOT NULL,
  about   TEXT NOT NULL,
  reason  TEXT NOT NULL,
  PRIMARY KEY (file_id, line)
) STRICT;

-- A public call for projects (avviso).
CREATE TABLE calls (
  id          BLOB NOT NULL PRIMARY KEY,
  title       TEXT NOT NULL,
  title_key   TEXT NOT NULL UNIQUE,
  measure     TEXT NOT NULL,
  opens       TEXT,
  closes      TEXT,
  state       TEXT NOT NULL,
  funds_cents INTEGER,
  recipients  TEXT NOT NULL,
  source      TEXT NOT NULL,
  licence     TEXT NOT NULL,
  data_on     TEXT NOT NULL
) STRICT;

-- A body's application to a call (candidatura).
CREATE TABLE applications (
  id           BLOB NOT NULL PRIMARY KEY,
  body_id      BLOB NOT NULL REFERENCES bodies (id) ON DELETE CASCADE,
  call_id      BLOB NOT NULL REFERENCES calls (id) ON DELETE RESTRICT,
  cup          TEXT NOT NULL,
  sent_on      TEXT,
  funded_on    TEXT,
  amount_cents INTEGER,
  decree       TEXT NOT NULL,
  state        TEXT NOT NULL,
  state_on     TEXT,
  source       TEXT NOT NULL,
  licence      TEXT NOT NULL,
  data_on      TEXT NOT NULL,
  UNIQUE (cup, call_id, body_id)
) STRICT;
CREATE INDEX applications_body ON applications (body_id);
CREATE INDEX applications_call ON applications (call_id);
