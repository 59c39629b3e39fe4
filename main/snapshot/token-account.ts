/**
 * Which account a long-lived token belongs to. Its Secret says so in an annotation, which only files and dumps show:
 * of a live cluster no metadata of a Secret is read, for `kubectl apply` leaves values in it. What remains is the
 * account's own list, and the customary names.
 */
import type { KubernetesObject, SnapshotIndex } from './index.ts';
import { list, str } from './read.ts';

export interface TokenAccount {
  readonly name: string;
  /** `likely` is told by the Secret's name alone. */
  readonly certainty: 'known' | 'likely';
}

const ACCOUNT = 'kubernetes.io/service-account.name';

export function tokenAccount(index: SnapshotIndex, secret: KubernetesObject): TokenAccount | null {
  const annotated = str(secret, 'metadata', 'annotations', ACCOUNT);
  if (annotated !== undefined) return { name: annotated, certainty: 'known' };
  const { name, namespace } = secret.metadata;
  const accounts = index
    .all('/serviceaccounts')
    .filter((account) => account.metadata.namespace === namespace);
  const listing = accounts.find((account) =>
    list(account, 'secrets').some((entry) => str(entry, 'name') === name),
  );
  if (listing !== undefined) return { name: listing.metadata.name, certainty: 'known' };
  // `ACCOUNT-token`, `ACCOUNT-token-x7k2p` or the account's own name; the longest match wins.
  const likely = accounts
    .map((account) => account.metadata.name)
    .filter((account) => name === account || name.startsWith(`${account}-token`))
    .sort((a, b) => b.length - a.length)[0];
  return likely === undefined ? null : { name: likely, certainty: 'likely' };
}
