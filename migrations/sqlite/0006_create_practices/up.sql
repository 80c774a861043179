CREATE TABLE practices (
  id                   BLOB NOT NULL PRIMARY KEY,
  number               INTEGER NOT NULL UNIQUE,
  unione_id            BLOB REFERENCES bodies (id) ON DELETE RESTRICT,
  created_by           BLOB NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
  state                TEXT NOT NULL CHECK (state IN ('draft', 'in_review', 'to_mend', 'to_confirm', 'published', 'archived')),
  drafted_for_unione   INTEGER NOT NULL DEFAULT 0,
  title                TEXT NOT NULL,
  title_key            TEXT NOT NULL,
  draft_version_id     BLOB,
  published_version_id BLOB,
  review_note          TEXT,
  source_url           TEXT,
  licence              TEXT,
  submitted_at         TEXT,
  published_at         TEXT,
  archived_at          TEXT,
  created_at           TEXT NOT NULL,
  updated_at           TEXT NOT NULL,
  lock_version         INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX practices_unione ON practices (unione_id);
CREATE INDEX practices_state ON practices (state, published_at);

-- The whole text of a practice as it stood: published versions are never altered.
CREATE TABLE practice_versions (
  id          BLOB NOT NULL PRIMARY KEY,
  practice_id BLOB NOT NULL REFERENCES practices (id) ON DELETE CASCADE,
  ordinal     INTEGER NOT NULL,
  title       TEXT NOT NULL,
  summary     TEXT NOT NULL,
  content     TEXT NOT NULL,
  author_id   BLOB NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
  created_at  TEXT NOT NULL,
  updated_at  TEXT NOT NULL,
  published_at TEXT,
  UNIQUE (practice_id, ordinal)
) STRICT;
