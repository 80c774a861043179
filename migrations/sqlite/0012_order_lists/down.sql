DROP INDEX documents_published;
DROP INDEX practices_state;
CREATE INDEX practices_state ON practices (state, published_at);
DROP INDEX questions_asked;
CREATE INDEX questions_asked ON questions (asked_at);
