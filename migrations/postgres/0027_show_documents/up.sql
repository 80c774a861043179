-- Pictures of the pages of a version's file: wanted, then drawn or given up. The file of a picture stands beside the others.
CREATE TABLE document_previews (
  version_id UUID NOT NULL REFERENCES document_versions (id) ON DELETE CASCADE,
  page       INTEGER NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('wanted', 'drawn', 'failed')),
  tries      INTEGER NOT NULL DEFAULT 0,
  wanted_at  TIMESTAMPTZ NOT NULL,
  blob_hash  TEXT,
  width_px   INTEGER NOT NULL DEFAULT 0,
  height_px  INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (version_id, page)
);
CREATE INDEX document_previews_wanted ON document_previews (tries, wanted_at) WHERE state = 'wanted';
CREATE INDEX document_previews_blob ON document_previews (blob_hash);

-- Whether the first pages of a version were asked for, and how many pages the one who draws has counted.
ALTER TABLE document_versions ADD COLUMN preview_begun BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE document_versions ADD COLUMN drawn_count INTEGER NOT NULL DEFAULT 0;
CREATE INDEX document_versions_undrawn ON document_versions (created_at) WHERE NOT preview_begun AND file_kind = 'pdf';

-- A document that is promised has a version 0 without a file, until the file comes.
ALTER TABLE documents ADD COLUMN expected_on TEXT;
ALTER TABLE documents ADD COLUMN arrived_at TIMESTAMPTZ;
-- Since when its file is kept back, because somebody has seen personal data in it.
ALTER TABLE documents ADD COLUMN held_at TIMESTAMPTZ;

-- What members report of a document, until a facilitatore closes it with a note.
CREATE TABLE document_reports (
  id          UUID NOT NULL PRIMARY KEY,
  document_id UUID NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  version_id  UUID NOT NULL REFERENCES document_versions (id) ON DELETE CASCADE,
  reason      TEXT NOT NULL CHECK (reason IN ('personal_data', 'obsolete', 'wrong')),
  words       TEXT NOT NULL,
  created_by  UUID NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
  created_at  TIMESTAMPTZ NOT NULL,
  closed_by   UUID REFERENCES people (id) ON DELETE RESTRICT,
  closed_at   TIMESTAMPTZ,
  note        TEXT
);
CREATE INDEX document_reports_document ON document_reports (document_id);
CREATE INDEX document_reports_open ON document_reports (created_at) WHERE closed_at IS NULL;
