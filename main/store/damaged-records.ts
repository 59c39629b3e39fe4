/**
 * Records that cannot be read, by name. Lists leave them out so that one does not hide the others; here they are said,
 * so that nothing is left out unsaid. They stay in the file as they are.
 */
import { z } from 'zod';
import type { DamagedRecord } from '../../shared/engagement.ts';
import { RatingEntry, ResolutionEntry, StoredAnswer } from './answers.ts';
import { ArtifactEntry } from './artifacts.ts';
import type { Db } from './db.ts';
import { Profile, StoredAuthorisation, StoredEstate } from './engagement.ts';
import { ExceptionEntry } from './exceptions.ts';
import { OverrideEntry, RawRecord, RECORD_COLUMNS } from './findings.ts';
import { DetailRow } from './imports.ts';
import { journalHead } from './journal.ts';
import { faultOf } from './rows.ts';
import { Manifest } from './snapshots.ts';
import { Overview } from './stored-overview.ts';
import { FormRow } from './unfinished-forms.ts';

/** Every change that matters has an entry in the journal: until the next one, nothing is read again. */
export function createDamageWatch(db: Db): { readonly records: () => DamagedRecord[] } {
  let known: { readonly head: string; readonly records: DamagedRecord[] } | null = null;
  return {
    records() {
      const { head } = journalHead(db);
      if (known?.head !== head) known = { head, records: damagedRecords(db) };
      return known.records;
    },
  };
}

/** Reads every record of a person and every description of evidence: milliseconds for an assessment of weeks. */
export function damagedRecords(db: Db): DamagedRecord[] {
  return RECORDS.flatMap(({ sql, row }) =>
    db
      .prepare(sql)
      .all()
      .flatMap((stored) => {
        const parsed = row.safeParse(stored);
        if (parsed.success) return [];
        return [{ what: Named.parse(stored).what, reason: faultOf(parsed.error) }];
      }),
  );
}

interface Records {
  /** Selects what lists select, and `what`: the record as a person would name it. */
  readonly sql: string;
  readonly row: z.ZodType;
}

const Named = z.object({ what: z.string() });

const ofCluster = (id: string) =>
  `coalesce((SELECT ' of cluster ' || name FROM cluster WHERE cluster.id = ${id}), '')`;
const NUMBER = "'finding F-' || printf('%02d', finding.number)";
const SNAPSHOT =
  "'the snapshot ' || (SELECT count(*) FROM snapshot AS earlier WHERE earlier.position <= snapshot.position)";

/** Verdicts, entries of logs and objects of imports are many: where one is damaged, its place in the list says so. */
const RECORDS: readonly Records[] = [
  {
    sql: "SELECT 'The profile of the engagement' AS what, profile AS entry FROM engagement",
    row: z.object({ entry: Profile }),
  },
  {
    sql: "SELECT 'Entry ' || row_number() OVER (ORDER BY position) || ' of the estate' AS what, entry FROM estate",
    row: z.object({ entry: StoredEstate }),
  },
  {
    sql: "SELECT 'Authorisation ' || row_number() OVER (ORDER BY position) AS what, entry FROM authorisation",
    row: z.object({ entry: StoredAuthorisation }),
  },
  {
    sql: `SELECT 'Revision ' || revision || ' of the answer to ' || question_id || ${ofCluster('cluster_id')} AS what,
            answer AS entry FROM answer ORDER BY question_id, cluster_id, revision`,
    row: z.object({ entry: StoredAnswer }),
  },
  {
    sql: `SELECT 'The decision on ' || substr(contradiction_id, 1, instr(contradiction_id, '@') - 1) ||
            ${ofCluster("substr(contradiction_id, instr(contradiction_id, '@') + 1)")} AS what, entry FROM resolution`,
    row: z.object({ entry: ResolutionEntry }),
  },
  {
    sql: `SELECT 'The rating of ' || scenario_id || ${ofCluster('cluster_id')} AS what, entry FROM rating`,
    row: z.object({ entry: RatingEntry }),
  },
  {
    sql: `SELECT 'F' || substr(${NUMBER}, 2) || ', ' || title AS what, ${RECORD_COLUMNS} FROM finding ORDER BY number`,
    row: RawRecord,
  },
  {
    sql: `SELECT 'An override of ' || ${NUMBER} AS what, entry
          FROM finding_override JOIN finding ON finding.id = finding_id ORDER BY finding_override.row`,
    row: z.object({ entry: OverrideEntry }),
  },
  {
    sql: `SELECT 'What ' || tool || ' says in ' || ${NUMBER} AS what, detail, stale
          FROM imported JOIN finding ON finding.id = finding_id ORDER BY number`,
    row: DetailRow,
  },
  {
    sql: `SELECT 'Revision ' || revision || ' of the accepted risk ' ||
            dense_rank() OVER (ORDER BY (SELECT min(rowid) FROM exception_revision
              WHERE exception_id = one.exception_id)) AS what, entry
          FROM exception_revision AS one`,
    row: z.object({ entry: ExceptionEntry }),
  },
  {
    sql: `SELECT 'The description of ' || ${SNAPSHOT} || ${ofCluster('cluster_id')} AS what, manifest AS entry
          FROM snapshot WHERE manifest IS NOT NULL ORDER BY position`,
    row: z.object({ entry: Manifest }),
  },
  {
    sql: `SELECT 'The analysis of ' || ${SNAPSHOT} || ${ofCluster('cluster_id')} AS what, overview AS entry
          FROM analysis JOIN snapshot ON snapshot.id = snapshot_id ORDER BY position`,
    row: z.object({ entry: Overview }),
  },
  {
    sql: "SELECT 'File ' || row_number() OVER (ORDER BY position) || ' of those made here' AS what, entry FROM artifact WHERE entry <> ''",
    row: z.object({ entry: ArtifactEntry }),
  },
  {
    sql: "SELECT 'What was typed into the form “' || key || '”' AS what, key, revision, fields, saved_at AS savedAt FROM unfinished_form",
    row: FormRow,
  },
];
