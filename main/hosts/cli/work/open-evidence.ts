/** Evidence files, and snapshots of engagements, as snapshots to analyse. */
import { DrydockError } from '../../../../shared/errors.ts';
import { loadIntoMemory, readEvidence } from '../../../evidence/read.ts';
import { type ReadOptions } from '../../../evidence/read-evidence.ts';
import type { SnapshotSource } from '../../../snapshot/model.ts';
import { closeFile, openFile } from '../../../store/file.ts';
import { listSnapshots, snapshotSource } from '../../../store/snapshots.ts';
import { identityAt } from '../../../workbench/evidence-files.ts';

export interface EvidenceOptions extends ReadOptions {
  /** Id of a snapshot of the engagements that are given; the newest of each cluster when left out. */
  readonly snapshot?: string;
  /** Asked once for each engagement. */
  readonly passphrase?: (engagement: string) => Promise<string>;
}

/** What every command is told about the evidence that it shall read. */
export interface EvidenceRequest extends Pick<EvidenceOptions, 'snapshot' | 'passphrase'> {
  readonly from: readonly string[];
  /** Path of an age identity file that opens sealed bundles. */
  readonly identity?: string;
}

/** @throws DrydockError as openEvidence, and IDENTITY_INVALID, FILE_NOT_FOUND, FILE_NOT_READABLE for the identity */
export async function openRequested({
  from,
  identity,
  snapshot,
  passphrase,
}: EvidenceRequest): Promise<SnapshotSource[]> {
  return openEvidence(from, {
    identity: await identityAt(identity),
    ...(snapshot === undefined ? {} : { snapshot }),
    ...(passphrase === undefined ? {} : { passphrase }),
  });
}

/**
 * One snapshot for each bundle and dump, those chosen of each engagement, and one for all manifests together, whatever
 * directories they lie in.
 * @throws DrydockError as readEvidence and openFile; NOT_FOUND for a snapshot that no engagement holds
 */
export async function openEvidence(
  paths: readonly string[],
  options: EvidenceOptions = {},
): Promise<SnapshotSource[]> {
  const engagements = paths.filter(isEngagement);
  const files = paths.filter((path) => !isEngagement(path));
  if (options.snapshot !== undefined && engagements.length === 0)
    throw new DrydockError('INVALID_INPUT', {
      what: `Snapshot ${options.snapshot}`,
      reason: 'only an engagement file contains snapshots, and none was given',
    });
  const sources: SnapshotSource[] = [];
  for (const path of engagements) sources.push(...(await snapshotsOf(path, options)));
  if (engagements.length > 0 && sources.length === 0)
    throw new DrydockError('NOT_FOUND', {
      what: options.snapshot === undefined ? 'A snapshot of the engagement' : `Snapshot ${options.snapshot}`,
    });
  return files.length === 0 ? sources : [...sources, ...(await filesOf(files, options))];
}

export const isEngagement = (path: string): boolean => /\.drydock$/i.test(path);

async function filesOf(paths: readonly string[], options: ReadOptions): Promise<SnapshotSource[]> {
  const opened = await readEvidence(paths, options);
  try {
    const sources: SnapshotSource[] = [];
    for (const evidence of opened) sources.push(await loadIntoMemory(evidence));
    return sources;
  } finally {
    for (const evidence of opened) await evidence.close();
  }
}

async function snapshotsOf(
  path: string,
  { snapshot, passphrase }: EvidenceOptions,
): Promise<SnapshotSource[]> {
  const opened = await openFile(path, { passphrase: (await passphrase?.(path)) ?? '' });
  try {
    const clusters = new Set<string>();
    // Newest first.
    const chosen = listSnapshots(opened.db).filter(({ id, clusterId }) => {
      if (snapshot !== undefined) return id === snapshot;
      const first = !clusters.has(clusterId);
      clusters.add(clusterId);
      return first;
    });
    return chosen.map(({ id }) => {
      const source = snapshotSource(opened.db, id);
      const entries = [...source.objects()];
      return { manifest: source.manifest, objects: () => entries };
    });
  } finally {
    closeFile(path, opened);
  }
}
