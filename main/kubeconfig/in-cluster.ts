/** Inside a pod there is no kubeconfig, only a mounted account. */
import { existsSync } from 'node:fs';
import type { KubeconfigSource } from './parse.ts';

const MOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** A kubeconfig for the account of the pod that Drydock runs in; null outside of one. */
export function inClusterKubeconfig(
  environment: Readonly<Record<string, string | undefined>>,
  mount = MOUNT,
): KubeconfigSource | null {
  const host = environment.KUBERNETES_SERVICE_HOST;
  const port = environment.KUBERNETES_SERVICE_PORT ?? '443';
  if (host === undefined || host === '' || !existsSync(`${mount}/token`)) return null;
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'in-cluster',
    contexts: [{ name: 'in-cluster', context: { cluster: 'in-cluster', user: 'in-cluster' } }],
    clusters: [{ name: 'in-cluster', cluster: { server, 'certificate-authority': `${mount}/ca.crt` } }],
    users: [{ name: 'in-cluster', user: { tokenFile: `${mount}/token` } }],
  };
  return { path: null, text: JSON.stringify(config) };
}
