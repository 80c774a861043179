CREATE TABLE questions (
  id           BLOB NOT NULL PRIMARY KEY,
  number       INTEGER NOT NULL UNIQUE,
  unione_id    BLOB REFERENCES bodies (id) ON DELETE RESTRICT,
  author_id    BLOB NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
  title        TEXT NOT NULL,
  title_key    TEXT NOT NULL,
  body         TEXT NOT NULL,
  about_kind   TEXT,
  about_id     BLOB,
  assigned_to  BLOB REFERENCES people (id) ON DELETE SET NULL,
  assigned_at  TEXT,
  answer_count INTEGER NOT NULL DEFAULT 0,
  solved_count INTEGER NOT NULL DEFAULT 0,
  source_url   TEXT,
  licence      TEXT,
  asked_at     TEXT NOT NULL,
  answered_at  TEXT,
  edited_at    TEXT,
  updated_at   TEXT NOT NULL,
  lock_version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX questions_unione ON questions (unione_id);
CREATE INDEX questions_author ON questions (author_id);
CREATE INDEX questions_asked ON questions (asked_at);
CREATE INDEX questions_unanswered ON questions (answer_count, asked_at);
CREATE INDEX questions_about ON questions (about_kind, about_id);

CREATE TABLE answers (
  id           BLOB NOT NULL PRIMARY KEY,
  question_id  BLOB NOT NULL REFERENCES questions (id) ON DELETE CASCADE,
  author_id    BLOB NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
  unione_id    BLOB REFERENCES bodies (id) ON DELETE RESTRICT,
  body         TEXT NOT NULL,
  useful_count INTEGER NOT NULL DEFAULT 0,
  solved_at    TEXT,
  solved_by    BLOB REFERENCES people (id) ON DELETE SET NULL,
  answered_at  TEXT NOT NULL,
  edited_at    TEXT,
  lock_version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX answers_question ON answers (question_id, answered_at);
CREATE INDEX answers_author ON answers (author_id);

-- Comments stand under the question (no answer) or under one of its answers.
CREATE TABLE comments (
  id           BLOB NOT NULL PRIMARY KEY,
  question_id  BLOB NOT NULL REFERENCES questions (id) ON DELETE CASCADE,
  answer_id    BLOB REFERENCES answers (id) ON DELETE CASCADE,
  author_id    BLOB NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
  unione_id    BLOB REFERENCES bodies (id) ON DELETE RESTRICT,
  body         TEXT NOT NULL,
  commented_at TEXT NOT NULL
) STRICT;
CREATE INDEX comments_question ON comments (question_id, commented_at);

CREATE TABLE useful_marks (
  answer_id BLOB NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
  person_id BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  marked_at TEXT NOT NULL,
  PRIMARY KEY (answer_id, person_id)
) STRICT;
