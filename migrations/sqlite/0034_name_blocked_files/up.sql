-- "Held" is what waits to be published; a file that a report of personal data keeps from its readers is blocked.
ALTER TABLE documents RENAME COLUMN held_at TO blocked_at;
