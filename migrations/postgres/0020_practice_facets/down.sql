ALTER TABLE practices DROP COLUMN phase_reached;
