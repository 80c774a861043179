-- What a practice costs is asked in figures; what was told in words is kept beside them.
UPDATE practice_versions SET content = (content
  || jsonb_build_object('spending', jsonb_build_object(
       'start',  jsonb_build_object('note', coalesce(content #>> '{facts,first_investment}', '')),
       'yearly', jsonb_build_object('note', coalesce(content #>> '{facts,yearly_cost}', '')))))
  #- '{facts,first_investment}' #- '{facts,yearly_cost}';
