-- A letter owed is not a letter written: it is composed as it leaves.
CREATE TABLE letters (
  id           BLOB NOT NULL PRIMARY KEY,
  person_id    BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  kind         TEXT NOT NULL CHECK (kind IN ('news', 'invitation', 'password_reset', 'password_changed')),
  subject_kind TEXT,
  subject_id   BLOB,
  state        TEXT NOT NULL CHECK (state IN ('owed', 'sent', 'failed', 'withheld')),
  due_at       TEXT NOT NULL,
  leased_until TEXT,
  tries        INTEGER NOT NULL DEFAULT 0,
  reason       TEXT,
  sent_at      TEXT,
  created_at   TEXT NOT NULL
) STRICT;
CREATE INDEX letters_due ON letters (state, due_at);
CREATE INDEX letters_thread ON letters (person_id, subject_kind, subject_id, state);

-- What each person was told; one event reaches one person once.
CREATE TABLE notifications (
  id           BLOB NOT NULL PRIMARY KEY,
  person_id    BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  event_seq    INTEGER NOT NULL REFERENCES events (seq) ON DELETE CASCADE,
  event_kind   TEXT NOT NULL,
  actor_id     BLOB REFERENCES people (id) ON DELETE SET NULL,
  reason       TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id   BLOB NOT NULL,
  letter_id    BLOB REFERENCES letters (id) ON DELETE SET NULL,
  read_at      TEXT,
  created_at   TEXT NOT NULL,
  UNIQUE (person_id, event_seq)
) STRICT;
CREATE INDEX notifications_unread ON notifications (person_id, read_at);
CREATE INDEX notifications_letter ON notifications (letter_id);
CREATE INDEX notifications_recent ON notifications (person_id, created_at);
