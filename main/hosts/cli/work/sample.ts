/** The sample cluster as files: manifests, the bundle collected from it, and on request its API server. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SAMPLE_NOW } from '../../../sample/load.ts';
import { type SampleServer, startSampleServer } from '../../../sample/server.ts';
import { writeSample } from '../../../sample/write.ts';
import { collectToBundle } from './collect.ts';

export interface SampleFiles {
  readonly manifests: string;
  readonly bundle: string;
  readonly kubeconfig: string;
  /** Running when asked for; the caller closes it. */
  readonly server: SampleServer | null;
}

export async function writeSampleFiles(options: {
  readonly out: string;
  readonly variant: 'first' | 'later';
  readonly serve: boolean;
}): Promise<SampleFiles> {
  const out = resolve(options.out);
  const files = {
    manifests: join(out, 'manifests'),
    bundle: join(out, 'sample.evidence.zip'),
    kubeconfig: join(out, 'kubeconfig.yaml'),
  };
  await mkdir(out, { recursive: true });
  writeSample(files.manifests, options.variant);
  const server = await startSampleServer({ variant: options.variant });
  await writeFile(files.kubeconfig, server.kubeconfig(), { mode: 0o600 });
  await rm(files.bundle, { force: true });
  await collectToBundle({
    kubeconfigs: [files.kubeconfig],
    out: files.bundle,
    allowExec: false,
    // The sample's server is on this machine: no proxy stands before it, whatever the variables say.
    environment: {},
    onProgress: () => {},
    signal: new AbortController().signal,
    at: SAMPLE_NOW[options.variant],
  });
  if (options.serve) return { ...files, server };
  await server.close();
  await rm(files.kubeconfig);
  return { ...files, server: null };
}
