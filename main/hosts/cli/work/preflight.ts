/** What a collection would see and miss, asked of the cluster, with nothing stored. */
import type { Preflight } from '../../../../shared/collect.ts';
import { preflight } from '../../../collect/preflight.ts';
import { type ClusterAccess, openCluster } from './cluster-access.ts';

/** The JSON of `drydock collect --preflight`. */
export interface PreflightResult extends Preflight {
  readonly schemaVersion: 1;
  /** True when nothing would be missing and nothing is in doubt. */
  readonly complete: boolean;
}

/** @throws DrydockError for the kubeconfig and the connection */
export async function preflightCluster(
  request: ClusterAccess & { readonly namespaces?: readonly string[]; readonly signal: AbortSignal },
): Promise<PreflightResult> {
  const { connection } = await openCluster(request, request.signal);
  try {
    const asked = await preflight({
      connection,
      signal: request.signal,
      namespaces: request.namespaces ?? [],
    });
    const lacking = asked.rows.filter(({ access }) => access !== 'everywhere');
    return {
      schemaVersion: 1,
      ...asked,
      complete: lacking.length === 0 && asked.notes.length === 0,
    };
  } finally {
    await connection.close();
  }
}
