/** Collection needs a recorded authorisation: who allowed it, for which cluster, in which window. */
import type { Authorisation } from '../../shared/engagement.ts';
import { DrydockError } from '../../shared/errors.ts';

/** Authorisations that cover a cluster now. `*` covers every cluster; names compare without case. */
function covering(
  authorisations: readonly Authorisation[],
  clusterName: string,
  now: string,
): Authorisation[] {
  const name = clusterName.toLowerCase();
  return authorisations.filter(
    ({ clusters, validFrom, validUntil }) =>
      clusters.some((cluster) => cluster === '*' || cluster.toLowerCase() === name) &&
      Date.parse(validFrom) <= Date.parse(now) &&
      Date.parse(now) <= Date.parse(endOfDay(validUntil)),
  );
}

/** @throws DrydockError AUTHORISATION_REQUIRED */
export function requireAuthorisation(
  authorisations: readonly Authorisation[],
  clusterName: string,
  now: string,
): Authorisation {
  const [first] = covering(authorisations, clusterName, now);
  if (first === undefined) throw new DrydockError('AUTHORISATION_REQUIRED', { cluster: clusterName });
  return first;
}

/** For how long from now the cluster may be asked, in ms. @throws DrydockError AUTHORISATION_REQUIRED */
export function authorisedForMs(
  authorisations: readonly Authorisation[],
  clusterName: string,
  now: string,
): number {
  requireAuthorisation(authorisations, clusterName, now);
  const ends = covering(authorisations, clusterName, now).map(({ validUntil }) =>
    Date.parse(endOfDay(validUntil)),
  );
  return Math.max(...ends) - Date.parse(now);
}

/** A date without a time lasts until its end. */
function endOfDay(until: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(until) ? `${until}T23:59:59.999Z` : until;
}
