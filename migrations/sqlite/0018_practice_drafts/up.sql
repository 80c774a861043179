-- Who wrote a section of a draft last, and from which form: two people who write at the same time are
-- told of each other, and one who saves many times from one page is not taken for two.
CREATE TABLE practice_section_saves (
  version_id BLOB NOT NULL REFERENCES practice_versions (id) ON DELETE CASCADE,
  section    TEXT NOT NULL,
  person_id  BLOB NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
  form_token TEXT NOT NULL,
  saved_at   TEXT NOT NULL,
  told_at    TEXT NOT NULL,
  PRIMARY KEY (version_id, section)
) STRICT;
