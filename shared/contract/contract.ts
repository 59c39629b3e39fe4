/**
 * The contract between the workbench and everything that shows it. Served over a MessagePort (desktop), a WebSocket
 * (loopback) and directly (CLI); `tests/contract` runs the same suite against all three.
 */

import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { AnalysisOverview } from '../analysis-overview.ts';
import { Preflight } from '../collect.ts';
import { CustomControlFile } from '../custom-control.ts';
import {
  Authorisation,
  AuthorisationInput,
  Cluster,
  DamagedRecord,
  EngagementProfile,
  EngagementSummary,
  EstateEntry,
  JournalCheck,
  JournalEntry,
  RecentEngagement,
  SnapshotSummary,
} from '../engagement.ts';
import { CollectionLogEntry, LogOutcome, ObjectRef, SnapshotManifest } from '../evidence.ts';
import { EvidenceFileInfo, ReviewSummary } from '../evidence-file.ts';
import { ExceptionInput, ExceptionRevision, ExceptionView } from '../exception.ts';
import { Artifact, FilePurpose, FileRef, SaveResult } from '../files.ts';
import {
  AffectedObject,
  FindingDetail,
  FindingGroups,
  FindingOrigin,
  FindingRow,
  FindingStatus,
  ManualFindingInput,
} from '../finding.ts';
import { FindingStanding } from '../finding-groups.ts';
import { Answer, AnswerInput, Contradiction, QuestionView, StepId } from '../interview.ts';
import { JobState } from '../jobs.ts';
import { KubeconfigInspection } from '../kubeconfig.ts';
import { Rank, ScenarioView } from '../risk.ts';
import { UnfinishedForm } from '../unfinished.ts';
import { ControlMeta, ControlSummary, Severity, Verdict, VerdictState } from '../verdict.ts';
import { Nothing, procedure, Window, windowOf } from './base.ts';

const Job = z.strictObject({ jobId: z.string() });
const ById = z.strictObject({ id: z.string() });
const OfSnapshot = z.strictObject({ snapshotId: z.string() });
/** The engagement that the words were typed into: in another one the call ends in ENGAGEMENT_LOCKED. */
const OfEngagement = { engagementId: z.string().optional() };

export const AppInfo = z.strictObject({
  version: z.string(),
  host: z.enum(['desktop', 'loopback', 'cli']),
  homeDir: z.string(),
  /** File dialogs exist (desktop). */
  dialogs: z.boolean(),
  /** Browser uploads exist (loopback). */
  uploads: z.boolean(),
  keychain: z.boolean(),
  /** Kubeconfigs that kubectl would use on this machine: those of KUBECONFIG in order, else `~/.kube/config`. */
  kubeconfigs: z.array(z.string()),
});
export type AppInfo = z.infer<typeof AppInfo>;

/** Parts of the workbench whose cached answers a client must ask for again. */
export const Topic = z.enum([
  'engagement',
  'estate',
  'clusters',
  'snapshots',
  'findings',
  'interview',
  'risk',
  'report',
  'jobs',
  'exceptions',
  'controls',
  'unfinished',
]);
export type Topic = z.infer<typeof Topic>;

const app = {
  info: procedure.output(AppInfo),
  /** A stream that lives as long as the client: what changed, and when the engagement was locked. */
  events: procedure.output(
    eventIterator(
      z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('ready') }),
        z.strictObject({ kind: z.literal('changed'), topics: z.array(Topic) }),
        z.strictObject({ kind: z.literal('locked') }),
      ]),
    ),
  ),
};

const files = {
  /** Opens a dialog; null where the host has none. */
  pick: procedure
    .input(z.strictObject({ purpose: FilePurpose }))
    .output(z.strictObject({ paths: z.array(z.string()).nullable() })),
  save: procedure.input(z.strictObject({ artifactId: z.string() })).output(SaveResult),
  artifacts: procedure.output(z.array(Artifact)),
};

