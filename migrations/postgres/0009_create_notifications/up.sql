-- A letter owed is not a letter written: it is composed as it leaves.
CREATE TABLE letters (
  id           UUID NOT NULL PRIMARY KEY,
  person_id    UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  kind         TEXT NOT NULL CHECK (kind IN ('news', 'invitation', 'password_reset', 'password_changed')),
  subject_kind TEXT,
  subject_id   UUID,
  state        TEXT NOT NULL CHECK (state IN ('owed', 'sent', 'failed', 'withheld')),
  due_at       TIMESTAMPTZ NOT NULL,
  leased_until TIMESTAMPTZ,
  tries        INTEGER NOT NULL DEFAULT 0,
  reason       TEXT,
  sent_at      TIMESTAMPTZ,
  created_at   TIMESTAMPTZ NOT NULL
);
CREATE INDEX letters_due ON letters (state, due_at);
CREATE INDEX letters_thread ON letters (person_id, subject_kind, subject_id, state);

-- What each person was told; one event reaches one person once.
CREATE TABLE notifications (
  id           UUID NOT NULL PRIMARY KEY,
  person_id    UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  event_seq    BIGINT NOT NULL REFERENCES events (seq) ON DELETE CASCADE,
  event_kind   TEXT NOT NULL,
  actor_id     UUID REFERENCES people (id) ON DELETE SET NULL,
  reason       TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id   UUID NOT NULL,
  letter_id    UUID REFERENCES letters (id) ON DELETE SET NULL,
  read_at      TIMESTAMPTZ,
  created_at   TIMESTAMPTZ NOT NULL,
  UNIQUE (person_id, event_seq)
);
CREATE INDEX notifications_unread ON notifications (person_id, read_at);
CREATE INDEX notifications_letter ON notifications (letter_id);
CREATE INDEX notifications_recent ON notifications (person_id, created_at);
