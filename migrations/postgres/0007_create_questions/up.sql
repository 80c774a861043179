CREATE TABLE questions (
  id           UUID NOT NULL PRIMARY KEY,
  number       BIGINT NOT NULL UNIQUE,
  unione_id    UUID REFERENCES bodies (id) ON DELETE RESTRICT,
  author_id    UUID NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
  title        TEXT NOT NULL,
  title_key    TEXT NOT NULL,
  body         TEXT NOT NULL,
  about_kind   TEXT,
  about_id     UUID,
  assigned_to  UUID REFERENCES people (id) ON DELETE SET NULL,
  assigned_at  TIMESTAMPTZ,
  answer_count INTEGER NOT NULL DEFAULT 0,
  solved_count INTEGER NOT NULL DEFAULT 0,
  source_url   TEXT,
  licence      TEXT,
  asked_at     TIMESTAMPTZ NOT NULL,
  answered_at  TIMESTAMPTZ,
  edited_at    TIMESTAMPTZ,
  updated_at   TIMESTAMPTZ NOT NULL,
  lock_version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX questions_unione ON questions (unione_id);
CREATE INDEX questions_author ON questions (author_id);
CREATE INDEX questions_asked ON questions (asked_at);
CREATE INDEX questions_unanswered ON questions (answer_count, asked_at);
CREATE INDEX questions_about ON questions (about_kind, about_id);

CREATE TABLE answers (
  id           UUID NOT NULL PRIMARY KEY,
  question_id  UUID NOT NULL REFERENCES questions (id) ON DELETE CASCADE,
  author_id    UUID NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
  unione_id    UUID REFERENCES bodies (id) ON DELETE RESTRICT,
  body         TEXT NOT NULL,
  useful_count INTEGER NOT NULL DEFAULT 0,
  solved_at    TIMESTAMPTZ,
  solved_by    UUID REFERENCES people (id) ON DELETE SET NULL,
  answered_at  TIMESTAMPTZ NOT NULL,
  edited_at    TIMESTAMPTZ,
  lock_version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX answers_question ON answers (question_id, answered_at);
CREATE INDEX answers_author ON answers (author_id);

-- Comments stand under the question (no answer) or under one of its answers.
CREATE TABLE comments (
  id           UUID NOT NULL PRIMARY KEY,
  question_id  UUID NOT NULL REFERENCES questions (id) ON DELETE CASCADE,
  answer_id    UUID REFERENCES answers (id) ON DELETE CASCADE,
  author_id    UUID NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
  unione_id    UUID REFERENCES bodies (id) ON DELETE RESTRICT,
  body         TEXT NOT NULL,
  commented_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX comments_question ON comments (question_id, commented_at);

CREATE TABLE useful_marks (
  answer_id UUID NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
  person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  marked_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (answer_id, person_id)
);
