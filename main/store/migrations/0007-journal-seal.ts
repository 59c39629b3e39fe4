/**
 * What each journal entry changed, row by row. An entry that has a seal is hashed with a key made of the engagement's;
 * one without is of before, and hashed without a key.
 */
export const journalSeal = {
  version: 7,
  name: 'journal-seal',
  sql: `
CREATE TABLE journal_seal (sequence INTEGER PRIMARY KEY, rows TEXT NOT NULL) STRICT;
CREATE TRIGGER journal_seal_keeps_update BEFORE UPDATE ON journal_seal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_seal_keeps_delete BEFORE DELETE ON journal_seal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
`,
} as const;
