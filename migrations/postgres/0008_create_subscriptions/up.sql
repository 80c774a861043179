-- Who wants to hear of what, and how often.
CREATE TABLE subscriptions (
  id           UUID NOT NULL PRIMARY KEY,
  person_id    UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('topic', 'unione', 'practice', 'document', 'question')),
  subject_id   UUID NOT NULL,
  frequency    TEXT NOT NULL CHECK (frequency IN ('at_once', 'daily', 'weekly', 'fortnightly', 'never')),
  created_at   TIMESTAMPTZ NOT NULL,
  updated_at   TIMESTAMPTZ NOT NULL,
  UNIQUE (person_id, subject_kind, subject_id)
);
CREATE INDEX subscriptions_subject ON subscriptions (subject_kind, subject_id);
