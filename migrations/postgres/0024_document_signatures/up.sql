-- What was found of the signatures of a version; only of files that are signed, or are signatures.
CREATE TABLE document_seals (
  version_id    UUID NOT NULL PRIMARY KEY REFERENCES document_versions (id) ON DELETE CASCADE,
  place         TEXT NOT NULL CHECK (place IN ('here', 'inside', 'elsewhere', 'too_deep', 'broken')),
  is_added_to   BOOLEAN NOT NULL DEFAULT FALSE,
  checked_at    TIMESTAMPTZ NOT NULL,
  -- The document that was inside, as a file of its own.
  content_hash  TEXT,
  content_name  TEXT,
  content_kind  TEXT,
  content_bytes BIGINT
);
CREATE INDEX document_seals_content ON document_seals (content_hash);

CREATE TABLE document_signatures (
  version_id       UUID NOT NULL REFERENCES document_versions (id) ON DELETE CASCADE,
  position         INTEGER NOT NULL,
  format           TEXT NOT NULL CHECK (format IN ('cades', 'pades')),
  verdict          TEXT NOT NULL CHECK (verdict IN ('intact', 'altered', 'unchecked')),
  reason           TEXT,
  name             TEXT NOT NULL,
  fiscal_code      TEXT NOT NULL,
  organisation     TEXT NOT NULL,
  issuer           TEXT NOT NULL,
  algorithm        TEXT NOT NULL,
  signed_at        TIMESTAMPTZ,
  stamped_at       TIMESTAMPTZ,
  stamped_by       TEXT NOT NULL,
  is_stamp_trusted BOOLEAN NOT NULL DEFAULT FALSE,
  valid_from       TIMESTAMPTZ,
  valid_until      TIMESTAMPTZ,
  is_trusted       BOOLEAN NOT NULL DEFAULT FALSE,
  covers_all       BOOLEAN NOT NULL DEFAULT TRUE,
  PRIMARY KEY (version_id, position)
);

-- Signed files that could not be read until now are read.
UPDATE document_versions SET text_state = 'pending', text_tries = 0
 WHERE file_kind = 'p7m' AND text_state = 'unreadable';
