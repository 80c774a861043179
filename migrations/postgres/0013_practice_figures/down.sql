UPDATE practice_versions SET content = jsonb_set(jsonb_set(content,
    '{facts,first_investment}', to_jsonb(coalesce(content #>> '{spending,start,note}', ''))),
    '{facts,yearly_cost}', to_jsonb(coalesce(content #>> '{spending,yearly,note}', '')))
  - 'spending'
 WHERE content ? 'facts';
