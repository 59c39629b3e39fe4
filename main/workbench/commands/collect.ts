/** A cluster into a bundle, without an engagement. */
import { basename, resolve } from 'node:path';
import packageJson from '../../../package.json' with { type: 'json' };
import type { CollectProgress } from '../../../shared/collect.ts';
import { DrydockError } from '../../../shared/errors.ts';
import { readOnlyClusterRoleYaml } from '../../collect/cluster-role.ts';
import { collectCluster } from '../../collect/collect.ts';
import { type BundleSink, createBundleSink } from '../../evidence/bundle-write.ts';
import { openConnection } from '../../kubeconfig/connection.ts';
import { inspectKubeconfig } from '../../kubeconfig/inspect.ts';
import { readKubeconfigText } from '../evidence-files.ts';
import { progressOf } from '../evidence-flow.ts';
import { incompleteKinds } from './scan.ts';

export interface CollectRequest {
  readonly kubeconfig: string;
  readonly context?: string;
  readonly out: string;
  readonly encryptTo?: readonly string[];
  readonly allowExec: boolean;
  readonly onProgress: (line: string, phase: string) => void;
}

/** The JSON of `drydock collect`. */
export interface CollectResult {
  readonly schemaVersion: 1;
  readonly out: string;
  readonly evidenceSha256: string;
  readonly objects: number;
  readonly kinds: number;
  readonly requests: number;
  readonly completeness: 'complete' | 'partial';
  readonly incomplete: readonly string[];
}

export const clusterRoleYaml = readOnlyClusterRoleYaml;

/** @throws DrydockError for the kubeconfig, the connection and the file to write */
export async function collectToBundle(request: CollectRequest): Promise<CollectResult> {
  const kubeconfig = await readKubeconfigText(NO_UPLOADS, { path: request.kubeconfig });
  const inspection = inspectKubeconfig([kubeconfig]);
  const name = request.context ?? inspection.currentContext;
  const context = inspection.contexts.find((candidate) => candidate.name === name);
  if (context === undefined) throw new DrydockError('CONTEXT_NOT_FOUND', { context: name });
  const allowExec = request.allowExec && context.exec !== null ? [context.exec.fingerprint] : [];
  const out = resolve(request.out);
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once('SIGINT', stop);
  const connection = await openConnection({ kubeconfigs: [kubeconfig], context: name, allowExec });
  let sink: BundleSink | null = null;
  try {
    sink = await createBundleSink({ path: out, encryptTo: request.encryptTo ?? [] });
    const manifest = await collectCluster({
      connection,
      sink,
      clusterName: context.cluster || basename(request.out),
      context: name,
      now: () => new Date().toISOString(),
      toolVersion: packageJson.version,
      onProgress: (progress) => request.onProgress(lineOf(progress), progress.phase),
      signal: abort.signal,
    });
    return {
      schemaVersion: 1,
      out,
      evidenceSha256: manifest.evidenceSha256,
      objects: manifest.kinds.reduce((sum, kind) => sum + kind.objects, 0),
      kinds: manifest.kinds.length,
      requests: manifest.requests.total,
      completeness: manifest.completeness,
      incomplete: incompleteKinds(manifest),
    };
  } catch (error) {
    await sink?.abort(error);
    throw error;
  } finally {
    process.removeListener('SIGINT', stop);
    await connection.close();
  }
}

function lineOf(progress: CollectProgress): string {
  const { label, done, total, objects } = progressOf(progress);
  return `${label ?? ''} (${done ?? 0} of ${total ?? '?'} kinds, ${objects ?? 0} objects)`;
}

const NO_UPLOADS = { uploadedFile: () => null };
