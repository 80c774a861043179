-- What a document says of itself as an act; a document of which nothing was said has no row.
CREATE TABLE document_deeds (
  document_id        BLOB NOT NULL PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
  -- Who issued it: the name as it was written, and the body when there is one of that name.
  issuer             TEXT NOT NULL,
  issuer_id          BLOB REFERENCES bodies (id) ON DELETE SET NULL,
  act_number         TEXT NOT NULL,
  act_date           TEXT,
  -- A protocol is known by its register, its year and its number, never by the number alone (DPR 445/2000, art. 57).
  protocol_area      TEXT NOT NULL,
  protocol_year      INTEGER,
  protocol_number    TEXT,
  valid_from         TEXT,
  valid_until        TEXT,
  refers_to          TEXT NOT NULL,
  replaces_id        BLOB REFERENCES documents (id) ON DELETE SET NULL,
  review_by          TEXT,
  review_reminded_at TEXT
) STRICT;
CREATE INDEX document_deeds_protocol ON document_deeds (protocol_number, protocol_year);
CREATE INDEX document_deeds_replaces ON document_deeds (replaces_id);
CREATE INDEX document_deeds_review ON document_deeds (review_by);

-- The codes of projects (CUP) and tenders (CIG) a document names.
CREATE TABLE document_codes (
  document_id BLOB NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  kind        TEXT NOT NULL,
  code        TEXT NOT NULL,
  PRIMARY KEY (document_id, kind, code)
) STRICT;
CREATE INDEX document_codes_code ON document_codes (code);

CREATE TABLE document_calls (
  document_id BLOB NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  call_id     BLOB NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
  PRIMARY KEY (document_id, call_id)
) STRICT;
CREATE INDEX document_calls_call ON document_calls (call_id);

-- What was understood of the text of a version: what it suggests, which personal data it may hold (masked), and what
-- somebody decided about them.
CREATE TABLE document_readings (
  version_id    BLOB NOT NULL PRIMARY KEY REFERENCES document_versions (id) ON DELETE CASCADE,
  suggested     TEXT NOT NULL,
  findings      TEXT NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('clear', 'open', 'decided')),
  decision      TEXT,
  decided_reach TEXT CHECK (decided_reach IN ('members', 'public')),
  reason        TEXT NOT NULL DEFAULT '',
  decided_by    BLOB REFERENCES people (id) ON DELETE RESTRICT,
  decided_at    TEXT
) STRICT;
CREATE INDEX document_readings_open ON document_readings (state);

-- The edition of the rules a text was understood with; 0 as long as it was not.
ALTER TABLE document_versions ADD COLUMN read_with INTEGER NOT NULL DEFAULT 0;
CREATE INDEX document_versions_read_with ON document_versions (read_with, created_at);

-- What is to be published as soon as its text is known to hold no personal data, and who decided so.
CREATE TABLE document_holds (
  document_id BLOB NOT NULL PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
  person_id   BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE
) STRICT;