const engagements = {
  recent: procedure.output(z.array(RecentEngagement)),
  current: procedure.output(EngagementSummary.nullable()),
  create: procedure
    .input(
      z.strictObject({
        /** Without the extension; a file of that name is made in the home folder. */
        fileName: z.string().min(1).max(120),
        passphrase: z.string().max(1024),
        rememberKey: z.boolean().default(false),
        profile: EngagementProfile.pick({ name: true, target: true }).extend(
          EngagementProfile.pick({
            client: true,
            assessor: true,
            consultancy: true,
            classification: true,
            currency: true,
          }).partial().shape,
        ),
      }),
    )
    .output(EngagementSummary),
  open: procedure
    .input(
      z.strictObject({
        file: z.string().min(1).max(4096),
        /** null asks the keychain. */
        passphrase: z.string().max(1024).nullable(),
        rememberKey: z.boolean().default(false),
        /** After ENGAGEMENT_INCOMPLETE: opens what is whole. Copies of the file and its log are made first. */
        acceptMissing: z.boolean().default(false),
      }),
    )
    .output(EngagementSummary),
  /** Why nothing can be saved into the open file: it was removed, replaced or moved. null while all is well. */
  place: procedure.output(z.strictObject({ problem: z.string().nullable() })),
  /** Records of the open file that cannot be read. Lists and report leave them out; they stay in the file as they are. */
  damaged: procedure.output(z.array(DamagedRecord)),
  /** Writes the open engagement to a new file in the home folder, named without the extension, and opens that one. */
  saveCopy: procedure
    .input(z.strictObject({ fileName: z.string().min(1).max(120) }))
    .output(EngagementSummary),
  /** Opens the sample engagement, making it first when it is not there yet. The job's result names the file. */
  openSample: procedure.output(Job),
  lock: procedure.output(Nothing),
  forget: procedure.input(z.strictObject({ file: z.string() })).output(Nothing),
  /**
   * Changes fields of the profile. `expected` are values that they had when the edit began: when one of them is another
   * now, the call ends in CONFLICT and changes nothing.
   */
  update: procedure
    .input(
      EngagementProfile.partial().extend({
        ...OfEngagement,
        expected: EngagementProfile.partial().optional(),
      }),
    )
    .output(EngagementSummary),
  journal: procedure
    .input(z.strictObject(Window))
    .output(windowOf(JournalEntry).extend({ intact: z.boolean() })),
  /** Checks the whole journal anew, and every row that it speaks of. */
  checkJournal: procedure.output(JournalCheck),
  /** The entry whose hash is the head that a report or a copy names; null when the journal has none. */
  findHead: procedure
    .input(z.strictObject({ head: z.string().regex(/^[0-9a-f]{64}$/i) }))
    .output(z.strictObject({ sequence: z.int().nullable() })),
};

const estate = {
  list: procedure.output(z.array(EstateEntry)),
  /**
   * Without an id it is added. Confirming a suggestion is saving it. An edit from an older revision than the stored one
   * ends in CONFLICT.
   */
  save: procedure
    .input(
      EstateEntry.omit({ id: true, suggested: true, revision: true }).extend({
        id: z.string().nullable(),
        /** Of the entry that was edited; 0 for a new one and for a suggestion. */
        baseRevision: z.int().min(0).default(0),
      }),
    )
    .output(EstateEntry),
  remove: procedure.input(ById).output(Nothing),
};

const authorisations = {
  /** Every entry in the order in which they were recorded; `currentAuthorisations` tells which count. */
  list: procedure.output(z.array(Authorisation)),
  record: procedure.input(AuthorisationInput).output(Authorisation),
  /** Records a better wording; the earlier entry stays in the history and no longer counts. */
  correct: procedure
    .input(AuthorisationInput.extend({ id: z.string(), reason: z.string().trim().min(1).max(5_000) }))
    .output(Authorisation),
};

const clusters = {
  list: procedure.output(z.array(Cluster)),
  create: procedure.input(z.strictObject({ name: z.string().min(1).max(200) })).output(Cluster),
  rename: procedure
    .input(z.strictObject({ id: z.string(), name: z.string().min(1).max(200) }))
    .output(Cluster),
};

const Kubeconfigs = z.array(FileRef).min(1).max(20);
/** Only these namespaces; empty for all. What lies outside is then unknown. */
const Namespaces = z.array(z.string().min(1).max(253)).max(500).default([]);

