-- The Unione a register puts an application under: it counts as long as nobody told when the applicant
-- was a member of which.
ALTER TABLE applications ADD COLUMN unione_id UUID REFERENCES bodies (id) ON DELETE SET NULL;
CREATE INDEX applications_unione ON applications (unione_id);
