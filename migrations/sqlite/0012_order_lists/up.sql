-- Lists go by an instant and, where that is the same (an import), by the number: an index of both
-- lets a page be read without sorting everything of that instant.
DROP INDEX questions_asked;
CREATE INDEX questions_asked ON questions (asked_at, number);
DROP INDEX practices_state;
CREATE INDEX practices_state ON practices (state, published_at, number);
CREATE INDEX documents_published ON documents (published_at, number);