const collect = {
  /** Several files merge as kubectl merges them: the first to name something wins. */
  inspect: procedure.input(z.strictObject({ files: Kubeconfigs })).output(KubeconfigInspection),
  /** Fingerprints of the sign-in programs that were agreed to in this engagement. */
  consents: procedure.output(z.array(z.string())),
  /** Asks one cluster what a collection would see. Needs an authorisation, as a collection does. */
  preflight: procedure
    .input(
      z.strictObject({
        files: Kubeconfigs,
        context: z.string(),
        clusterName: z.string().min(1).max(200),
        allowExec: z.array(z.string()).default([]),
        extraCa: FileRef.nullable().default(null),
        namespaces: Namespaces,
      }),
    )
    .output(Preflight),
  /** One job for each context. Needs an authorisation that covers the cluster's name now. */
  start: procedure
    .input(
      z.strictObject({
        files: Kubeconfigs,
        targets: z
          .array(
            z.strictObject({
              context: z.string(),
              /** null makes a new cluster of that name. */
              clusterId: z.string().nullable(),
              clusterName: z.string().min(1).max(200),
              /** A partial snapshot of this cluster to complete: its whole kinds are taken over. */
              resume: z.string().nullable().default(null),
            }),
          )
          .min(1)
          .max(20),
        /** Fingerprints of exec plugins that the assessor agreed to; remembered in the engagement. */
        allowExec: z.array(z.string()).default([]),
        /** An authority that is trusted beside those of the kubeconfig. */
        extraCa: FileRef.nullable().default(null),
        namespaces: Namespaces,
        /** The collection ends after this long, with what it has. */
        limitMinutes: z.int().min(1).max(1440).default(120),
      }),
    )
    .output(z.strictObject({ jobIds: z.array(z.string()) })),
  /** The minimal read-only ClusterRole to hand to the target's administrator. */
  clusterRole: procedure.output(z.strictObject({ yaml: z.string() })),
  /** Saves a role as it was shown: the one above, or that of a preflight. */
  saveClusterRole: procedure
    .input(z.strictObject({ yaml: z.string().min(1).max(1_000_000) }))
    .output(SaveResult),
};

const jobs = {
  list: procedure.output(z.array(JobState)),
  /** Yields the state now and at every change; ends after the last one. Leaving does not cancel. */
  watch: procedure.input(z.strictObject({ jobId: z.string() })).output(eventIterator(JobState)),
  cancel: procedure.input(z.strictObject({ jobId: z.string() })).output(Nothing),
};

const LogFilter = {
  ...Window,
  /** Part of a path or a note, whatever the case. */
  search: z.string().max(200).default(''),
  outcome: LogOutcome.nullable().default(null),
};

const ObjectFilter = {
  ...Window,
  kind: z.string().nullable().default(null),
  namespace: z.string().nullable().default(null),
  search: z.string().max(200).default(''),
};

/** `identity` is the file that opens a bundle encrypted with age; it is used and never stored. */
const OfFile = z.strictObject({ file: FileRef, identity: FileRef.nullable().default(null) });

const snapshots = {
  list: procedure.output(z.array(SnapshotSummary)),
  manifest: procedure.input(OfSnapshot).output(SnapshotManifest),
  log: procedure.input(OfSnapshot.extend(LogFilter)).output(windowOf(CollectionLogEntry)),
  objects: procedure.input(OfSnapshot.extend(ObjectFilter)).output(windowOf(ObjectRef)),
  /** One object as YAML, as stored: redacted. `focus` is the 1-based line of the path asked for. */
  object: procedure
    .input(OfSnapshot.extend({ object: ObjectRef, path: z.string().nullable().default(null) }))
    .output(z.strictObject({ yaml: z.string(), focus: z.int().nullable() })),
  /** What a file is, before anything of it is stored. */
  inspectFile: procedure.input(OfFile).output(EvidenceFileInfo),
  /** Evidence becomes a snapshot; results of another tool become findings, joined to the latest snapshot's objects. */
  importEvidence: procedure
    .input(
      OfFile.extend({
        clusterId: z.string().nullable(),
        clusterName: z.string().min(1).max(200),
      }),
    )
    .output(Job),
  exportBundle: procedure.input(OfSnapshot).output(Job),
};

const OfReview = z.strictObject({ reviewId: z.string() });

/** All that a bundle holds, for who hands it over: no engagement is needed, nothing is kept. */
const review = {
  /** The job's result names the review. */
  open: procedure.input(OfFile).output(Job),
  summary: procedure.input(OfReview).output(ReviewSummary),
  log: procedure.input(OfReview.extend(LogFilter)).output(windowOf(CollectionLogEntry)),
  objects: procedure.input(OfReview.extend(ObjectFilter)).output(windowOf(ObjectRef)),
  object: procedure
    .input(OfReview.extend({ object: ObjectRef }))
    .output(z.strictObject({ yaml: z.string() })),
  close: procedure.input(OfReview).output(Nothing),
};

