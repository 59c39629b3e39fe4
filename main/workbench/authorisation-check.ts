/** Collection needs a recorded authorisation: who allowed it, for which cluster, in which window. */
import type { Authorisation } from '../../shared/engagement.ts';
import { DrydockError } from '../../shared/errors.ts';

/** The authorisation that covers a cluster now. `*` covers every cluster; names compare without case. */
export function coveringAuthorisation(
  authorisations: readonly Authorisation[],
  clusterName: string,
  now: string,
): Authorisation | null {
  const name = clusterName.toLowerCase();
  return (
    authorisations.find(
      ({ clusters, validFrom, validUntil }) =>
        clusters.some((cluster) => cluster === '*' || cluster.toLowerCase() === name) &&
        Date.parse(validFrom) <= Date.parse(now) &&
        Date.parse(now) <= Date.parse(endOfDay(validUntil)),
    ) ?? null
  );
}

/** @throws DrydockError AUTHORISATION_REQUIRED */
export function requireAuthorisation(
  authorisations: readonly Authorisation[],
  clusterName: string,
  now: string,
): Authorisation {
  const covering = coveringAuthorisation(authorisations, clusterName, now);
  if (covering === null) throw new DrydockError('AUTHORISATION_REQUIRED', { cluster: clusterName });
  return covering;
}

/** A date without a time lasts until its end. */
function endOfDay(until: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(until) ? `${until}T23:59:59.999Z` : until;
}
