-- A practice may be withdrawn. A CHECK cannot be altered here: the column is made anew.
DROP INDEX practices_state;
ALTER TABLE practices ADD COLUMN state_now TEXT NOT NULL DEFAULT 'draft'
  CHECK (state_now IN ('draft', 'in_review', 'to_mend', 'to_confirm', 'published', 'archived', 'withdrawn'));
UPDATE practices SET state_now = state;
ALTER TABLE practices DROP COLUMN state;
ALTER TABLE practices RENAME COLUMN state_now TO state;
CREATE INDEX practices_state ON practices (state, published_at, number);

-- How old the published text is, and until when somebody has promised that it still holds.
-- Imported practices have no such date: nobody here answers for them.
ALTER TABLE practices ADD COLUMN freshness TEXT NOT NULL DEFAULT 'current' CHECK (freshness IN ('current', 'due', 'expired'));
ALTER TABLE practices ADD COLUMN review_by TEXT;
ALTER TABLE practices ADD COLUMN review_reminded_at TEXT;
UPDATE practices SET review_by = strftime('%Y-%m-%d %H:%M:%S', published_at, '+12 months') || '.000000'
 WHERE published_version_id IS NOT NULL AND source_url IS NULL AND published_at IS NOT NULL;
CREATE INDEX practices_review ON practices (freshness, review_by);
-- Lists: what has expired comes last.
CREATE INDEX practices_listed ON practices (freshness, published_at DESC, number DESC);

-- What a withdrawn practice leaves, and who saw it.
ALTER TABLE practices ADD COLUMN withdrawn_at TEXT;
ALTER TABLE practices ADD COLUMN withdrawn_reason TEXT;
ALTER TABLE practices ADD COLUMN withdrawn_from TEXT;

-- What the maturity is reckoned from, and what it comes to.
ALTER TABLE practices ADD COLUMN first_hand INTEGER NOT NULL DEFAULT 0;
ALTER TABLE practices ADD COLUMN verified_at TEXT;
ALTER TABLE practices ADD COLUMN reuse_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE practices ADD COLUMN maturity TEXT NOT NULL DEFAULT 'reported'
  CHECK (maturity IN ('reported', 'told', 'documented', 'verified', 'reused'));
UPDATE practices SET first_hand = 1 WHERE published_version_id IS NOT NULL AND source_url IS NULL;
UPDATE practices SET maturity = 'told' WHERE first_hand = 1 AND COALESCE(
  (SELECT json_extract(v.content, '$.source_note') FROM practice_versions v WHERE v.id = practices.published_version_id), '') = '';

-- What is to be mended, section by section, as who read this version wrote.
CREATE TABLE practice_remarks (
  id          BLOB NOT NULL PRIMARY KEY,
  practice_id BLOB NOT NULL REFERENCES practices (id) ON DELETE CASCADE,
  version_id  BLOB NOT NULL REFERENCES practice_versions (id) ON DELETE CASCADE,
  section     TEXT NOT NULL,
  body        TEXT NOT NULL,
  author_id   BLOB NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
  created_at  TEXT NOT NULL,
  settled_at  TEXT
) STRICT;
CREATE INDEX practice_remarks_version ON practice_remarks (version_id, created_at);

-- Who was asked to confirm a version, by a link that names this row.
CREATE TABLE practice_confirmations (
  id          BLOB NOT NULL PRIMARY KEY,
  practice_id BLOB NOT NULL REFERENCES practices (id) ON DELETE CASCADE,
  version_id  BLOB NOT NULL REFERENCES practice_versions (id) ON DELETE CASCADE,
  person_id   BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  asked_by    BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  asked_at    TEXT NOT NULL,
  reminders   INTEGER NOT NULL DEFAULT 0,
  answer      TEXT CHECK (answer IN ('confirmed', 'sent_back')),
  closed_at   TEXT
) STRICT;
CREATE INDEX practice_confirmations_practice ON practice_confirmations (practice_id, closed_at);
CREATE INDEX practice_confirmations_open ON practice_confirmations (closed_at, asked_at);

-- That somebody looked again at what is published, and found it still true.
CREATE TABLE practice_checks (
  id          BLOB NOT NULL PRIMARY KEY,
  practice_id BLOB NOT NULL REFERENCES practices (id) ON DELETE CASCADE,
  kind        TEXT NOT NULL CHECK (kind IN ('recheck', 'verification')),
  person_id   BLOB NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
  mentor_id   BLOB REFERENCES people (id) ON DELETE SET NULL,
  note        TEXT NOT NULL,
  at          TEXT NOT NULL
) STRICT;
CREATE INDEX practice_checks_practice ON practice_checks (practice_id, at);
