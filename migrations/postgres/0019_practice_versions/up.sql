-- What a version changes, in the words of who sends it; empty for a first version.
ALTER TABLE practice_versions ADD COLUMN change_note TEXT NOT NULL DEFAULT '';
