/** From evidence to a draft report in one step, through the same workbench as every assessment. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DrydockError } from '../../../../shared/errors.ts';
import type { JobState } from '../../../../shared/jobs.ts';
import type { Host } from '../../../workbench/host.ts';
import type { WorkbenchClient } from '../../../workbench/serve.ts';
import { filesToImport } from './files-to-import.ts';
import { JobFailure } from './job-failure.ts';
import type { EvidenceRequest } from './open-evidence.ts';
import { customControlsAt, exceptionsAt, textsAt } from './policy-files.ts';
import { incompleteKinds } from './scan.ts';
import { withWorkbench } from './temporary-workbench.ts';

export interface AssessRequest extends EvidenceRequest {
  readonly out: string;
  readonly name: string;
  /** Files of exceptions, and files and directories of custom controls. */
  readonly exceptions?: readonly string[];
  readonly customControls?: readonly string[];
  readonly force: boolean;
  readonly onLabel: (label: string) => void;
}

/** Path of the written report, and what was refused or failed in the evidence. */
export interface AssessResult {
  readonly out: string;
  readonly incomplete: readonly string[];
}

/**
 * @throws DrydockError FILE_EXISTS, FILE_NOT_WRITABLE, INVALID_INPUT for faults of custom controls or exceptions, and what
 * reading evidence throws
 */
export async function assess(request: AssessRequest): Promise<AssessResult> {
  const out = resolve(request.out);
  if (!request.force && existsSync(out)) throw new DrydockError('FILE_EXISTS', { path: out });
  // Faults are found before anything is read.
  await customControlsAt(request.customControls ?? []);
  const exceptions = await exceptionsAt(request.exceptions ?? []);
  const controlFiles = await textsAt(request.customControls ?? []);
  // The engagement lives only for this command: encrypted with a key that nobody keeps.
  return withWorkbench(async (client, homeDir) => {
    const files = await filesToImport(request, homeDir);
    await client.engagements.create({
      fileName: 'assess',
      passphrase: randomBytes(24).toString('base64'),
      profile: { name: request.name, target: request.name },
    });
    for (const { name } of controlFiles) await client.customControls.add({ file: { path: resolve(name) } });
    for (const { id: _id, ...exception } of exceptions)
      await client.exceptions.save({ ...exception, id: null });
    for (const { path, identity, clusterName } of files) {
      const { jobId } = await client.snapshots.importEvidence({
        file: { path: resolve(path) },
        identity: identity === undefined ? null : { path: resolve(identity) },
        clusterId: null,
        clusterName: clusterName ?? clusterNameOf(path),
      });
      await finished(client, jobId, request.onLabel);
    }
    const { jobId } = await client.report.build({ draft: true });
    const { result } = await finished(client, jobId, request.onLabel);
    await client.files.save({ artifactId: result?.artifactId ?? '' });
    return { out, incomplete: await incompleteOf(client) };
  }, saveTo(out));
}

/** Waits for a job and throws what it failed with. */
export async function finished(
  client: WorkbenchClient,
  jobId: string,
  onLabel: (label: string) => void = () => {},
): Promise<JobState> {
  let last: JobState | undefined;
  for await (const state of await client.jobs.watch({ jobId })) {
    if (state.progress.label !== last?.progress.label) onLabel(`${state.title}: ${state.progress.label}`);
    last = state;
  }
  if (last === undefined) throw new DrydockError('NOT_FOUND', { what: 'The job' });
  if (last.error !== null) throw new JobFailure(last.error);
  if (last.status === 'cancelled') throw new DrydockError('CANCELLED');
  return last;
}

async function incompleteOf(client: WorkbenchClient): Promise<string[]> {
  const snapshots = await client.snapshots.list();
  const manifests = await Promise.all(
    snapshots.map(({ id }) => client.snapshots.manifest({ snapshotId: id })),
  );
  return manifests.flatMap(incompleteKinds);
}

/** What a file of evidence is called when nothing in it names the cluster. */
export const clusterNameOf = (file: string) =>
  basename(file).replace(/(\.evidence)?\.(zip|ya?ml|json|age)$/i, '') || 'cluster';

function saveTo(out: string): Host['saveFile'] {
  return async (_name, bytes) => {
    const partial = join(dirname(out), `.${basename(out)}.${process.pid}.partial`);
    try {
      await writeFile(partial, bytes, { mode: 0o600 });
      await rename(partial, out);
    } catch (error) {
      await rm(partial, { force: true });
      throw new DrydockError('FILE_NOT_WRITABLE', { path: out, reason: reasonOf(error) });
    }
    return { kind: 'saved', path: out };
  };
}

const reasonOf = (error: unknown) =>
  error instanceof Error && 'code' in error ? String(error.code) : 'it failed';
