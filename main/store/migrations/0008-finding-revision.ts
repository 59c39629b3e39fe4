/** Counts the changes of what a person wrote in a finding, so that an edit that began from an older text is noticed. */
export const findingRevision = {
  version: 8,
  name: 'finding-revision',
  sql: `
ALTER TABLE finding ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
`,
} as const;
