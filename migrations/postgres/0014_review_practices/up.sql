-- A practice may be withdrawn.
ALTER TABLE practices DROP CONSTRAINT practices_state_check;
ALTER TABLE practices ADD CONSTRAINT practices_state_check
  CHECK (state IN ('draft', 'in_review', 'to_mend', 'to_confirm', 'published', 'archived', 'withdrawn'));

-- How old the published text is, and until when somebody has promised that it still holds.
-- Imported practices have no such date: nobody here answers for them.
ALTER TABLE practices ADD COLUMN freshness TEXT NOT NULL DEFAULT 'current' CHECK (freshness IN ('current', 'due', 'expired'));
ALTER TABLE practices ADD COLUMN review_by TIMESTAMPTZ;
ALTER TABLE practices ADD COLUMN review_reminded_at TIMESTAMPTZ;
UPDATE practices SET review_by = published_at + INTERVAL '12 months'
 WHERE published_version_id IS NOT NULL AND source_url IS NULL AND published_at IS NOT NULL;
CREATE INDEX practices_review ON practices (freshness, review_by);
-- Lists: what has expired comes last.
CREATE INDEX practices_listed ON practices (freshness, published_at DESC, number DESC);

-- What a withdrawn practice leaves, and who saw it.
ALTER TABLE practices ADD COLUMN withdrawn_at TIMESTAMPTZ;
ALTER TABLE practices ADD COLUMN withdrawn_reason TEXT;
ALTER TABLE practices ADD COLUMN withdrawn_from TEXT;

-- What the maturity is reckoned from, and what it comes to.
ALTER TABLE practices ADD COLUMN first_hand BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE practices ADD COLUMN verified_at TIMESTAMPTZ;
ALTER TABLE practices ADD COLUMN reuse_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE practices ADD COLUMN maturity TEXT NOT NULL DEFAULT 'reported'
  CHECK (maturity IN ('reported', 'told', 'documented', 'verified', 'reused'));
UPDATE practices SET first_hand = TRUE WHERE published_version_id IS NOT NULL AND source_url IS NULL;
UPDATE practices SET maturity = 'told' WHERE first_hand AND COALESCE(
  (SELECT v.content ->> 'source_note' FROM practice_versions v WHERE v.id = practices.published_version_id), '') = '';

-- What is to be mended, section by section, as who read this version wrote.
CREATE TABLE practice_remarks (
  id          UUID NOT NULL PRIMARY KEY,
  practice_id UUID NOT NULL REFERENCES practices (id) ON DELETE CASCADE,
  version_id  UUID NOT NULL REFERENCES practice_versions (id) ON DELETE CASCADE,
  section     TEXT NOT NULL,
  body        TEXT NOT NULL,
  author_id   UUID NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
  created_at  TIMESTAMPTZ NOT NULL,
  settled_at  TIMESTAMPTZ
);
CREATE INDEX practice_remarks_version ON practice_remarks (version_id, created_at);

-- Who was asked to confirm a version, by a link that names this row.
CREATE TABLE practice_confirmations (
  id          UUID NOT NULL PRIMARY KEY,
  practice_id UUID NOT NULL REFERENCES practices (id) ON DELETE CASCADE,
  version_id  UUID NOT NULL REFERENCES practice_versions (id) ON DELETE CASCADE,
  person_id   UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  asked_by    UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  asked_at    TIMESTAMPTZ NOT NULL,
  reminders   INTEGER NOT NULL DEFAULT 0,
  answer      TEXT CHECK (answer IN ('confirmed', 'sent_back')),
  closed_at   TIMESTAMPTZ
);
CREATE INDEX practice_confirmations_practice ON practice_confirmations (practice_id, closed_at);
CREATE INDEX practice_confirmations_open ON practice_confirmations (closed_at, asked_at);

-- That somebody looked again at what is published, and found it still true.
CREATE TABLE practice_checks (
  id          UUID NOT NULL PRIMARY KEY,
  practice_id UUID NOT NULL REFERENCES practices (id) ON DELETE CASCADE,
  kind        TEXT NOT NULL CHECK (kind IN ('recheck', 'verification')),
  person_id   UUID NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
  mentor_id   UUID REFERENCES people (id) ON DELETE SET NULL,
  note        TEXT NOT NULL,
  at          TIMESTAMPTZ NOT NULL
);
CREATE INDEX practice_checks_practice ON practice_checks (practice_id, at);
