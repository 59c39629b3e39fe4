/** Everything a report is built from, read on a worker from its own connection. */
import packageJson from '../../package.json' with { type: 'json' };
import { isDrydockError } from '../../shared/errors.ts';
import type { ObjectRef } from '../../shared/evidence.ts';
import { reportSentences } from '../assessment/interview/sentences.ts';
import {
  allQuestionViews,
  answerView,
  type ClusterEvidence,
  contradictions,
  ENGAGEMENT_EVIDENCE,
  estateView,
  evidenceView,
  exceptionViews,
  type InterviewState,
  scenarioViews,
} from '../assessment/views.ts';
import { CONTROLS } from '../controls/catalogue.ts';
import type { ReportInput } from '../report/input.ts';
import { NAMESPACE_MEASURES } from '../report/sections/strengths.ts';
import { createStoreApi } from '../store/api.ts';
import type { Db } from '../store/db.ts';
import { allFindingIds } from '../store/findings.ts';
import {
  customMetaIn,
  detailFrom,
  type FindingSource,
  failing,
  isAmong,
  objectQuery,
  objectsOf,
  SIGNS,
  titleIn,
} from './finding-detail.ts';

export async function loadReportInput(
  db: Db,
  file: string,
  { now, draft }: { readonly now: string; readonly draft: boolean },
): Promise<ReportInput> {
  const store = createStoreApi(db, file, () => now);
  const clusters = store.clusters.list();
  const metas = CONTROLS.map(({ meta }) => meta);
  const snapshots = store.snapshots.list().map((summary) => {
    const overview = store.analysis.overview({ snapshotId: summary.id });
    return {
      summary,
      manifest: store.snapshots.manifest({ snapshotId: summary.id }),
      facts: overview?.facts ?? null,
      controls: overview?.controls ?? [],
      controlMetas: [...metas, ...(overview?.custom ?? []).map(({ meta }) => meta)],
      size: overview?.size ?? null,
      exposure: overview?.exposure ?? null,
      responsibility: overview?.responsibility ?? [],
      failingNamespaces: overview === null ? {} : failingNamespaces(store, summary.id),
    };
  });
  const evidence: ClusterEvidence[] = clusters.map(({ id, name, latestSnapshotId }) => {
    const latest = snapshots.find(({ summary }) => summary.id === latestSnapshotId);
    return {
      clusterId: id,
      clusterName: name,
      facts: latest?.facts ?? null,
      controls: latest?.controls ?? [],
    };
  });
  const state: InterviewState = {
    clusters: evidence,
    answers: store.answers.latest(),
    resolutions: store.contradictions.resolutions(),
  };
  const signs = new Map<string, readonly ObjectRef[]>();
  const source: FindingSource = {
    record: (id) => store.findings.record({ id }),
    latestSnapshot: (clusterId) => clusters.find(({ id }) => id === clusterId)?.latestSnapshotId ?? null,
    verdicts: (query) => store.analysis.verdicts(query),
    importedObjects: (query) => store.findings.importedObjects(query),
    customMeta: (snapshotId, control) => customMetaIn(store.analysis.overview({ snapshotId }), control),
    exceptionsOn: (query) => store.exceptions.on(query),
    signs: (snapshotId) => {
      const known = signs.get(snapshotId);
      if (known !== undefined) return known;
      const found = SIGNS.flatMap((control) =>
        objectsOf(store.analysis.verdicts(failing(snapshotId, control)).rows),
      );
      signs.set(snapshotId, found);
      return found;
    },
    manifest: (snapshotId) => store.snapshots.manifest({ snapshotId }),
    holds: (snapshotId, object) =>
      isAmong(store.snapshots.objects(objectQuery(snapshotId, object)).rows, object),
  };
  const findings = [];
  for (const id of allFindingIds(db)) {
    const detail = await readable(() => detailFrom(source, id));
    if (detail !== null) findings.push(detail);
  }
  return {
    engagement: store.engagement.summary(),
    clusters,
    estate: estateView(store.estate.list(), evidence),
    authorisations: store.authorisations.list(),
    snapshots,
    findings,
    exceptions: exceptionViews({
      exceptions: store.exceptions.list(),
      counts: store.exceptions.counts(),
      clusters,
      now,
      titleOf: titleIn(
        clusters.map(({ latestSnapshotId }) =>
          latestSnapshotId === null ? null : store.analysis.overview({ snapshotId: latestSnapshotId }),
        ),
      ),
    }),
    questions: allQuestionViews(state),
    contradictions: contradictions(state),
    scenarios: scenarioViews(state, store.ratings.list(), null),
    sentences: sentencesOf(state),
    damaged: store.engagement.damaged(),
    now,
    appVersion: packageJson.version,
    draft,
  };
}

/** null for a damaged record, which `damaged` names. */
async function readable<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (isDrydockError(error) && error.code === 'RECORD_DAMAGED') return null;
    throw error;
  }
}

/** For each control that a strength of single namespaces rests on, where it fails or is unknown. */
function failingNamespaces(
  store: ReturnType<typeof createStoreApi>,
  snapshotId: string,
): Record<string, string[]> {
  return Object.fromEntries(
    NAMESPACE_MEASURES.map(({ control }) => {
      const { rows } = store.analysis.verdicts({
        snapshotId,
        control,
        states: ['fail', 'unknown'],
        offset: 0,
        limit: ALL_ROWS,
      });
      const named = rows.flatMap(({ object }) =>
        object === null ? [] : [object.kind === 'Namespace' ? object.name : (object.namespace ?? '')],
      );
      return [control, [...new Set(named)]];
    }),
  );
}

const ALL_ROWS = 1_000_000;

/** Sentences of engagement scope once, those of each cluster after it. */
function sentencesOf(state: InterviewState): ReportInput['sentences'] {
  const scopes = state.clusters.length > 0 ? state.clusters : [ENGAGEMENT_EVIDENCE];
  const seen = new Set<string>();
  return scopes
    .flatMap((cluster) =>
      reportSentences(answerView(state.answers, cluster.clusterId), evidenceView(cluster)),
    )
    .filter(({ sentence, questionId }) => {
      const key = `${questionId} ${sentence}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
}
