/** Results of other tools: what a rule says, and the objects it names, joined to those of a snapshot. */
export const importedFindings = {
  version: 2,
  name: 'imported-findings',
  sql: `
CREATE TABLE imported (
  finding_id TEXT PRIMARY KEY REFERENCES finding (id), cluster_id TEXT NOT NULL REFERENCES cluster (id),
  tool TEXT NOT NULL, rule TEXT NOT NULL, area TEXT NOT NULL, snapshot_id TEXT, detail TEXT NOT NULL
) STRICT;
CREATE INDEX imported_of_tool ON imported (cluster_id, tool);
CREATE TABLE imported_object (
  row INTEGER PRIMARY KEY, finding_id TEXT NOT NULL REFERENCES imported (finding_id),
  scope TEXT NOT NULL, state TEXT NOT NULL, entry TEXT NOT NULL
) STRICT;
CREATE INDEX imported_object_of ON imported_object (finding_id, state);
`,
} as const;
