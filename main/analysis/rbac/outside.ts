/** Authorisation beside RBAC, which no object of a cluster shows. */
import type { Platform } from '../platform/detect.ts';

const OUTSIDE: Readonly<Record<string, string>> = {
  EKS: 'EKS access entries',
  ROSA: 'cloud IAM',
  GKE: 'Google Cloud IAM',
  AKS: 'Azure RBAC',
  IKS: 'IBM Cloud IAM',
  OKE: 'Oracle Cloud IAM',
  DOKS: 'DigitalOcean teams',
};

/** What can grant access unseen on this platform; null when nothing of the kind is known. */
export function outsideAuthorisation({ distribution }: Pick<Platform, 'distribution'>): string | null {
  return distribution === null ? null : (OUTSIDE[distribution] ?? null);
}

export function outsideSentence(name: string): string {
  return `${name} can grant access that is not visible from inside the cluster.`;
}
