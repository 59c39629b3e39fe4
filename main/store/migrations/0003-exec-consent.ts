/** Sign-in programs that were agreed to in this engagement. */
export const execConsent = {
  version: 3,
  name: 'exec-consent',
  sql: `
CREATE TABLE exec_consent (
  fingerprint TEXT PRIMARY KEY, command TEXT NOT NULL, agreed_by TEXT NOT NULL, agreed_at TEXT NOT NULL
) STRICT;
`,
} as const;
