/** Whether the API server encrypts Secrets before they are stored, as far as its arguments tell. */
import type { Cluster } from '../cluster.ts';
import { type Component, componentsOf, type Flag } from './component-args.ts';
import { type NotShown, notShown } from './not-shown.ts';

export type SecretEncryption =
  | { readonly state: 'not-shown'; readonly why: NotShown }
  | {
      readonly state: 'seen';
      /** One entry for each API server; `flag` is null when no configuration is given. */
      readonly servers: readonly { readonly server: Component; readonly flag: Flag | null }[];
    };

/**
 * Reads `--encryption-provider-config` (and its name before 1.13) of every API server. What the file says, such as the
 * provider `identity`, which encrypts nothing, is not shown by the cluster.
 */
export function secretEncryption(cluster: Pick<Cluster, 'index' | 'platform'>): SecretEncryption {
  const servers = cluster.platform.mayBeManaged ? [] : componentsOf(cluster.index, 'kube-apiserver');
  if (servers.length === 0)
    return {
      state: 'not-shown',
      why: notShown(cluster, 'secret-encryption', 'whether Secrets are encrypted at rest'),
    };
  return {
    state: 'seen',
    servers: servers.map((server) => ({
      server,
      flag:
        server.flags.get('encryption-provider-config') ??
        server.flags.get('experimental-encryption-provider-config'),
    })),
  };
}