const analysis = {
  overview: procedure.input(OfSnapshot).output(AnalysisOverview),
  controls: procedure.input(OfSnapshot).output(
    z.array(
      z.strictObject({
        meta: ControlMeta,
        summary: ControlSummary.nullable(),
        /** Kinds that it judges or leans on, as `group/resource`: without one of them it cannot judge all. */
        leansOn: z.array(z.string()),
      }),
    ),
  ),
  /**
   * Fails, unknowns and not-applicables of a control, in that order. Passes are counted in its summary and not kept
   * one by one: of a large cluster they would be most of the file.
   */
  verdicts: procedure
    .input(
      OfSnapshot.extend({
        ...Window,
        control: z.string(),
        /** All when empty. */
        states: z.array(VerdictState).default([]),
        search: z.string().max(200).default(''),
      }),
    )
    .output(windowOf(Verdict)),
};

const exceptions = {
  /** Those that stand and those that were withdrawn, the newest first. */
  list: procedure.output(z.array(ExceptionView)),
  /**
   * Without an id it is added; with one it gets a new revision. Stored verdicts are marked anew when it returns.
   * `baseRevision` is the revision the edit began from (0 for a new one); ends in CONFLICT when a newer one is stored or
   * the newest one withdrew it.
   */
  save: procedure
    .input(ExceptionInput.extend({ id: z.string().nullable(), baseRevision: z.int().min(0).default(0) }))
    .output(ExceptionView),
  /**
   * Ends in CONFLICT when a newer revision than `baseRevision` is stored, or when it was withdrawn before, unless
   * `rewords` is that very revision: then its reason changes.
   */
  withdraw: procedure
    .input(
      ById.extend({
        reason: z.string().trim().min(1).max(20_000),
        baseRevision: z.int().min(1),
        rewords: z.int().min(1).nullable().default(null),
      }),
    )
    .output(ExceptionView),
  /** Newest first. */
  revisions: procedure.input(ById).output(z.array(ExceptionRevision)),
};

/** After a change the latest snapshot of every cluster is analysed again, as a job; null when there is none. */
const Reanalysis = z.strictObject({ jobId: z.string().nullable() });

const customControls = {
  list: procedure.output(z.array(CustomControlFile)),
  /** A file of the same name is replaced. A file with problems is kept, so that they can be read; its controls do not run. */
  add: procedure
    .input(z.strictObject({ file: FileRef }))
    .output(Reanalysis.extend({ file: CustomControlFile })),
  remove: procedure.input(ById).output(Reanalysis),
  text: procedure.input(ById).output(z.strictObject({ name: z.string(), text: z.string() })),
};

export const FindingSort = z.enum(['severity', 'number', 'title', 'affected', 'origin', 'status', 'updated']);
const FindingQuery = z.strictObject({
  ...Window,
  search: z.string().max(200).default(''),
  severities: z.array(Severity).default([]),
  verdicts: z.array(VerdictState).default([]),
  origins: z.array(FindingOrigin).default([]),
  statuses: z.array(FindingStatus).default([]),
  domains: z.array(z.string()).default([]),
  clusterId: z.string().nullable().default(null),
  /** Also those that were merged into another. */
  includeMerged: z.boolean().default(false),
  sort: FindingSort.default('severity'),
  descending: z.boolean().default(false),
});

const findings = {
  list: procedure.input(FindingQuery).output(windowOf(FindingRow)),
  /** By control, as the table shows them. */
  groups: procedure
    .input(FindingQuery.extend({ standing: FindingStanding.default('open') }))
    .output(FindingGroups),
  get: procedure.input(ById).output(FindingDetail),
  affected: procedure.input(ById.extend(Window)).output(windowOf(AffectedObject)),
  create: procedure.input(ManualFindingInput).output(FindingDetail),
  /** An edit from an older revision than the stored one ends in CONFLICT. */
  update: procedure
    .input(ById.extend({ input: ManualFindingInput, baseRevision: z.int().min(1) }))
    .output(FindingDetail),
  setStatus: procedure.input(ById.extend({ status: FindingStatus })).output(FindingDetail),
  /**
   * `baseRevision` is how many overrides of the finding were seen (0 for none); ends in CONFLICT when there is another.
   */
  override: procedure
    .input(
      ById.extend({
        baseRevision: z.int().min(0).default(0),
        verdict: VerdictState.nullable(),
        severity: Severity.nullable(),
        reason: z.string().min(1).max(20_000),
      }),
    )
    .output(FindingDetail),
  merge: procedure
    .input(z.strictObject({ ids: z.array(z.string()).min(2).max(100), input: ManualFindingInput }))
    .output(FindingDetail),
  unmerge: procedure.input(ById).output(Nothing),
  linkQuestions: procedure
    .input(ById.extend({ questions: z.array(z.string()).max(100) }))
    .output(FindingDetail),
};

