/** Evidence of every sort as files that an engagement can import, each a cluster of its own. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { createBundleSink } from '../../../evidence/bundle-write.ts';
import { detectEvidence } from '../../../evidence/detect.ts';
import { evidenceInMemory } from '../../../evidence/read-evidence.ts';
import type { SnapshotSource } from '../../../snapshot/model.ts';
import { copyEvidence } from '../../../workbench/evidence-flow.ts';
import { type EvidenceRequest, isEngagement, openRequested } from './open-evidence.ts';

export interface FileToImport {
  readonly path: string;
  /** Path of the age identity that opens it. */
  readonly identity?: string;
  /** Of the evidence; null when the file alone says what it is called. */
  readonly clusterName: string | null;
}

/**
 * Bundles, dumps, results of tools and manifests in one place stay the files that they are. Snapshots of engagements,
 * standard input and manifests in several places, which are one cluster, become bundles in `dir`, sealed to an identity
 * that lies there too and goes with it.
 * @throws DrydockError as openRequested
 */
export async function filesToImport(request: EvidenceRequest, dir: string): Promise<FileToImport[]> {
  const identity = request.identity === undefined ? {} : { identity: request.identity };
  const engagements = request.from.filter(isEngagement);
  const manifests: string[] = [];
  const files: FileToImport[] = [];
  for (const path of request.from.filter((one) => !isEngagement(one))) {
    if (path === '-' || (await detectEvidence(path, path)).format === 'manifests') manifests.push(path);
    else files.push({ path, clusterName: null, ...identity });
  }
  const [alone] = manifests;
  if (alone !== undefined && alone !== '-' && manifests.length === 1)
    files.push({ path: manifests.pop() ?? alone, clusterName: null });
  const rest = [...engagements, ...manifests];
  if (rest.length === 0 && request.snapshot === undefined) return files;
  const sources = await openRequested({ ...request, from: rest });
  return [...files, ...(await bundled(sources, dir))];
}

async function bundled(sources: readonly SnapshotSource[], dir: string): Promise<FileToImport[]> {
  const secret = await generateIdentity();
  const recipient = await identityToRecipient(secret);
  const identity = join(dir, 'once.txt');
  await writeFile(identity, `${secret}\n`, { mode: 0o600 });
  const files: FileToImport[] = [];
  for (const [i, source] of sources.entries()) {
    const path = join(dir, `${i}.evidence.zip.age`);
    const sink = await createBundleSink({ path, encryptTo: [recipient] });
    await copyEvidence(evidenceInMemory(source), sink, {
      signal: new AbortController().signal,
      onProgress: () => undefined,
      label: 'Reading the evidence',
    });
    files.push({ path, identity, clusterName: source.manifest.clusterName });
  }
  return files;
}
