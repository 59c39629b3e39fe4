/** Who looks after which part of Kubernetes: the provider, the customer, or both. */
import type { ResponsibilityRow } from '../../../shared/size.ts';
import type { Platform } from './detect.ts';

type Owner = ResponsibilityRow['owner'];
type Row = readonly [component: string, managed: Owner, managedNote: string, selfNote: string];

const ROWS: readonly Row[] = [
  [
    'API server',
    'provider',
    "The provider runs and patches it within the chosen minor version; who may reach it is the customer's setting.",
    'The company runs, hardens and patches it.',
  ],
  [
    'etcd',
    'provider',
    "The provider runs it and backs it up for its own recovery, not for the customer's restore.",
    'The company runs it, encrypts it and must back it up.',
  ],
  [
    'Scheduler and controller manager',
    'provider',
    'The provider runs them; their settings cannot be changed.',
    'The company runs and configures them.',
  ],
  [
    'Kubelet',
    'shared',
    'The provider ships the node image; the company decides when nodes are replaced and with which settings.',
    'The company installs, configures and patches it on every node.',
  ],
  [
    'Cluster DNS',
    'shared',
    "Installed by the provider; version and settings are the company's to keep current.",
    'The company runs it.',
  ],
  [
    'kube-proxy',
    'shared',
    'Installed by the provider; its version must follow the control plane when the company upgrades.',
    'The company runs it.',
  ],
  [
    'Network plugin',
    'shared',
    "The provider's plugin unless the company replaced it; policies are always the company's.",
    'The company chooses and runs it.',
  ],
  [
    'Nodes',
    'customer',
    "Machines in the company's account: patching, hardening and access are its task.",
    'Machines of the company: patching, hardening and access are its task.',
  ],
  [
    'Upgrades',
    'shared',
    'The provider offers versions and may force old ones forward; the company starts and tests upgrades.',
    'The company plans, tests and performs them.',
  ],
  [
    'Audit log',
    'shared',
    "The provider records it once the company switches it on; keeping and reading it is the company's task.",
    'The company must switch it on, keep it and read it.',
  ],
  [
    'Encryption of stored Secrets',
    'shared',
    "Disks are encrypted by the provider; encryption with the company's own key must be switched on.",
    'The company must configure it on the API server.',
  ],
  [
    'Workloads, permissions and policies',
    'customer',
    "Everything inside the cluster is the company's.",
    "Everything inside the cluster is the company's.",
  ],
];

/** One row per component. Without a known platform the owner is unknown, never assumed. */
export function responsibilityMatrix(
  platform: Pick<Platform, 'managedControlPlane' | 'distribution'>,
): readonly ResponsibilityRow[] {
  const { managedControlPlane, distribution } = platform;
  return ROWS.map(([component, owner, managedNote, selfNote]) => {
    if (managedControlPlane === null) {
      const note = 'The platform could not be recognised, so ask who runs this.';
      return component.startsWith('Workloads')
        ? { component, owner: 'customer', note: selfNote }
        : { component, owner: 'unknown', note };
    }
    if (!managedControlPlane) return { component, owner: 'customer', note: selfNote };
    if (component === 'Nodes' && distribution === 'GKE Autopilot') {
      return { component, owner: 'provider', note: 'Autopilot: the provider runs and patches the nodes.' };
    }
    return { component, owner, note: managedNote };
  });
}
