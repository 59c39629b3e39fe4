/** The open engagement: its store on a worker thread, its key, and what is derived from it. */
import { randomUUID } from 'node:crypto';
import type { EngagementProfile } from '../../shared/engagement.ts';
import { DrydockError } from '../../shared/errors.ts';
import type { ClusterEvidence } from '../assessment/views.ts';
import { createEngagement, unlockEngagement } from '../store/unlock.ts';
import type { WorkbenchContext } from './context.ts';
import type { EngagementSession } from './engagement-session.ts';
import { findingDetail } from './finding-detail.ts';
import type { EngagementAccess } from './job-runner.ts';
import type { JobHandle } from './jobs.ts';
import { openStoreClient, type StoreClient } from './store-client.ts';

export interface CreateRequest {
  readonly file: string;
  readonly passphrase: string;
  readonly profile: EngagementProfile;
  readonly rememberKey: boolean;
  readonly isSample?: boolean;
  /** ISO 8601 in UTC: when things are said to happen. The sample's story has dates of its own. */
  readonly now?: () => string;
}

/** Makes the file and opens it. */
export async function createSession(
  workbench: WorkbenchContext,
  request: CreateRequest,
): Promise<EngagementSession> {
  const key = await createEngagement({
    path: request.file,
    passphrase: request.passphrase,
    profile: request.profile,
    isSample: request.isSample ?? false,
    stamp: { author: request.profile.assessor || 'Assessor', at: (request.now ?? workbench.now)() },
  });
  return start(workbench, request.file, key, request);
}

export interface OpenRequest {
  readonly file: string;
  /** null asks the keychain. */
  readonly passphrase: string | null;
  readonly rememberKey: boolean;
  /** Opens what is whole of a file that lacks acknowledged entries, after copies were made. */
  readonly acceptMissing?: boolean;
}

/**
 * Opens an existing file. Whatever is wrong with it, it stays as it was, and so does what is open now, unless it is this
 * very file: it is closed first. A job that opens it names itself.
 */
export async function openSession(
  workbench: WorkbenchContext,
  request: OpenRequest,
  opening?: JobHandle,
): Promise<EngagementSession> {
  const { file, passphrase } = request;
  if (workbench.currentSession()?.access.file === file) await workbench.setSession(null, opening);
  // What is being closed may be this file.
  await workbench.closed();
  if (passphrase !== null) {
    const key = await unlockEngagement(file, { passphrase });
    return start(workbench, file, key, request);
  }
  const cached = await workbench.host.keychain?.load(file);
  if (!cached) throw new DrydockError('ENGAGEMENT_WRONG_PASSPHRASE');
  const key = await unlockEngagement(file, { key: cached });
  return start(workbench, file, key, { ...request, rememberKey: false });
}

/**
 * Writes the open engagement to a new file and opens that one: the way out when the file itself was removed, replaced
 * or moved. What is open now stays open when it fails.
 * @throws DrydockError FILE_EXISTS, FILE_NOT_WRITABLE
 */
export async function openCopy(workbench: WorkbenchContext, target: string): Promise<EngagementSession> {
  const { store, access } = workbench.session();
  await store.engagement.saveCopy({ target });
  return start(workbench, target, Buffer.from(access.key), { rememberKey: false });
}

async function start(
  workbench: WorkbenchContext,
  file: string,
  key: Buffer,
  {
    rememberKey,
    acceptMissing = false,
    now = workbench.now,
  }: Pick<OpenRequest, 'rememberKey' | 'acceptMissing'> & { readonly now?: () => string },
): Promise<EngagementSession> {
  const { keychain } = workbench.host;
  let store: StoreClient;
  try {
    store = await openStoreClient({
      workerUrl: workbench.storeWorkerUrl,
      file,
      key,
      acceptMissing,
      now,
    });
    await store.engagement.discardUnfinished();
    // Only a key that opens the file is worth remembering.
    if (rememberKey && (await keychain?.available())) await keychain?.store(file, key);
  } catch (error) {
    key.fill(0);
    throw error;
  }
  const access: EngagementAccess = { file, key, owner: randomUUID() };
  let evidence: Promise<ClusterEvidence[]> | null = null;
  return {
    store,
    access,
    summary: () => store.engagement.summary(),
    async interviewState() {
      evidence ??= loadEvidence(store);
      const [clusters, answers, resolutions] = await Promise.all([
        evidence,
        store.answers.latest(),
        store.contradictions.resolutions(),
      ]);
      return { clusters, answers, resolutions };
    },
    ratings: () => store.ratings.list(),
    finding: (id) => findingDetail(store, id),
    forgetEvidence() {
      evidence = null;
    },
    async close() {
      key.fill(0);
      await store.close();
    },
  };
}

async function loadEvidence(store: StoreClient): Promise<ClusterEvidence[]> {
  const clusters = await store.clusters.list();
  return Promise.all(
    clusters.map(async ({ id, name, latestSnapshotId }) => {
      const overview =
        latestSnapshotId === null ? null : await store.analysis.overview({ snapshotId: latestSnapshotId });
      return {
        clusterId: id,
        clusterName: name,
        facts: overview?.facts ?? null,
        controls: overview?.controls ?? [],
      };
    }),
  );
}
