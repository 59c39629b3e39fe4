/** Collection needs a recorded authorisation: who allowed it, for which cluster, in which window. */
import { type Authorisation, coveringAuthorisations, lastMoment } from '../../shared/engagement.ts';
import { DrydockError } from '../../shared/errors.ts';

/** @throws DrydockError AUTHORISATION_REQUIRED */
export function requireAuthorisation(
  authorisations: readonly Authorisation[],
  clusterName: string,
  now: string,
): Authorisation {
  const [first] = coveringAuthorisations(authorisations, clusterName, now);
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
  const ends = coveringAuthorisations(authorisations, clusterName, now).map(({ validUntil }) =>
    lastMoment(validUntil),
  );
  return Math.max(...ends) - Date.parse(now);
}
