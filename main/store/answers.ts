/** Answers as append-only revisions, contradiction resolutions and scenario ratings. */

import { DrydockError } from '../../shared/errors.ts';
import type { Answer, AnswerInput } from '../../shared/interview.ts';
import type { Rating } from '../../shared/risk.ts';
import type { Db } from './file.ts';
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
export function answerRevisions(db: Db, { questionId, clusterId }: QuestionKey): Answer[] {
  const rows = db
    .prepare('SELECT answer FROM answer WHERE question_id = ? AND cluster_id = ? ORDER BY revision DESC')
    .all(questionId, clusterId ?? '') as { answer: string }[];
  return rows.map(({ answer }) => JSON.parse(answer) as Answer);
}

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
  db.prepare('INSERT INTO answer VALUES (?, ?, ?, ?)').run(
    edit.questionId,
    edit.clusterId ?? '',
    answer.revision,
    JSON.stringify(answer),
  );
  appendJournal(db, stamp, 'answer.save', `${edit.questionId}@${edit.clusterId ?? ''}`, answer);
  return answer;
}

/** Puts the revision before the latest on top. Undoing the first answer leaves "not asked". */
export function undoAnswer(db: Db, stamp: Stamp, key: QuestionKey): Answer {
  const [newest, before] = answerRevisions(db, key);
  if (newest === undefined) throw new DrydockError('NOT_FOUND', { what: 'An answer to undo' });
  const {
    questionId,
    clusterId,
    revision,
    author: _a,
    at: _t,
    suggestedBy,
    ...input
  } = before ?? {
    ...newest,
    state: 'not-asked' as const,
    value: null,
    note: '',
  };
  void revision;
  return saveAnswer(db, stamp, { questionId, clusterId, baseRevision: newest.revision, input, suggestedBy });
}

export interface StoredResolution {
  readonly contradictionId: string;
  readonly inFavourOf: 'interview' | 'evidence';
  readonly reason: string;
  readonly author: string;
  readonly at: string;
  readonly fingerprint: string;
}

export function listResolutions(db: Db): StoredResolution[] {
  const rows = db.prepare('SELECT entry FROM resolution').all() as { entry: string }[];
  return rows.map(({ entry }) => JSON.parse(entry) as StoredResolution);
}

/** Earlier resolutions stay in the journal. */
export function saveResolution(db: Db, stamp: Stamp, input: Omit<StoredResolution, 'author' | 'at'>): void {
  const entry = { ...input, ...stamp };
  db.prepare('INSERT INTO resolution VALUES (?, ?) ON CONFLICT DO UPDATE SET entry = excluded.entry').run(
    input.contradictionId,
    JSON.stringify(entry),
  );
  appendJournal(db, stamp, 'contradiction.resolve', input.contradictionId, entry);
}

/** A rating with the proposal it was made on: when that changes, it must be confirmed again. */
export interface StoredRating extends Rating {
  readonly proposedLikelihood: number;
  readonly proposedImpact: number;
}

export function listRatings(db: Db): StoredRating[] {
  const rows = db.prepare('SELECT entry FROM rating').all() as { entry: string }[];
  return rows.map(({ entry }) => JSON.parse(entry) as StoredRating);
}

export function saveRating(db: Db, stamp: Stamp, input: Omit<StoredRating, 'author' | 'at'>): void {
  const entry = { ...input, ...stamp };
  db.prepare('INSERT INTO rating VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET entry = excluded.entry').run(
    input.scenarioId,
    input.clusterId,
    JSON.stringify(entry),
  );
  appendJournal(db, stamp, 'scenario.rate', `${input.scenarioId}@${input.clusterId}`, entry);
}
