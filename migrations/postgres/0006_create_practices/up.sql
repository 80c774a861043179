CREATE TABLE practices (
  id                   UUID NOT NULL PRIMARY KEY,
  number               BIGINT NOT NULL UNIQUE,
  unione_id            UUID REFERENCES bodies (id) ON DELETE RESTRICT,
  created_by           UUID NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
  state                TEXT NOT NULL CHECK (state IN ('draft', 'in_review', 'to_mend', 'to_confirm', 'published', 'archived')),
  drafted_for_unione   BOOLEAN NOT NULL DEFAULT FALSE,
  title                TEXT NOT NULL,
  title_key            TEXT NOT NULL,
  draft_version_id     UUID,
  published_version_id UUID,
  review_note          TEXT,
  source_url           TEXT,
  licence              TEXT,
  submitted_at         TIMESTAMPTZ,
  published_at         TIMESTAMPTZ,
  archived_at          TIMESTAMPTZ,
  created_at           TIMESTAMPTZ NOT NULL,
  updated_at           TIMESTAMPTZ NOT NULL,
  lock_version         INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX practices_unione ON practices (unione_id);
CREATE INDEX practices_state ON practices (state, published_at);

-- The whole text of a practice as it stood: published versions are never altered.
CREATE TABLE practice_versions (
  id          UUID NOT NULL PRIMARY KEY,
  practice_id UUID NOT NULL REFERENCES practices (id) ON DELETE CASCADE,
  ordinal     INTEGER NOT NULL,
  title       TEXT NOT NULL,
  summary     TEXT NOT NULL,
  content     JSONB NOT NULL,
  author_id   UUID NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
  created_at  TIMESTAMPTZ NOT NULL,
  updated_at  TIMESTAMPTZ NOT NULL,
  published_at TIMESTAMPTZ,
  UNIQUE (practice_id, ordinal)
);
