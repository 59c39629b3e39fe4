/** Evidence, and results of other tools, into an engagement that exists or is made for it. */
import { rm } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { isDrydockError } from '../../../../shared/errors.ts';
import type { Unread } from '../../../../shared/evidence.ts';
import type { EvidenceFileInfo } from '../../../../shared/evidence-file.ts';
import { engagementFiles } from '../../../store/acknowledged.ts';
import { createEngagement } from '../../../store/unlock.ts';
import { fromCrossing } from '../../../workbench/errors.ts';
import { newProfile } from '../../../workbench/new-profile.ts';
import type { WorkbenchClient } from '../../../workbench/serve.ts';
import { clusterNameOf, finished } from './assess.ts';
import { JobFailure } from './job-failure.ts';
import { incompleteKinds } from './scan.ts';
import { withWorkbench } from './temporary-workbench.ts';

export interface ImportRequest {
  readonly engagement: string;
  readonly passphrase: string;
  readonly files: readonly string[];
  /** For every file; otherwise each names its own cluster, or is called like its file. */
  readonly cluster?: string;
  /** An age identity file that opens encrypted bundles. */
  readonly identity?: string;
  /** Makes the engagement first; without it, it must be there. */
  readonly create?: {
    /** The company that is assessed, which names the engagement too. */
    readonly target: string;
  };
  /** Opens what is whole of an engagement that lacks saved entries, after copies were made; told with the reason. */
  readonly openIncomplete?: { readonly onMissing: (sentence: string) => void };
  readonly onLabel: (label: string) => void;
}

/** The JSON of `drydock import`. */
export interface ImportResult {
  readonly schemaVersion: 1;
  readonly engagement: string;
  readonly imported: readonly ImportedFile[];
  readonly failed: readonly {
    readonly file: string;
    readonly code: string;
    readonly message: string;
    readonly remedy: string;
  }[];
  /** What was refused or failed when the evidence was collected, and what was not read, one sentence each. */
  readonly incomplete: readonly string[];
  /** Files and documents that were not read, or hold nothing to judge. */
  readonly unread: readonly Unread[];
}

export interface ImportedFile {
  readonly file: string;
  readonly format: EvidenceFileInfo['format'];
  readonly cluster: string;
  readonly snapshotId: string | null;
  readonly objects: number | null;
  /** Findings made or renewed from the results of another tool. */
  readonly findings: number | null;
  readonly notes: readonly string[];
}

/**
 * One bad file does not keep the others out. An engagement that was made for files of which none could be imported is
 * removed again.
 * @throws DrydockError as opening an engagement does; with `create` FILE_EXISTS, PASSPHRASE_TOO_SHORT, FILE_NOT_WRITABLE
 */
export async function importFiles(request: ImportRequest): Promise<ImportResult> {
  const engagement = resolve(request.engagement);
  if (request.create === undefined) return importInto(engagement, request);
  const { target } = request.create;
  const key = await createEngagement({
    path: engagement,
    passphrase: request.passphrase,
    profile: newProfile({ name: target, target }),
    isSample: false,
    stamp: { author: 'Assessor', at: new Date().toISOString() },
  });
  key.fill(0);
  let isEmpty = true;
  try {
    const result = await importInto(engagement, request);
    isEmpty = result.imported.length === 0;
    return result;
  } finally {
    if (isEmpty) for (const file of engagementFiles(engagement)) await rm(file, { force: true });
  }
}

async function importInto(engagement: string, request: ImportRequest): Promise<ImportResult> {
  return withWorkbench(async (client) => {
    await openEngagement(client, engagement, request);
    const imported: ImportedFile[] = [];
    const failed: { file: string; code: string; message: string; remedy: string }[] = [];
    const incomplete: string[] = [];
    const unread: Unread[] = [];
    for (const path of request.files) {
      try {
        const one = await importFile(client, path, request);
        imported.push(one);
        if (one.snapshotId !== null) {
          const manifest = await client.snapshots.manifest({ snapshotId: one.snapshotId });
          incomplete.push(...incompleteKinds(manifest));
          unread.push(...(manifest.unread ?? []));
        }
      } catch (thrown) {
        const error = fromCrossing(thrown);
        if (!isDrydockError(error) && !(error instanceof JobFailure)) throw error;
        const { code, message, remedy } = error;
        failed.push({ file: path, code, message, remedy });
      }
    }
    return { schemaVersion: 1, engagement, imported, failed, incomplete, unread };
  });
}

/** @throws DrydockError ENGAGEMENT_INCOMPLETE when saved entries are missing and nobody accepted that */
async function openEngagement(
  client: WorkbenchClient,
  file: string,
  { passphrase, openIncomplete }: ImportRequest,
): Promise<void> {
  const opening = { file, passphrase, rememberKey: false };
  try {
    await client.engagements.open(opening);
  } catch (thrown) {
    const error = fromCrossing(thrown);
    if (openIncomplete === undefined || !isDrydockError(error) || error.code !== 'ENGAGEMENT_INCOMPLETE')
      throw error;
    openIncomplete.onMissing(error.message);
    await client.engagements.open({ ...opening, acceptMissing: true });
  }
}

async function importFile(
  client: WorkbenchClient,
  path: string,
  { cluster, identity, onLabel }: ImportRequest,
): Promise<ImportedFile> {
  const files = {
    file: { path: resolve(path) },
    identity: identity === undefined ? null : { path: resolve(identity) },
  };
  const info = await client.snapshots.inspectFile(files);
  const clusterName = cluster ?? (info.clusterName || clusterNameOf(path));
  const { jobId } = await client.snapshots.importEvidence({ ...files, clusterId: null, clusterName });
  const { result } = await finished(client, jobId, (label) => onLabel(`${basename(path)}: ${label}`));
  const snapshotId = result?.snapshotId ?? null;
  const snapshots = snapshotId === null ? [] : await client.snapshots.list();
  return {
    file: path,
    format: info.format,
    cluster: clusterName,
    snapshotId,
    objects: snapshots.find(({ id }) => id === snapshotId)?.objects ?? null,
    findings: result?.findings ?? null,
    notes: info.notes,
  };
}
