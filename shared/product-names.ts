/** Names of products and providers as their makers write them, by the ids that facts hold. */

const NAMES: ReadonlyMap<string, string> = new Map([
  ['aws', 'AWS'],
  ['azure', 'Azure'],
  ['gcp', 'Google Cloud'],
  ['digitalocean', 'DigitalOcean'],
  ['oracle', 'Oracle Cloud'],
  ['ibm', 'IBM Cloud'],
  ['linode', 'Linode'],
  ['vmware', 'VMware'],
  ['openstack', 'OpenStack'],
  ['hetzner', 'Hetzner Cloud'],
  ['local', 'a local machine'],
  ['argocd', 'Argo CD'],
  ['flux', 'Flux'],
  ['istio', 'Istio'],
  ['linkerd', 'Linkerd'],
  ['consul', 'Consul'],
]);

/** The name, or the id itself where it is one already. */
export const productName = (id: string): string => NAMES.get(id) ?? id;
