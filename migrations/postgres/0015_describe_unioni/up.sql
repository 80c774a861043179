-- What an Unione is by law and whether it works are closed lists now; what was written before stays beside them.
ALTER TABLE bodies RENAME COLUMN legal_form TO legal_form_words;
ALTER TABLE bodies RENAME COLUMN activity TO activity_words;
ALTER TABLE bodies ADD COLUMN legal_form TEXT CHECK (legal_form IN
  ('unione', 'unione_montana', 'comunita_montana', 'convenzione', 'consorzio', 'in_house'));
ALTER TABLE bodies ADD COLUMN activity TEXT CHECK (activity IN
  ('active', 'stalled', 'likely_inactive', 'in_liquidation', 'ceased'));
ALTER TABLE bodies ADD COLUMN altitude TEXT CHECK (altitude IN ('mountain', 'hill', 'plain'));
-- The Comune of its seat; the address stays in `seat`.
ALTER TABLE bodies ADD COLUMN seat_comune_id UUID REFERENCES bodies (id) ON DELETE SET NULL;
-- The office that answers for the digital transition (art. 17 CAD), never a person's name.
ALTER TABLE bodies ADD COLUMN rtd TEXT NOT NULL DEFAULT '';
ALTER TABLE bodies ADD COLUMN rtd_since TEXT;
ALTER TABLE bodies ADD COLUMN rtd_shared BOOLEAN;

UPDATE bodies SET legal_form = CASE lower(trim(legal_form_words))
    WHEN 'unione' THEN 'unione'
    WHEN 'unione di comuni' THEN 'unione'
    WHEN 'unione dei comuni' THEN 'unione'
    WHEN 'unione montana' THEN 'unione_montana'
    WHEN 'unione montana di comuni' THEN 'unione_montana'
    WHEN 'comunità montana' THEN 'comunita_montana'
    WHEN 'comunità isolana' THEN 'comunita_montana'
    WHEN 'convenzione' THEN 'convenzione'
    WHEN 'consorzio' THEN 'consorzio'
    WHEN 'società in house' THEN 'in_house' END,
  activity = CASE lower(trim(activity_words))
    WHEN 'attiva' THEN 'active'
    WHEN 'attivo' THEN 'active'
    WHEN 'in stasi' THEN 'stalled'
    WHEN 'probabilmente inattiva' THEN 'likely_inactive'
    WHEN 'in liquidazione' THEN 'in_liquidation'
    WHEN 'cessata' THEN 'ceased' END;
UPDATE bodies SET legal_form_words = '' WHERE lower(trim(legal_form_words)) IN
  ('unione', 'unione di comuni', 'unione dei comuni', 'unione montana', 'comunità montana',
   'convenzione', 'consorzio', 'società in house');
UPDATE bodies SET activity_words = '' WHERE activity IS NOT NULL;

ALTER TABLE adesioni ADD COLUMN act TEXT NOT NULL DEFAULT '';
ALTER TABLE adesioni ADD COLUMN leaving_reason TEXT NOT NULL DEFAULT '';

ALTER TABLE shared_functions ADD COLUMN model TEXT CHECK (model IN ('central', 'distributed'));
ALTER TABLE shared_functions ADD COLUMN deed TEXT NOT NULL DEFAULT '';

-- The Comuni that confer a function; no row at all means nobody said which.
CREATE TABLE shared_function_comuni (
  function_id UUID NOT NULL REFERENCES shared_functions (id) ON DELETE CASCADE,
  comune_id   UUID NOT NULL REFERENCES bodies (id) ON DELETE CASCADE,
  PRIMARY KEY (function_id, comune_id)
);

-- The enabling factors an Unione says it has, or says it has not; no row means it said neither.
CREATE TABLE unione_factors (
  unione_id UUID NOT NULL REFERENCES bodies (id) ON DELETE CASCADE,
  factor    TEXT NOT NULL,
  present   BOOLEAN NOT NULL,
  PRIMARY KEY (unione_id, factor)
);

-- The software of the Unione itself, for everybody to read.
CREATE TABLE unione_software (
  id        UUID NOT NULL PRIMARY KEY,
  unione_id UUID NOT NULL REFERENCES bodies (id) ON DELETE CASCADE,
  area      TEXT NOT NULL,
  name      TEXT NOT NULL,
  supplier  TEXT NOT NULL DEFAULT ''
);
CREATE INDEX unione_software_unione ON unione_software (unione_id);

-- What is already there in the Comuni of an Unione, and whom the Unione lets see it.
CREATE TABLE inventories (
  unione_id  UUID NOT NULL PRIMARY KEY REFERENCES bodies (id) ON DELETE CASCADE,
  reach      TEXT NOT NULL DEFAULT 'own' CHECK (reach IN ('own', 'members', 'public')),
  updated_at TIMESTAMPTZ NOT NULL
);

-- What one Comune has. It belongs to the Unione that wrote it down: another one the Comune joins does not see it.
CREATE TABLE inventory_comuni (
  unione_id      UUID NOT NULL REFERENCES inventories (unione_id) ON DELETE CASCADE,
  comune_id      UUID NOT NULL REFERENCES bodies (id) ON DELETE CASCADE,
  connection     TEXT,
  mbit_s         BIGINT CHECK (mbit_s >= 0),
  ict_people     BIGINT CHECK (ict_people >= 0),
  fte_hundredths BIGINT CHECK (fte_hundredths >= 0),
  updated_at     TIMESTAMPTZ NOT NULL,
  lock_version   INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (unione_id, comune_id)
);

CREATE TABLE inventory_software (
  id           UUID NOT NULL PRIMARY KEY,
  unione_id    UUID NOT NULL,
  comune_id    UUID NOT NULL,
  area         TEXT NOT NULL,
  other_area   TEXT NOT NULL DEFAULT '',
  name         TEXT NOT NULL,
  supplier     TEXT NOT NULL DEFAULT '',
  contract_end TEXT,
  FOREIGN KEY (unione_id, comune_id) REFERENCES inventory_comuni (unione_id, comune_id) ON DELETE CASCADE
);
CREATE INDEX inventory_software_comune ON inventory_software (unione_id, comune_id);
