CREATE TABLE people (
  id                  UUID NOT NULL PRIMARY KEY,
  number              BIGINT NOT NULL UNIQUE,
  given_name          TEXT NOT NULL,
  family_name         TEXT NOT NULL,
  handle              TEXT NOT NULL UNIQUE,
  email               TEXT NOT NULL,
  email_key           TEXT NOT NULL UNIQUE,
  password_hash       TEXT,
  state               TEXT NOT NULL CHECK (state IN ('invited', 'active', 'suspended', 'system')),
  admin               BOOLEAN NOT NULL DEFAULT FALSE,
  about               TEXT NOT NULL DEFAULT '',
  welcomed_at         TIMESTAMPTZ,
  last_sign_in_at     TIMESTAMPTZ,
  mail_blocked_at     TIMESTAMPTZ,
  mail_blocked_reason TEXT,
  digest_frequency    TEXT NOT NULL DEFAULT 'weekly' CHECK (digest_frequency IN ('daily', 'weekly', 'fortnightly', 'never')),
  digest_due_at       TIMESTAMPTZ,
  digest_through_seq  BIGINT NOT NULL DEFAULT 0,
  created_at          TIMESTAMPTZ NOT NULL,
  updated_at          TIMESTAMPTZ NOT NULL,
  lock_version        INTEGER NOT NULL DEFAULT 1
);

-- A person belongs to a body; a person may belong to several.
CREATE TABLE memberships (
  id         UUID NOT NULL PRIMARY KEY,
  person_id  UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  body_id    UUID NOT NULL REFERENCES bodies (id) ON DELETE RESTRICT,
  job_title  TEXT NOT NULL,
  main       BOOLEAN NOT NULL DEFAULT FALSE,
  created_at TIMESTAMPTZ NOT NULL,
  ended_at   TIMESTAMPTZ,
  UNIQUE (person_id, body_id)
);
CREATE INDEX memberships_body ON memberships (body_id);

-- The offices a person holds for a body; a mentore has one row a topic.
CREATE TABLE offices (
  id            UUID NOT NULL PRIMARY KEY,
  membership_id UUID NOT NULL REFERENCES memberships (id) ON DELETE CASCADE,
  kind          TEXT NOT NULL CHECK (kind IN ('referente', 'mentore', 'unione_manager', 'facilitatore')),
  scope         TEXT NOT NULL CHECK (scope IN ('site', 'region', 'topic')),
  region        TEXT,
  topic_id      UUID REFERENCES topics (id) ON DELETE RESTRICT,
  created_at    TIMESTAMPTZ NOT NULL
);
CREATE INDEX offices_membership ON offices (membership_id);
CREATE INDEX offices_topic ON offices (topic_id);

-- Signed-in browsers. The cookie's value is kept only as a hash.
CREATE TABLE sessions (
  token_hash   TEXT NOT NULL PRIMARY KEY,
  person_id    UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  created_at   TIMESTAMPTZ NOT NULL,
  expires_at   TIMESTAMPTZ NOT NULL
);
CREATE INDEX sessions_person ON sessions (person_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Single-use links sent by mail (invitation, new password). Kept only as a hash.
CREATE TABLE access_tokens (
  token_hash TEXT NOT NULL PRIMARY KEY,
  person_id  UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  purpose    TEXT NOT NULL CHECK (purpose IN ('invitation', 'password_reset')),
  created_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  used_at    TIMESTAMPTZ
);
CREATE INDEX access_tokens_person ON access_tokens (person_id);

-- Forms already received: the same form sent twice has one effect and the same answer.
CREATE TABLE submissions (
  token      TEXT NOT NULL PRIMARY KEY,
  person_id  UUID,
  digest     TEXT NOT NULL,
  location   TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX submissions_created ON submissions (created_at);
