-- An Unione, a Comune, or another organisation whose people take part.
CREATE TABLE bodies (
  id             UUID NOT NULL PRIMARY KEY,
  number         BIGINT NOT NULL,
  kind           TEXT NOT NULL CHECK (kind IN ('unione', 'comune', 'other')),
  name           TEXT NOT NULL,
  name_key       TEXT NOT NULL,
  other_names    TEXT NOT NULL DEFAULT '',
  ipa_code       TEXT,
  ipa_key        TEXT UNIQUE,
  istat_code     TEXT UNIQUE,
  cadastral_code TEXT,
  region         TEXT,
  province       TEXT,
  seat           TEXT,
  website        TEXT,
  legal_form     TEXT NOT NULL DEFAULT '',
  activity       TEXT NOT NULL DEFAULT '',
  founded        TEXT,
  description    TEXT NOT NULL DEFAULT '',
  contacts       TEXT NOT NULL DEFAULT '',
  source         TEXT NOT NULL DEFAULT '',
  example        BOOLEAN NOT NULL DEFAULT FALSE,
  created_at     TIMESTAMPTZ NOT NULL,
  updated_at     TIMESTAMPTZ NOT NULL,
  lock_version   INTEGER NOT NULL DEFAULT 1,
  UNIQUE (kind, number)
);
CREATE INDEX bodies_kind_name ON bodies (kind, name_key);

-- A Comune belongs to an Unione from a date to a date, either of them possibly unknown.
CREATE TABLE adesioni (
  id         UUID NOT NULL PRIMARY KEY,
  unione_id  UUID NOT NULL REFERENCES bodies (id) ON DELETE CASCADE,
  comune_id  UUID NOT NULL REFERENCES bodies (id) ON DELETE RESTRICT,
  since      TEXT,
  until      TEXT,
  source     TEXT NOT NULL DEFAULT ''
);
CREATE INDEX adesioni_unione ON adesioni (unione_id);
CREATE INDEX adesioni_comune ON adesioni (comune_id);

CREATE TABLE populations (
  id      UUID NOT NULL PRIMARY KEY,
  body_id UUID NOT NULL REFERENCES bodies (id) ON DELETE CASCADE,
  people  BIGINT NOT NULL CHECK (people >= 0),
  counted TEXT NOT NULL,
  source  TEXT NOT NULL
);
CREATE INDEX populations_body ON populations (body_id, counted);

CREATE TABLE shared_functions (
  id        UUID NOT NULL PRIMARY KEY,
  unione_id UUID NOT NULL REFERENCES bodies (id) ON DELETE CASCADE,
  topic_id  UUID REFERENCES topics (id) ON DELETE RESTRICT,
  name      TEXT NOT NULL,
  since     TEXT,
  until     TEXT,
  source    TEXT NOT NULL DEFAULT ''
);
CREATE INDEX shared_functions_unione ON shared_functions (unione_id);
