-- What happened, in order; appended in the transaction of each change and never altered.
CREATE TABLE events (
  seq          INTEGER PRIMARY KEY AUTOINCREMENT,
  at           TEXT NOT NULL,
  actor_id     BLOB,
  kind         TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id   BLOB NOT NULL,
  particulars  TEXT NOT NULL
) STRICT;
CREATE INDEX events_subject ON events (subject_kind, subject_id, seq);

-- How far each follower of the log has come.
CREATE TABLE cursors (
  name TEXT NOT NULL PRIMARY KEY,
  seq  INTEGER NOT NULL
) STRICT;

-- The last number given in the addresses of each kind.
CREATE TABLE counters (
  kind TEXT NOT NULL PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT;

-- Single values about the installation itself (its identity, its keys).
CREATE TABLE installation (
  name  TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

-- Who may see a piece of content: seeing is holding one of its tokens.
CREATE TABLE audiences (
  subject_kind TEXT NOT NULL,
  subject_id   BLOB NOT NULL,
  token        TEXT NOT NULL,
  PRIMARY KEY (subject_kind, subject_id, token)
) STRICT;
CREATE INDEX audiences_token ON audiences (token, subject_kind, subject_id);
