UPDATE practice_versions SET content = json_remove(
  json_set(content,
    '$.facts.first_investment', coalesce(json_extract(content, '$.spending.start.note'), ''),
    '$.facts.yearly_cost', coalesce(json_extract(content, '$.spending.yearly.note'), '')),
  '$.spending');
