/** What was typed into forms and not yet submitted. */
export const unfinishedForms = {
  version: 6,
  name: 'unfinished-forms',
  sql: `
CREATE TABLE unfinished_form (
  key TEXT PRIMARY KEY, revision INTEGER NOT NULL, fields TEXT NOT NULL, saved_at TEXT NOT NULL
) STRICT;
`,
} as const;