/** `clusterId` null for questions of engagement scope. */
const OfQuestion = z.strictObject({ questionId: z.string(), clusterId: z.string().nullable() });

export const StepProgress = z.strictObject({
  stepId: StepId,
  /** Questions that apply, over all clusters; 0 for steps without questions. */
  questions: z.int(),
  /** Those to which somebody knew an answer. */
  answered: z.int(),
  forReview: z.int(),
  contradictions: z.int(),
});

export type StepProgress = Readonly<z.infer<typeof StepProgress>>;

const interview = {
  progress: procedure.output(z.array(StepProgress)),
  questions: procedure
    .input(z.strictObject({ step: StepId, clusterId: z.string().nullable() }))
    .output(z.array(QuestionView)),
  question: procedure.input(OfQuestion).output(QuestionView),
  /**
   * Stores a new revision. Durable when it returns. `baseRevision` is the revision the edit began from (0 for none);
   * an edit from an older one ends in CONFLICT so that nobody's words are lost.
   */
  answer: procedure
    .input(
      OfQuestion.extend({
        baseRevision: z.int().min(0),
        input: AnswerInput,
        suggestedBy: z.string().nullable().default(null),
        ...OfEngagement,
      }),
    )
    .output(QuestionView),
  revisions: procedure.input(OfQuestion).output(z.array(Answer)),
  /** Puts the revision before the latest on top, as a new revision. */
  undo: procedure.input(OfQuestion).output(QuestionView),
  contradictions: procedure.output(z.array(Contradiction)),
  /** `baseRevision` is that of the decision that was seen (0 for none); ends in CONFLICT when a newer one is stored. */
  resolve: procedure
    .input(
      z.strictObject({
        baseRevision: z.int().min(0).default(0),
        id: z.string(),
        inFavourOf: z.enum(['interview', 'evidence']),
        reason: z.string().min(1).max(20_000),
      }),
    )
    .output(Contradiction),
};

/** What was typed into a form and not yet submitted. Durable like an answer; in no report and no journal. */
const unfinished = {
  list: procedure.output(z.array(UnfinishedForm)),
  /** An edit from an older revision than the stored one (0 for none) ends in CONFLICT. */
  save: procedure
    .input(
      UnfinishedForm.pick({ key: true, fields: true }).extend({
        baseRevision: z.int().min(0),
        ...OfEngagement,
      }),
    )
    .output(UnfinishedForm),
  /** The form was given up; or what is `submitted` was, and a field that holds something else by now stays. */
  empty: procedure
    .input(
      UnfinishedForm.pick({ key: true }).extend({
        submitted: UnfinishedForm.shape.fields.optional(),
        ...OfEngagement,
      }),
    )
    .output(UnfinishedForm),
};

const risk = {
  scenarios: procedure
    .input(z.strictObject({ clusterId: z.string().nullable().default(null) }))
    .output(z.array(ScenarioView)),
  /** `baseRevision` is that of the rating that was seen (0 for none); ends in CONFLICT when a newer one is stored. */
  rate: procedure
    .input(
      z.strictObject({
        baseRevision: z.int().min(0).default(0),
        scenarioId: z.string(),
        clusterId: z.string(),
        decision: z.enum(['accepted', 'moved']),
        likelihood: Rank,
        impact: Rank,
        /** Needed when moved. */
        reason: z.string().max(20_000),
        businessArea: z.string().max(500),
      }),
    )
    .output(ScenarioView),
};

export const ReportCheck = z.strictObject({
  code: z.string(),
  message: z.string(),
  /** A place in the interface: step id, `question:ID@CLUSTER`, `finding:ID`, `contradiction:ID`, `scenario:ID@CLUSTER`. */
  jumpTo: z.string(),
});

export type ReportCheck = z.infer<typeof ReportCheck>;

const report = {
  checks: procedure.output(z.array(ReportCheck)),
  /** The finished PDF becomes an artifact; save it with `files.save`. */
  build: procedure.input(z.strictObject({ draft: z.boolean() })).output(Job),
};

export const contract = {
  app,
  files,
  engagements,
  estate,
  authorisations,
  clusters,
  collect,
  jobs,
  snapshots,
  review,
  analysis,
  exceptions,
  customControls,
  findings,
  interview,
  unfinished,
  risk,
  report,
};
export type Contract = typeof contract;
