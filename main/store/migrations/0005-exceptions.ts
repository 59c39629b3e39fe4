/** Accepted risks with their whole history, files of custom controls, and what of a finding is accepted. */
export const exceptions = {
  version: 5,
  name: 'exceptions',
  sql: `
CREATE TABLE exception_revision (
  exception_id TEXT NOT NULL, revision INTEGER NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (exception_id, revision)
) STRICT;
CREATE TRIGGER exception_keeps_update BEFORE UPDATE ON exception_revision BEGIN SELECT RAISE(ABORT, 'revisions are append-only'); END;
CREATE TRIGGER exception_keeps_delete BEFORE DELETE ON exception_revision BEGIN SELECT RAISE(ABORT, 'revisions are append-only'); END;
CREATE TABLE custom_control_file (
  id TEXT PRIMARY KEY, position INTEGER NOT NULL, name TEXT NOT NULL UNIQUE, text TEXT NOT NULL, sha256 TEXT NOT NULL,
  added_by TEXT NOT NULL, added_at TEXT NOT NULL
) STRICT;
ALTER TABLE finding ADD COLUMN excepted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE finding ADD COLUMN expired INTEGER NOT NULL DEFAULT 0;
`,
} as const;
