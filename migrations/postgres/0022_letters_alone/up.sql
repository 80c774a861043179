-- A letter that asks for a yes, or tells what came of something, is never gathered with news.
ALTER TABLE letters ADD COLUMN alone BOOLEAN NOT NULL DEFAULT FALSE;
