-- The phase the published path has come to, beside the row: lists are narrowed by it.
ALTER TABLE practices ADD COLUMN phase_reached TEXT;
UPDATE practices SET phase_reached = (
  SELECT phase.value ->> 'kind'
    FROM practice_versions, jsonb_array_elements(practice_versions.content -> 'phases') WITH ORDINALITY AS phase (value, place)
   WHERE practice_versions.id = practices.published_version_id
   ORDER BY phase.place DESC LIMIT 1);
