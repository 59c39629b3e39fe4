/** Authorisation beside RBAC, which no object of a cluster shows. */
import type { Platform } from '../platform/detect.ts';

/** What lets people in, or gives them rights, beside the roles of the cluster. */
const OUTSIDE: ReadonlyMap<string, string> = new Map([
  ['EKS', 'EKS access entries'],
  ['GKE', 'Google Cloud IAM'],
  ['AKS', 'Azure RBAC'],
  ['ROSA', 'OpenShift OAuth and the provider’s administrators'],
  ['ARO', 'OpenShift OAuth and the provider’s administrators'],
  ['ROKS', 'IBM Cloud IAM'],
  ['OpenShift', 'OpenShift OAuth'],
  ['IKS', 'IBM Cloud IAM'],
  ['OKE', 'Oracle Cloud IAM'],
  ['DOKS', 'DigitalOcean teams'],
  ['LKE', 'Akamai account users'],
  ['TKG', 'vSphere single sign-on'],
]);

/** What can grant access unseen on this platform; null when nothing of the kind is known. */
export function outsideAuthorisation({
  distribution,
  managers,
}: Pick<Platform, 'distribution' | 'managers'>): string | null {
  const own = distribution === null ? undefined : OUTSIDE.get(distribution);
  const all = [...(own === undefined ? [] : [own]), ...managers.map((manager) => manager.name)];
  return all.length === 0 ? null : all.join(' and ');
}

export function outsideSentence(name: string): string {
  return `${name} can grant access that is not visible from inside the cluster.`;
}
