DROP INDEX document_versions_infected;
DROP INDEX document_versions_unscanned;
ALTER TABLE document_versions DROP COLUMN virus;
ALTER TABLE document_versions DROP COLUMN scan_tries;
ALTER TABLE document_versions DROP COLUMN scan_state;
