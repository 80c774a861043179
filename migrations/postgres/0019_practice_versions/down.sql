ALTER TABLE practice_versions DROP COLUMN change_note;
