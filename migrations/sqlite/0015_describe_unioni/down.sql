DROP TABLE inventory_software;
DROP TABLE inventory_comuni;
DROP TABLE inventories;
DROP TABLE unione_software;
DROP TABLE unione_factors;
DROP TABLE shared_function_comuni;
ALTER TABLE shared_functions DROP COLUMN deed;
ALTER TABLE shared_functions DROP COLUMN model;
ALTER TABLE adesioni DROP COLUMN leaving_reason;
ALTER TABLE adesioni DROP COLUMN act;
UPDATE bodies SET legal_form_words = CASE legal_form
    WHEN 'unione' THEN 'unione di comuni'
    WHEN 'unione_montana' THEN 'unione montana'
    WHEN 'comunita_montana' THEN 'comunità montana'
    WHEN 'convenzione' THEN 'convenzione'
    WHEN 'consorzio' THEN 'consorzio'
    ELSE 'società in house' END
  WHERE legal_form IS NOT NULL AND legal_form_words = '';
UPDATE bodies SET activity_words = CASE activity
    WHEN 'active' THEN 'attiva'
    WHEN 'stalled' THEN 'in stasi'
    WHEN 'likely_inactive' THEN 'probabilmente inattiva'
    WHEN 'in_liquidation' THEN 'in liquidazione'
    ELSE 'cessata' END
  WHERE activity IS NOT NULL AND activity_words = '';
ALTER TABLE bodies DROP COLUMN rtd_shared;
ALTER TABLE bodies DROP COLUMN rtd_since;
ALTER TABLE bodies DROP COLUMN rtd;
ALTER TABLE bodies DROP COLUMN seat_comune_id;
ALTER TABLE bodies DROP COLUMN altitude;
ALTER TABLE bodies DROP COLUMN activity;
ALTER TABLE bodies DROP COLUMN legal_form;
ALTER TABLE bodies RENAME COLUMN activity_words TO activity;
ALTER TABLE bodies RENAME COLUMN legal_form_words TO legal_form;
