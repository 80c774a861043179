DROP TABLE practice_checks;
DROP TABLE practice_confirmations;
DROP TABLE practice_remarks;
DROP INDEX practices_listed;
DROP INDEX practices_review;
ALTER TABLE practices
  DROP COLUMN maturity,
  DROP COLUMN reuse_count,
  DROP COLUMN verified_at,
  DROP COLUMN first_hand,
  DROP COLUMN withdrawn_from,
  DROP COLUMN withdrawn_reason,
  DROP COLUMN withdrawn_at,
  DROP COLUMN review_reminded_at,
  DROP COLUMN review_by,
  DROP COLUMN freshness;
UPDATE practices SET state = 'archived' WHERE state = 'withdrawn';
ALTER TABLE practices DROP CONSTRAINT practices_state_check;
ALTER TABLE practices ADD CONSTRAINT practices_state_check
  CHECK (state IN ('draft', 'in_review', 'to_mend', 'to_confirm', 'published', 'archived'));
