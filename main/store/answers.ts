/** Answers as append-only revisions, contradiction resolutions and scenario ratings. */

import { DrydockError } from '../../shared/errors.ts';
import type { Answer, AnswerInput, StoredResolution } from '../../shared/interview.ts';
import type { StoredRating } from '../../shared/risk.ts';
import type { Db } from './db.ts';
import { appendJournal, type Stamp } from './journal.ts';

export interface QuestionKey {
  readonly questionId: string;
  readonly clusterId: string | null;
}

/** The newest revision of every answer. */
export function latestAnswers(db: Db): Answer[] {
  const rows = db
    .prepare(
      `SELECT answer FROM answer a WHERE revision =
         (SELECT max(revision) FROM answer b WHERE b.question_id = a.question_id AND b.cluster_id = a.cluster_id)`,
    )
    .all() as { answer: string }[];
  return rows.map(({ answer }) => JSON.parse(answer) as Answer);
}

/** Newest first. */
export const answerRevisions = (db: Db, key: QuestionKey): Answer[] =>
  revisionRows(db, key).map(({ answer }) => answer);

/** @throws DrydockError CONFLICT when the edit began from an older revision */
export function saveAnswer(
  db: Db,
  stamp: Stamp,
  edit: QuestionKey & {
    readonly baseRevision: number;
    readonly input: AnswerInput;
    readonly suggestedBy: string | null;
  },
): Answer {
  const newest = answerRevisions(db, edit)[0]?.revision ?? 0;
  if (edit.baseRevision !== newest) throw new DrydockError('CONFLICT', { what: 'The answer' });
  const answer: Answer = {
    ...edit.input,
    questionId: edit.questionId,
    clusterId: edit.clusterId,
    revision: newest + 1,
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
 * @throws DrydockError NOT_FOUND when there is nothing before it
 */
export function undoAnswer(db: Db, stamp: Stamp, key: QuestionKey): Answer {
  const revisions = revisionRows(db, key);
  const newest = revisions[0];
  const current = newest?.restores ?? newest?.answer.revision ?? 0;
  if (newest === undefined || current === 0)
    throw new DrydockError('NOT_FOUND', { what: 'An answer to undo' });
  const under = revisions.find(({ answer }) => answer.revision === current - 1);
  const target = under === undefined ? 0 : (under.restores ?? under.answer.revision);
  const restored = revisions.find(({ answer }) => answer.revision === target)?.answer;
  const answer: Answer = {
    ...(restored ?? { ...newest.answer, ...BLANK }),
    revision: newest.answer.revision + 1,
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

interface RevisionRow {
  readonly answer: Answer;
  /** Of an undo: the revision it brought back; 0 for none. */
  readonly restores: number | null;
}

function revisionRows(db: Db, { questionId, clusterId }: QuestionKey): RevisionRow[] {
  const rows = db
    .prepare(
      'SELECT answer, restores FROM answer WHERE question_id = ? AND cluster_id = ? ORDER BY revision DESC',
    )
    .all(questionId, clusterId ?? '') as { answer: string; restores: number | null }[];
  return rows.map(({ answer, restores }) => ({ answer: JSON.parse(answer) as Answer, restores }));
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
  return decisions<StoredResolution>(db.prepare('SELECT entry FROM resolution').all());
}

/** Earlier resolutions stay in the journal. @throws DrydockError CONFLICT when it was decided since */
export function saveResolution(db: Db, stamp: Stamp, { baseRevision, ...input }: ResolutionEdit): void {
  const [before] = decisions<StoredResolution>(
    db.prepare('SELECT entry FROM resolution WHERE contradiction_id = ?').all(input.contradictionId),
  );
  const revision = nextRevision(before, baseRevision, 'The contradiction');
  const entry: StoredResolution = { ...input, revision, ...stamp };
  db.prepare('INSERT INTO resolution VALUES (?, ?) ON CONFLICT DO UPDATE SET entry = excluded.entry').run(
    input.contradictionId,
    JSON.stringify(entry),
  );
  appendJournal(db, stamp, 'contradiction.resolve', input.contradictionId, entry);
}

export type RatingEdit = Decided<StoredRating>;

export function listRatings(db: Db): StoredRating[] {
  return decisions<StoredRating>(db.prepare('SELECT entry FROM rating').all());
}

/** Earlier ratings stay in the journal. @throws DrydockError CONFLICT when it was rated since */
export function saveRating(db: Db, stamp: Stamp, { baseRevision, ...input }: RatingEdit): void {
  const [before] = decisions<StoredRating>(
    db
      .prepare('SELECT entry FROM rating WHERE scenario_id = ? AND cluster_id = ?')
      .all(input.scenarioId, input.clusterId),
  );
  const revision = nextRevision(before, baseRevision, 'The rating');
  const entry: StoredRating = { ...input, revision, ...stamp };
  db.prepare('INSERT INTO rating VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET entry = excluded.entry').run(
    input.scenarioId,
    input.clusterId,
    JSON.stringify(entry),
  );
  appendJournal(db, stamp, 'scenario.rate', `${input.scenarioId}@${input.clusterId}`, entry);
}

/** Those that were stored before decisions were counted are the first. */
function decisions<D extends { readonly revision: number }>(rows: readonly unknown[]): D[] {
  return (rows as { entry: string }[]).map(({ entry }) =>
    Object.assign({ revision: 1 }, JSON.parse(entry) as D),
  );
}

function nextRevision(
  before: { readonly revision: number } | undefined,
  baseRevision: number,
  what: string,
): number {
  const newest = before?.revision ?? 0;
  if (newest !== baseRevision) throw new DrydockError('CONFLICT', { what });
  return newest + 1;
}
