/** Every operation of the store as the workbench calls it. Synchronous here; the worker makes it asynchronous. */
import type { AuthorisationInput } from '../../shared/engagement.ts';
import { isDrydockError } from '../../shared/errors.ts';
import type { ObjectRef } from '../../shared/evidence.ts';
import type { ManualFindingInput } from '../../shared/finding.ts';
import type { AnswerInput } from '../../shared/interview.ts';
import * as analysis from './analysis.ts';
import * as answers from './answers.ts';
import * as artifacts from './artifacts.ts';
import { type ExecConsent, listConsents, rememberConsent } from './consents.ts';
import * as customControls from './custom-controls.ts';
import { createDamageWatch } from './damaged-records.ts';
import { type Db } from './db.ts';
import * as engagement from './engagement.ts';
import * as exceptions from './exceptions.ts';
import { checkpoint, type Recovered } from './file.ts';
import { type FindingGroupQuery, listFindingGroups } from './finding-groups.ts';
import * as findings from './findings.ts';
import type { Guard } from './guard.ts';
import * as imports from './imports.ts';
import { appendJournal, journalHead, listJournal, type Stamp, settleJournal } from './journal.ts';
import { createJournalWatch, sequenceOf } from './journal-watch.ts';
import * as snapshots from './snapshots.ts';
import { analysisOverview } from './stored-overview.ts';
import * as unfinishedForms from './unfinished-forms.ts';
import { copyTo } from './whole-copy.ts';

export type StoreApi = ReturnType<typeof createStoreApi>;

const UNGUARDED: Guard = { verify() {}, acknowledge() {} };

