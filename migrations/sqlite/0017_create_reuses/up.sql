-- An unione that does as another did; one row for each unione and practice. What was declared on its
-- behalf counts once the unione has confirmed it. State, since and reason are those of its last move.
CREATE TABLE reuses (
  id            BLOB NOT NULL PRIMARY KEY,
  number        INTEGER NOT NULL UNIQUE,
  practice_id   BLOB NOT NULL REFERENCES practices (id) ON DELETE CASCADE,
  unione_id     BLOB NOT NULL REFERENCES bodies (id) ON DELETE RESTRICT,
  state         TEXT NOT NULL CHECK (state IN ('interested', 'evaluating', 'adapting', 'adopted', 'running', 'stopped', 'abandoned')),
  since         TEXT,
  reason        TEXT NOT NULL,
  changed       TEXT NOT NULL,
  failed        TEXT NOT NULL,
  declared_by   BLOB NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
  declared_at   TEXT NOT NULL,
  confirmed_by  BLOB REFERENCES people (id) ON DELETE SET NULL,
  confirmed_at  TEXT,
  spoken_by     BLOB REFERENCES people (id) ON DELETE SET NULL,
  next_round_at TEXT,
  updated_at    TEXT NOT NULL,
  lock_version  INTEGER NOT NULL DEFAULT 1,
  UNIQUE (practice_id, unione_id)
) STRICT;
CREATE INDEX reuses_unione ON reuses (unione_id, updated_at);
CREATE INDEX reuses_due ON reuses (next_round_at);

-- A round of three questions, asked once; what was answered.
CREATE TABLE reuse_rounds (
  id           BLOB NOT NULL PRIMARY KEY,
  reuse_id     BLOB NOT NULL REFERENCES reuses (id) ON DELETE CASCADE,
  counted_from TEXT NOT NULL CHECK (counted_from IN ('declaration', 'adoption')),
  months       INTEGER NOT NULL,
  asked_at     TEXT NOT NULL,
  reminded_at  TEXT,
  answered_at  TEXT,
  answered_by  BLOB REFERENCES people (id) ON DELETE SET NULL,
  state        TEXT CHECK (state IN ('interested', 'evaluating', 'adapting', 'adopted', 'running', 'stopped', 'abandoned')),
  reason       TEXT NOT NULL,
  changed      TEXT NOT NULL,
  failed       TEXT NOT NULL,
  UNIQUE (reuse_id, counted_from, months)
) STRICT;
CREATE INDEX reuse_rounds_open ON reuse_rounds (answered_at, asked_at);

-- The history of a reuse: each state it came to, since when, and said when.
CREATE TABLE reuse_moves (
  id       BLOB NOT NULL PRIMARY KEY,
  reuse_id BLOB NOT NULL REFERENCES reuses (id) ON DELETE CASCADE,
  round_id BLOB REFERENCES reuse_rounds (id) ON DELETE SET NULL,
  state    TEXT NOT NULL CHECK (state IN ('interested', 'evaluating', 'adapting', 'adopted', 'running', 'stopped', 'abandoned')),
  since    TEXT,
  reason   TEXT NOT NULL,
  moved_by BLOB REFERENCES people (id) ON DELETE SET NULL,
  moved_at TEXT NOT NULL
) STRICT;
CREATE INDEX reuse_moves_reuse ON reuse_moves (reuse_id, id);

-- The documents an unione made of its reuse.
CREATE TABLE reuse_documents (
  reuse_id    BLOB NOT NULL REFERENCES reuses (id) ON DELETE CASCADE,
  document_id BLOB NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  PRIMARY KEY (reuse_id, document_id)
) STRICT;
