/** The first format of the engagement file. */
export const first = {
  version: 1,
  name: 'first',
  sql: `
CREATE TABLE engagement (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id TEXT NOT NULL, profile TEXT NOT NULL, created_at TEXT NOT NULL, is_sample INTEGER NOT NULL
) STRICT;
CREATE TABLE journal (
  sequence INTEGER PRIMARY KEY, at TEXT NOT NULL, author TEXT NOT NULL, action TEXT NOT NULL,
  subject TEXT NOT NULL, detail TEXT NOT NULL, previous_hash TEXT NOT NULL, hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER journal_keeps_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_keeps_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TABLE cluster (id TEXT PRIMARY KEY, name TEXT NOT NULL, created_at TEXT NOT NULL) STRICT;
CREATE TABLE estate (id TEXT PRIMARY KEY, position INTEGER NOT NULL, entry TEXT NOT NULL) STRICT;
CREATE TABLE authorisation (id TEXT PRIMARY KEY, position INTEGER NOT NULL, entry TEXT NOT NULL) STRICT;
CREATE TABLE snapshot (
  id TEXT PRIMARY KEY, cluster_id TEXT NOT NULL REFERENCES cluster (id),
  position INTEGER NOT NULL, manifest TEXT, analysed_with TEXT
) STRICT;
CREATE TABLE object (
  row INTEGER PRIMARY KEY, snapshot_id TEXT NOT NULL REFERENCES snapshot (id) ON DELETE CASCADE,
  resource TEXT NOT NULL, kind TEXT NOT NULL, api_version TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,
  json TEXT NOT NULL
) STRICT;
CREATE INDEX object_place ON object (snapshot_id, kind, namespace, name);
CREATE TABLE resource (snapshot_id TEXT NOT NULL REFERENCES snapshot (id) ON DELETE CASCADE, key TEXT NOT NULL, ref TEXT NOT NULL, PRIMARY KEY (snapshot_id, key)) STRICT;
CREATE TABLE collection_log (
  row INTEGER PRIMARY KEY, snapshot_id TEXT NOT NULL REFERENCES snapshot (id) ON DELETE CASCADE, entry TEXT NOT NULL
) STRICT;
CREATE INDEX collection_log_of ON collection_log (snapshot_id);
CREATE TABLE analysis (snapshot_id TEXT PRIMARY KEY REFERENCES snapshot (id) ON DELETE CASCADE, overview TEXT NOT NULL) STRICT;
CREATE TABLE verdict (
  row INTEGER PRIMARY KEY, snapshot_id TEXT NOT NULL REFERENCES snapshot (id) ON DELETE CASCADE,
  control TEXT NOT NULL, state TEXT NOT NULL, verdict TEXT NOT NULL
) STRICT;
CREATE INDEX verdict_of ON verdict (snapshot_id, control);
CREATE TABLE answer (
  question_id TEXT NOT NULL, cluster_id TEXT NOT NULL, revision INTEGER NOT NULL, answer TEXT NOT NULL, restores INTEGER,
  PRIMARY KEY (question_id, cluster_id, revision)
) STRICT;
CREATE TRIGGER answer_keeps_update BEFORE UPDATE ON answer BEGIN SELECT RAISE(ABORT, 'revisions are append-only'); END;
CREATE TRIGGER answer_keeps_delete BEFORE DELETE ON answer BEGIN SELECT RAISE(ABORT, 'revisions are append-only'); END;
CREATE TABLE resolution (contradiction_id TEXT PRIMARY KEY, entry TEXT NOT NULL) STRICT;
CREATE TABLE rating (scenario_id TEXT NOT NULL, cluster_id TEXT NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (scenario_id, cluster_id)) STRICT;
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
CREATE TABLE finding (
  id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, origin TEXT NOT NULL, cluster_id TEXT, control TEXT,
  title TEXT NOT NULL, domain TEXT NOT NULL, machine_severity INTEGER, machine_verdict TEXT,
  severity INTEGER NOT NULL, verdict TEXT NOT NULL, overridden INTEGER NOT NULL DEFAULT 0,
  status TEXT NOT NULL DEFAULT 'open', affected INTEGER NOT NULL DEFAULT 0, merged_into TEXT REFERENCES finding (id),
  stale INTEGER NOT NULL DEFAULT 0, questions TEXT NOT NULL DEFAULT '[]', input TEXT, search TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX finding_by_severity ON finding (severity, number);
CREATE TABLE finding_override (row INTEGER PRIMARY KEY, finding_id TEXT NOT NULL REFERENCES finding (id), entry TEXT NOT NULL) STRICT;
CREATE TABLE artifact (id TEXT PRIMARY KEY, position INTEGER NOT NULL, entry TEXT NOT NULL) STRICT;
CREATE TABLE artifact_chunk (artifact_id TEXT NOT NULL REFERENCES artifact (id) ON DELETE CASCADE, part INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (artifact_id, part)) STRICT;
`,
} as const;
