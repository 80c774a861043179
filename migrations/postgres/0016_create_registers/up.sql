-- A file of a public register: from its upload to what it changed. The file itself goes after a day.
CREATE TABLE register_files (
  id           UUID NOT NULL PRIMARY KEY,
  number       BIGINT NOT NULL UNIQUE,
  register     TEXT NOT NULL CHECK (register IN ('unioni', 'comuni', 'calls', 'applications')),
  file_name    TEXT NOT NULL,
  blob_hash    TEXT,
  settings     JSONB NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('uploaded', 'confirmed', 'imported')),
  by_id        UUID REFERENCES people (id) ON DELETE RESTRICT,
  uploaded_at  TIMESTAMPTZ NOT NULL,
  finished_at  TIMESTAMPTZ,
  row_count    BIGINT NOT NULL,
  rows_done    BIGINT NOT NULL DEFAULT 0,
  added        BIGINT NOT NULL DEFAULT 0,
  changed      BIGINT NOT NULL DEFAULT 0,
  unchanged    BIGINT NOT NULL DEFAULT 0,
  left_out     BIGINT NOT NULL DEFAULT 0,
  broken       BIGINT NOT NULL DEFAULT 0,
  lock_version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX register_files_state ON register_files (state, uploaded_at);

-- The lines of a file that could not be imported, and why.
CREATE TABLE register_faults (
  file_id UUID NOT NULL REFERENCES register_files (id) ON DELETE CASCADE,
  line    BIGINT NOT NULL,
  about   TEXT NOT NULL,
  reason  TEXT NOT NULL,
  PRIMARY KEY (file_id, line)
);

-- A public call for projects (avviso).
CREATE TABLE calls (
  id          UUID NOT NULL PRIMARY KEY,
  title       TEXT NOT NULL,
  title_key   TEXT NOT NULL UNIQUE,
  measure     TEXT NOT NULL,
  opens       TEXT,
  closes      TEXT,
  state       TEXT NOT NULL,
  funds_cents BIGINT,
  recipients  TEXT NOT NULL,
  source      TEXT NOT NULL,
  licence     TEXT NOT NULL,
  data_on     TEXT NOT NULL
);

-- A body's application to a call (candidatura).
CREATE TABLE applications (
  id           UUID NOT NULL PRIMARY KEY,
  body_id      UUID NOT NULL REFERENCES bodies (id) ON DELETE CASCADE,
  call_id      UUID NOT NULL REFERENCES calls (id) ON DELETE RESTRICT,
  cup          TEXT NOT NULL,
  sent_on      TEXT,
  funded_on    TEXT,
  amount_cents BIGINT,
  decree       TEXT NOT NULL,
  state        TEXT NOT NULL,
  state_on     TEXT,
  source       TEXT NOT NULL,
  licence      TEXT NOT NULL,
  data_on      TEXT NOT NULL,
  UNIQUE (cup, call_id, body_id)
);
CREATE INDEX applications_body ON applications (body_id);
CREATE INDEX applications_call ON applications (call_id);
