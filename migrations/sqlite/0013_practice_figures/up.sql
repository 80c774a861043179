-- What a practice costs is asked in figures; what was told in words is kept beside them.
UPDATE practice_versions SET content = json_remove(
  json_set(content,
    '$.spending', json_object(
      'start',  json_object('note', coalesce(json_extract(content, '$.facts.first_investment'), '')),
      'yearly', json_object('note', coalesce(json_extract(content, '$.facts.yearly_cost'), '')))),
  '$.facts.first_investment', '$.facts.yearly_cost');
