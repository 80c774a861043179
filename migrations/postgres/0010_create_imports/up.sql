-- What was imported from where, so that a second run changes only what changed.
CREATE TABLE imports (
  external_id  TEXT NOT NULL PRIMARY KEY,
  subject_kind TEXT NOT NULL,
  subject_id   UUID NOT NULL,
  digest       TEXT NOT NULL,
  imported_at  TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX imports_subject ON imports (subject_kind, subject_id);
