ALTER TABLE documents RENAME COLUMN blocked_at TO held_at;
