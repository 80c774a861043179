CREATE TABLE topics (
  id          BLOB NOT NULL PRIMARY KEY,
  number      INTEGER NOT NULL UNIQUE,
  slug        TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  description TEXT NOT NULL,
  parent_id   BLOB REFERENCES topics (id) ON DELETE RESTRICT,
  position    INTEGER NOT NULL,
  created_at  TEXT NOT NULL
) STRICT;
CREATE INDEX topics_parent ON topics (parent_id);

-- The topics any piece of content is filed under.
CREATE TABLE subject_topics (
  subject_kind TEXT NOT NULL,
  subject_id   BLOB NOT NULL,
  topic_id     BLOB NOT NULL REFERENCES topics (id) ON DELETE RESTRICT,
  PRIMARY KEY (subject_kind, subject_id, topic_id)
) STRICT;
CREATE INDEX subject_topics_topic ON subject_topics (topic_id, subject_kind, subject_id);
