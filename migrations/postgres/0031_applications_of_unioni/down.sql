DROP INDEX applications_unione;
ALTER TABLE applications DROP COLUMN unione_id;
