/** Answers as append-only revisions, contradiction resolutions and scenario ratings. */
import { z } from 'zod';
import { DrydockError } from '../../shared/errors.ts';
import { Answer, type AnswerInput, StoredResolution } from '../../shared/interview.ts';
import { StoredRating } from '../../shared/risk.ts';
import type { Db } from './db.ts';
import { appendJournal, type Stamp } from './journal.ts';
import { jsonOf, jsonOrNull, rowsOf } from './rows.ts';

export interface QuestionKey {
  readonly questionId: string;
  readonly clusterId: string | null;
}

/**
 * The newest revision of every answer. Where it is damaged there is none: an older one is not what was said last.
 */
export function latestAnswers(db: Db): Answer[] {
  const latest = db.prepare(
    `SELECT answer FROM answer a WHERE revision =
       (SELECT max(revision) FROM answer b WHERE b.question_id = a.question_id AND b.cluster_id = a.cluster_id)`,
  );
  return rowsOf(latest.pluck(), StoredAnswer).readable();
}

export const StoredAnswer = jsonOf(Answer);

/** Those that can be read, newest first. */
export const answerRevisions = (db: Db, key: QuestionKey): Answer[] =>
  revisionRows(db, key).flatMap(({ answer }) => answer ?? []);

/**
 * A damaged revision stays, and the next one stands on it as on none.
 * @throws DrydockError CONFLICT when the edit began from an older revision
 */
export function saveAnswer(
  db: Db,
  stamp: Stamp,
  edit: QuestionKey & {
    readonly baseRevision: number;
    readonly input: AnswerInput;
    readonly suggestedBy: string | null;
  },
): Answer {
  const [newest] = revisionRows(db, edit);
  if (edit.baseRevision !== (newest?.answer?.revision ?? 0))
    throw new DrydockError('CONFLICT', { what: 'The answer' });
  const answer: Answer = {
    ...edit.input,
    questionId: edit.questionId,
    clusterId: edit.clusterId,
    revision: (newest?.revision ?? 0) + 1,
    author: stamp.author,
    at: stamp.at,
    suggestedBy: edit.suggestedBy,
  };
  insertRevision(db, stamp, 'answer.save', answer, null);
  return answer;
}

/**
 * Goes one step back: what stood before the current answer is put on top as a new revision. Undoing the first answer
 * leaves "not asked"; undoing again goes further back.
 * @throws DrydockError NOT_FOUND when there is nothing before it; RECORD_DAMAGED when that cannot be read
 */
export function undoAnswer(db: Db, stamp: Stamp, { questionId, clusterId }: QuestionKey): Answer {
  const revisions = revisionRows(db, { questionId, clusterId });
  const newest = revisions[0];
  const current = newest?.restores ?? newest?.revision ?? 0;
  if (newest === undefined || current === 0)
    throw new DrydockError('NOT_FOUND', { what: 'An answer to undo' });
  const under = revisions.find(({ revision }) => revision === current - 1);
  const target = under === undefined ? 0 : (under.restores ?? under.revision);
  const restored = revisions.find(({ revision }) => revision === target);
  if (restored?.answer === null)
    throw new DrydockError('RECORD_DAMAGED', {
      what: 'The answer before this one',
      reason: `its revision ${target} is damaged`,
    });
  const answer: Answer = {
    ...(restored?.answer ?? { questionId, clusterId, ...BLANK }),
    revision: newest.revision + 1,
    author: stamp.author,
    at: stamp.at,
  };
  insertRevision(db, stamp, 'answer.undo', answer, target);
  return answer;
}

/** As if nobody had ever answered. */
const BLANK: AnswerInput & Pick<Answer, 'suggestedBy'> = {
  state: 'not-asked',
  value: null,
  note: '',
  askedOf: null,
  askedAt: null,
  basis: 'interview',
  confidence: 'medium',
  confidenceReason: '',
  markedForReview: false,
  suggestedBy: null,
};

const RevisionRow = z.object({
  revision: z.int(),
  answer: jsonOrNull(Answer),
  /** Of an undo: the revision it brought back; 0 for none. */
  restores: z.int().nullable(),
});

