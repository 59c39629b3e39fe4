/** From the options of a command to a connection: which kubeconfigs, which context, and what the user must see first. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { DrydockError } from '../../../../shared/errors.ts';
import type { ExecPlugin, KubeconfigContext } from '../../../../shared/kubeconfig.ts';
import { type ClusterConnection, openConnection } from '../../../kubeconfig/connection.ts';
import { defaultKubeconfigs } from '../../../kubeconfig/default-files.ts';
import { inClusterKubeconfig } from '../../../kubeconfig/in-cluster.ts';
import { inspectKubeconfig } from '../../../kubeconfig/inspect.ts';
import { noContext } from '../../../kubeconfig/resolve.ts';
import { readKubeconfigText, readPemText } from '../../../workbench/evidence-files.ts';

export interface ClusterAccess {
  /** Merged in this order; without any, KUBECONFIG or ~/.kube/config. */
  readonly kubeconfigs?: readonly string[];
  /** Use the account of the pod that Drydock runs in. */
  readonly inCluster?: boolean;
  /** The current one when left out. */
  readonly context?: string;
  /** A PEM file that is trusted too. */
  readonly caFile?: string;
  readonly allowExec: boolean;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Told of a sign-in program in full, before it runs or is refused. */
  readonly onExec?: (plugin: ExecPlugin) => void;
  /** One plain sentence each. */
  readonly onWarning?: (sentence: string) => void;
}

export interface OpenedCluster {
  readonly connection: ClusterConnection;
  readonly context: KubeconfigContext;
}

/**
 * Opens no socket and runs nothing yet. The caller closes the connection.
 * @throws DrydockError as openConnection does, FILE_NOT_FOUND, FILE_NOT_READABLE
 */
export async function openCluster(access: ClusterAccess, signal: AbortSignal): Promise<OpenedCluster> {
  const environment = access.environment ?? process.env;
  const kubeconfigs = await kubeconfigsOf(access, environment);
  const inspection = inspectKubeconfig(kubeconfigs, { environment });
  const name = access.context ?? inspection.currentContext;
  const context = inspection.contexts.find((candidate) => candidate.name === name);
  if (context === undefined) {
    throw noContext(
      name,
      inspection.contexts.map((candidate) => candidate.name),
    );
  }
  for (const sentence of [...inspection.warnings, ...context.warnings]) access.onWarning?.(sentence);
  if (context.exec !== null) access.onExec?.(context.exec);
  const connection = await openConnection({
    kubeconfigs,
    context: name,
    allowExec: access.allowExec ? true : [],
    extraCa: access.caFile === undefined ? null : await readPemText(NO_UPLOADS, { path: access.caFile }),
    environment,
    signal,
  });
  return { connection, context };
}

async function kubeconfigsOf(
  { kubeconfigs = [], inCluster = false, onWarning }: ClusterAccess,
  environment: Readonly<Record<string, string | undefined>>,
) {
  if (!inCluster) {
    const paths =
      kubeconfigs.length > 0
        ? kubeconfigs
        : defaultKubeconfigs(environment, environment['HOME'] ?? homedir());
    if (kubeconfigs.length === 0 && paths.every((path) => !existsSync(path))) {
      onWarning?.('No kubeconfig was given, and none exists in the usual place.');
    }
    return Promise.all(paths.map((path) => readKubeconfigText(NO_UPLOADS, { path })));
  }
  const mounted = inClusterKubeconfig(environment);
  if (mounted !== null) return [mounted];
  throw new DrydockError('INVALID_INPUT', {
    what: 'The account of this pod',
    reason: 'it has none, because Drydock does not run inside a cluster',
  });
}

const NO_UPLOADS = { uploadedFile: () => null };
