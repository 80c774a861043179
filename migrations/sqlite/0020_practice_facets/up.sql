-- The phase the published path has come to, beside the row: lists are narrowed by it.
ALTER TABLE practices ADD COLUMN phase_reached TEXT;
UPDATE practices SET phase_reached = (
  SELECT json_extract(phase.value, '$.kind')
    FROM practice_versions, json_each(practice_versions.content, '$.phases') AS phase
   WHERE practice_versions.id = practices.published_version_id
   ORDER BY phase.key DESC LIMIT 1);