function revisionRows(db: Db, { questionId, clusterId }: QuestionKey): z.infer<typeof RevisionRow>[] {
  const revisions = db.prepare(
    'SELECT revision, answer, restores FROM answer WHERE question_id = ? AND cluster_id = ? ORDER BY revision DESC',
  );
  return rowsOf(revisions, RevisionRow).all(questionId, clusterId ?? '');
}

function insertRevision(db: Db, stamp: Stamp, action: string, answer: Answer, restores: number | null): void {
  const { questionId, clusterId, revision } = answer;
  db.prepare('INSERT INTO answer VALUES (?, ?, ?, ?, ?)').run(
    questionId,
    clusterId ?? '',
    revision,
    JSON.stringify(answer),
    restores,
  );
  appendJournal(db, stamp, action, `${questionId}@${clusterId ?? ''}`, answer);
}

/** A decision as it is made. `baseRevision` is the one that was seen before; 0 for none. */
type Decided<D> = Omit<D, 'author' | 'at' | 'revision'> & { readonly baseRevision: number };
export type ResolutionEdit = Decided<StoredResolution>;

export function listResolutions(db: Db): StoredResolution[] {
  return rowsOf(db.prepare('SELECT entry FROM resolution').pluck(), ResolutionEntry).readable();
}

export const ResolutionEntry = jsonOf(StoredResolution);

/** Earlier resolutions stay in the journal. @throws DrydockError CONFLICT when it was decided since */
export function saveResolution(db: Db, stamp: Stamp, { baseRevision, ...input }: ResolutionEdit): void {
  const stored = db.prepare('SELECT entry FROM resolution WHERE contradiction_id = ?').pluck();
  const before = decidedBefore(stored.get(input.contradictionId), ResolutionEntry);
  const revision = nextRevision(before, baseRevision, 'The contradiction');
  const entry: StoredResolution = { ...input, revision, ...stamp };
  db.prepare('INSERT INTO resolution VALUES (?, ?) ON CONFLICT DO UPDATE SET entry = excluded.entry').run(
    input.contradictionId,
    JSON.stringify(entry),
  );
  appendJournal(db, stamp, 'contradiction.resolve', input.contradictionId, { ...entry, ...before.kept });
}

export type RatingEdit = Decided<StoredRating>;

export function listRatings(db: Db): StoredRating[] {
  return rowsOf(db.prepare('SELECT entry FROM rating').pluck(), RatingEntry).readable();
}

export const RatingEntry = jsonOf(StoredRating);

/** Earlier ratings stay in the journal. @throws DrydockError CONFLICT when it was rated since */
export function saveRating(db: Db, stamp: Stamp, { baseRevision, ...input }: RatingEdit): void {
  const stored = db.prepare('SELECT entry FROM rating WHERE scenario_id = ? AND cluster_id = ?').pluck();
  const before = decidedBefore(stored.get(input.scenarioId, input.clusterId), RatingEntry);
  const revision = nextRevision(before, baseRevision, 'The rating');
  const entry: StoredRating = { ...input, revision, ...stamp };
  db.prepare('INSERT INTO rating VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET entry = excluded.entry').run(
    input.scenarioId,
    input.clusterId,
    JSON.stringify(entry),
  );
  const subject = `${input.scenarioId}@${input.clusterId}`;
  appendJournal(db, stamp, 'scenario.rate', subject, { ...entry, ...before.kept });
}

interface DecidedBefore {
  /** 0 for none, and for one that cannot be read. */
  readonly revision: number;
  /** For the journal: the text of one that cannot be read, which the next decision replaces. */
  readonly kept: { readonly replacedDamaged?: unknown };
}

function decidedBefore(stored: unknown, schema: z.ZodType<{ readonly revision: number }>): DecidedBefore {
  if (stored === undefined) return { revision: 0, kept: {} };
  const before = schema.safeParse(stored);
  return before.success
    ? { revision: before.data.revision, kept: {} }
    : { revision: 0, kept: { replacedDamaged: stored } };
}

function nextRevision(before: DecidedBefore, baseRevision: number, what: string): number {
  if (before.revision !== baseRevision) throw new DrydockError('CONFLICT', { what });
  return before.revision + 1;
}
