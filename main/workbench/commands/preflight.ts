/** What a collection would see and miss, asked of the cluster, with nothing stored. */
import type { Preflight } from '../../../shared/collect.ts';
import { unknownControls } from '../../analysis/controls/unknown.ts';
import { preflight } from '../../collect/preflight.ts';
import { type ClusterAccess, openCluster } from './cluster-access.ts';

/** The JSON of `drydock collect --preflight`. */
export interface PreflightResult extends Preflight {
  readonly schemaVersion: 1;
  /** True when nothing would be missing. */
  readonly complete: boolean;
}

/** @throws DrydockError for the kubeconfig and the connection */
export async function preflightCluster(
  request: ClusterAccess & { readonly signal: AbortSignal },
): Promise<PreflightResult> {
  const { connection } = await openCluster(request, request.signal);
  try {
    const asked = await preflight(connection, request.signal);
    const lacking = asked.rows.filter(({ access }) => access !== 'everywhere');
    return {
      schemaVersion: 1,
      ...asked,
      unknownControls: unknownControls(lacking.map(({ resource }) => resource)),
      complete: lacking.length === 0,
    };
  } finally {
    await connection.close();
  }
}