/** Every change runs in one transaction with its journal entry, and is on the disk when it returns. */
export function createStoreApi(db: Db, file: string, now: () => string, guard = UNGUARDED) {
  const watch = createJournalWatch(db);
  const damage = createDamageWatch(db);
  const stamp = (): Stamp => ({
    author: engagement.engagementSummary(db, file).profile.assessor || 'Assessor',
    at: now(),
  });
  const change = <T>(work: (stamp: Stamp) => T): T => {
    guard.verify();
    const result = db
      .transaction(() => {
        const made = work(stamp());
        settleJournal(db, stamp());
        return made;
      })
      .immediate();
    guard.acknowledge();
    return result;
  };
  return {
    engagement: {
      summary: () => engagement.engagementSummary(db, file),
      update: (edit: engagement.ProfileEdit) => change((s) => engagement.updateEngagement(db, s, edit)),
      /** Records that cannot be read. Looked for again only after a change. */
      damaged: () => damage.records(),
      checkpoint: () => checkpoint(db),
      /** Why changes cannot be acknowledged, as a sentence; null while the file is in its place. */
      problem: (): string | null => {
        try {
          guard.verify();
          return null;
        } catch (error) {
          if (isDrydockError(error)) return error.message;
          throw error;
        }
      },
      /** Whole and on the disk when it returns, wherever the open file has gone. @throws DrydockError FILE_EXISTS */
      saveCopy: ({ target }: { target: string }) => copyTo(db, target),
      /** Notes that the file was opened although acknowledged entries were missing. */
      noteRecovered: (recovered: Recovered) =>
        change((s) => {
          const { id } = engagement.engagementSummary(db, file);
          appendJournal(db, s, 'engagement.open-incomplete', id, recovered);
        }),
      /** What a crash left half written. Call once after opening, before any work begins. */
      discardUnfinished: () =>
        change(() => {
          snapshots.discardUnfinishedSnapshots(db);
          artifacts.discardUnfinishedArtifacts(db);
        }),
    },
    journal: {
      list: ({ offset, limit }: { offset: number; limit: number }) => ({
        total: journalHead(db).length,
        rows: listJournal(db, offset, limit),
        intact: watch.intact(),
      }),
      /** Everything anew, row by row. */
      check: () => watch.check(),
      /** The entry whose hash is a head that is known from elsewhere, such as a report; null for none. */
      findHead: ({ head }: { head: string }) => sequenceOf(db, head),
    },
    clusters: {
      list: () => engagement.listClusters(db),
      create: ({ name }: { name: string }) => change((s) => engagement.createCluster(db, s, name)),
      rename: ({ id, name }: { id: string; name: string }) =>
        change((s) => engagement.renameCluster(db, s, id, name)),
    },
    estate: {
      list: () => engagement.listEstate(db),
      save: ({ baseRevision, ...input }: engagement.EstateEdit) =>
        change((s) => engagement.saveEstate(db, s, input, baseRevision)),
      remove: ({ id }: { id: string }) => change((s) => engagement.removeEstate(db, s, id)),
      markCollected: ({
        clusterId,
        name,
        heardFrom,
      }: {
        clusterId: string;
        name: string;
        heardFrom?: string;
      }) => change((s) => engagement.markCollected(db, s, clusterId, name, heardFrom)),
    },
    authorisations: {
      list: () => engagement.listAuthorisations(db),
      reliable: () => engagement.reliableAuthorisations(db),
      record: (input: AuthorisationInput) => change((s) => engagement.recordAuthorisation(db, s, input)),
      correct: (input: AuthorisationInput & { readonly id: string; readonly reason: string }) =>
        change((s) => engagement.correctAuthorisation(db, s, input)),
    },
    consents: {
      list: () => listConsents(db),
      remember: (consent: ExecConsent) => change((s) => rememberConsent(db, s, consent)),
    },
    snapshots: {
      list: () => snapshots.listSnapshots(db),
      manifest: ({ snapshotId }: { snapshotId: string }) => snapshots.snapshotManifest(db, snapshotId),
      log: ({ snapshotId, ...query }: snapshots.LogQuery & { snapshotId: string }) =>
        snapshots.collectionLog(db, snapshotId, query),
      objects: (query: snapshots.ObjectQuery) => snapshots.listObjects(db, query),
      object: ({ snapshotId, object }: { snapshotId: string; object: ObjectRef }) =>
        snapshots.oneObject(db, snapshotId, object),
    },
    analysis: {
      overview: ({ snapshotId }: { snapshotId: string }) => analysisOverview(db, snapshotId),
      verdicts: (query: Parameters<typeof analysis.listVerdicts>[1]) => analysis.listVerdicts(db, query),
    },
    exceptions: {
      list: () => exceptions.listExceptions(db),
      counts: () => exceptions.exceptionCounts(db),
      on: (query: { snapshotId: string; control: string }) => exceptions.exceptionsOn(db, query),
      revisions: ({ id }: { id: string }) => exceptions.exceptionRevisions(db, id),
      save: (input: exceptions.ExceptionEdit) => change((s) => exceptions.saveException(db, s, input)),
      withdraw: ({ id, ...withdrawal }: exceptions.Withdrawal & { id: string }) =>
        change((s) => exceptions.withdrawException(db, s, id, withdrawal)),
    },
    customControls: {
      list: () => customControls.listControlFiles(db),
      add: (file: { name: string; text: string }) =>
        change((s) => customControls.addControlFile(db, s, file)),
      remove: ({ id }: { id: string }) => change((s) => customControls.removeControlFile(db, s, id)),
    },
    answers: {
      latest: () => answers.latestAnswers(db),
      revisions: (key: answers.QuestionKey) => answers.answerRevisions(db, key),
      save: (
        edit: answers.QuestionKey & { baseRevision: number; input: AnswerInput; suggestedBy: string | null },
      ) => change((s) => answers.saveAnswer(db, s, edit)),
      undo: (key: answers.QuestionKey) => change((s) => answers.undoAnswer(db, s, key)),
    },
    unfinishedForms: {
      list: () => unfinishedForms.listUnfinishedForms(db),
      save: (edit: Parameters<typeof unfinishedForms.saveUnfinishedForm>[2]) =>
        change((s) => unfinishedForms.saveUnfinishedForm(db, s, edit)),
      empty: (form: Parameters<typeof unfinishedForms.emptyUnfinishedForm>[2]) =>
        change((s) => unfinishedForms.emptyUnfinishedForm(db, s, form)),
    },
    contradictions: {
      resolutions: () => answers.listResolutions(db),
      resolve: (input: answers.ResolutionEdit) => change((s) => answers.saveResolution(db, s, input)),
    },
    ratings: {
      list: () => answers.listRatings(db),
      save: (input: answers.RatingEdit) => change((s) => answers.saveRating(db, s, input)),
    },
    findings: {
      list: (query: findings.FindingQuery) => findings.listFindings(db, query),
      groups: (query: FindingGroupQuery) => listFindingGroups(db, query),
      record: ({ id }: { id: string }) => findings.findingRecord(db, id),
      /** Objects that an imported finding names. */
      importedObjects: (query: Parameters<typeof imports.importedObjects>[1]) =>
        imports.importedObjects(db, query),
      create: (input: ManualFindingInput) => change((s) => findings.createFinding(db, s, input)),
      update: (edit: Parameters<typeof findings.updateFinding>[2]) =>
        change((s) => findings.updateFinding(db, s, edit)),
      setStatus: ({ id, status }: { id: string; status: string }) =>
        change((s) => findings.setFindingStatus(db, s, id, status)),
      override: (edit: findings.OverrideEdit) => change((s) => findings.overrideFinding(db, s, edit)),
      merge: ({ ids, input }: { ids: string[]; input: ManualFindingInput }) =>
        change((s) => findings.mergeFindings(db, s, ids, input)),
      unmerge: ({ id }: { id: string }) => change((s) => findings.unmergeFinding(db, s, id)),
      linkQuestions: ({ id, questions }: { id: string; questions: string[] }) =>
        change((s) => findings.linkQuestions(db, s, id, questions)),
    },
    artifacts: {
      list: () => artifacts.listArtifacts(db),
      /** A file that was finished in memory, in one transaction with its journal entry. */
      add: ({ bytes, ...input }: artifacts.NewArtifact & { bytes: Uint8Array }) =>
        change((s) => artifacts.addArtifact(db, s, input, bytes)),
      read: ({ id }: { id: string }) => artifacts.readArtifact(db, id),
    },
  };
}
