/**
 * What each party must do for each part, per distribution, in one exact sentence. Sources: the shared-responsibility
 * pages and service documentation of the providers.
 */

import type { ComponentId } from '../../../shared/components.ts';
import type { ResponsibilityRow } from '../../../shared/size.ts';
import type { Platform } from './detect.ts';

export type Duties = Readonly<
  Record<ComponentId, readonly [owner: ResponsibilityRow['owner'], note: string]>
>;

const WORKLOADS = ['customer', 'Everything inside the cluster is the company’s responsibility.'] as const;

/** Whoever manages the control plane for others, where nothing more exact is known. */
export const MANAGED: Duties = {
  'api-server': [
    'provider',
    'The provider runs and patches it within the chosen minor version; the company controls who may reach it.',
  ],
  etcd: [
    'provider',
    'The provider runs it and backs it up for its own recovery, not for the company’s restore.',
  ],
  schedulers: ['provider', 'The provider runs them; the company cannot change their settings.'],
  kubelet: [
    'shared',
    'The provider ships the node image; the company decides when nodes are replaced and with which settings.',
  ],
  dns: ['shared', 'Installed by the provider; version and settings are the company’s to keep current.'],
  'kube-proxy': [
    'shared',
    'Installed by the provider; the company must keep its version in line with the control plane when it upgrades.',
  ],
  'network-plugin': [
    'shared',
    'The provider’s plugin unless the company replaced it; policies are always the company’s responsibility.',
  ],
  nodes: ['customer', 'Machines in the company’s account: patching, hardening and access are its task.'],
  upgrades: [
    'shared',
    'The provider offers versions and may force old ones forward; the company starts and tests upgrades.',
  ],
  'audit-log': [
    'shared',
    'A provider setting decides whether it is recorded and where it is available; the company must keep and read it.',
  ],
  'secret-encryption': [
    'shared',
    'The provider encrypts disks; the company must enable encryption with its own key where it is offered.',
  ],
  workloads: WORKLOADS,
};

export const SELF_HOSTED: Duties = {
  'api-server': ['customer', 'The company runs, hardens and patches it.'],
  etcd: ['customer', 'The company runs it, encrypts it and must back it up.'],
  schedulers: ['customer', 'The company runs and configures them.'],
  kubelet: ['customer', 'The company installs, configures and patches it on every node.'],
  dns: ['customer', 'The company runs it.'],
  'kube-proxy': ['customer', 'The company runs it, or the network plugin that replaces it.'],
  'network-plugin': ['customer', 'The company chooses and runs it.'],
  nodes: ['customer', 'Machines of the company: patching, hardening and access are its task.'],
  upgrades: ['customer', 'The company plans, tests and performs them.'],
  'audit-log': ['customer', 'The company must enable, keep and read it.'],
  'secret-encryption': ['customer', 'The company must configure it on the API server.'],
  workloads: WORKLOADS,
};

const OPENSHIFT_BY_RED_HAT: Partial<Duties> = {
  'api-server': [
    'provider',
    'The provider’s engineers run and patch it; the company chooses whether its address is public.',
  ],
  kubelet: [
    'provider',
    'The cluster’s operators install and configure it; the provider’s engineers monitor them.',
  ],
  dns: ['provider', 'One of the cluster’s operators runs it.'],
  'kube-proxy': ['provider', 'The network plugin, which the cluster’s operators run, does its work.'],
  'network-plugin': [
    'provider',
    'One of the cluster’s operators runs it; policies are always the company’s responsibility.',
  ],
  nodes: [
    'shared',
    'Machines in the company’s cloud account that the provider patches with the cluster; the company sizes them and is responsible for that account.',
  ],
  upgrades: [
    'shared',
    'The company chooses version and time; the provider’s engineers perform and monitor them.',
  ],
  'audit-log': [
    'shared',
    'The provider records it; the company sees it only after forwarding the log to its own storage.',
  ],
  'secret-encryption': [
    'shared',
    'The provider encrypts the disks; the company chooses encryption inside etcd when it creates the cluster.',
  ],
};

const BY_OPERATORS: readonly [ResponsibilityRow['owner'], string] = [
  'customer',
  'The company runs it; the cluster’s operators configure it and patch it with every upgrade.',
];

/** Where a distribution differs from the rule. */
export const DISTRIBUTION_DUTIES: ReadonlyMap<string, Partial<Duties>> = new Map<string, Partial<Duties>>([
  [
    'EKS',
    {
      'api-server': [
        'provider',
        'AWS runs and patches it; the company chooses whether its endpoint is public and which addresses may reach it.',
      ],
      etcd: ['provider', 'AWS runs it and offers the company neither access nor a restore.'],
      kubelet: [
        'shared',
        'AWS publishes machine images with it; the company must replace its nodes to use a new one.',
      ],
      dns: ['shared', 'CoreDNS: AWS publishes versions of the add-on, the company starts each update.'],
      'kube-proxy': ['shared', 'AWS publishes versions of the add-on, the company starts each update.'],
      nodes: [
        'customer',
        'EC2 machines in the company’s account: AWS publishes images, the company rolls them out and is responsible for access.',
      ],
      upgrades: [
        'shared',
        'The company starts each upgrade; AWS upgrades the control plane automatically when extended support of the version ends.',
      ],
      'audit-log': [
        'shared',
        'Disabled until the company enables it; it then goes to CloudWatch Logs in the company’s account.',
      ],
      'secret-encryption': [
        'shared',
        'From Kubernetes 1.28 AWS encrypts API data with its own key; the company must choose a key of its own.',
      ],
    },
  ],
  [
    'GKE',
    {
      'api-server': [
        'provider',
        'Google runs, patches and upgrades it; the company sets which networks may reach it.',
      ],
      kubelet: ['shared', 'Google’s node image contains it; upgrades of the node pool renew it.'],
      dns: ['provider', 'Google installs and updates it.'],
      'kube-proxy': ['provider', 'Google installs it on the nodes, or Dataplane V2 instead.'],
      'network-plugin': [
        'provider',
        'Google installs and updates it; the company chooses for each cluster whether it enforces policies.',
      ],
      nodes: [
        'shared',
        'Machines in the company’s project from Google’s image: Google upgrades them automatically unless the company prevents it.',
      ],
      upgrades: [
        'shared',
        'Google upgrades automatically within the release channel; the company sets maintenance windows and exclusions.',
      ],
      'audit-log': [
        'shared',
        'Google always records changes in Cloud Audit Logs; the company must enable Data Access logs to record reads.',
      ],
      'secret-encryption': [
        'shared',
        'Google encrypts storage; the company must enable encryption of Secrets with a Cloud KMS key.',
      ],
    },
  ],
  [
    'AKS',
    {
      'api-server': [
        'provider',
        'Microsoft runs and patches it; the company sets authorised address ranges or makes the cluster private.',
      ],
      kubelet: ['shared', 'Microsoft publishes node images with it; the company must have nodes reimaged.'],
      dns: ['provider', 'Microsoft runs and updates CoreDNS; the company may add to its settings.'],
      'kube-proxy': ['provider', 'Microsoft runs and updates it.'],
      nodes: [
        'customer',
        'Virtual machines in the company’s subscription: Microsoft publishes images, the company chooses the upgrade channel and is responsible for access.',
      ],
      upgrades: ['shared', 'The company starts upgrades or chooses an automatic channel.'],
      'audit-log': [
        'shared',
        'Disabled until a diagnostic setting of the company sends kube-audit to a workspace, a storage account or an event hub.',
      ],
      'secret-encryption': [
        'shared',
        'Microsoft encrypts storage with its own keys; the company must enable encryption with a key in its Key Vault.',
      ],
    },
  ],
  ['ROSA', OPENSHIFT_BY_RED_HAT],
  ['ARO', OPENSHIFT_BY_RED_HAT],
  [
    'DOKS',
    {
      nodes: [
        'shared',
        'Droplets in the company’s account that DigitalOcean replaces on upgrades; the company starts those and is responsible for access.',
      ],
    },
  ],
  [
    'OpenShift',
    {
      'api-server': BY_OPERATORS,
      schedulers: [
        'customer',
        'The company runs them; the cluster’s operators configure them and patch them with every upgrade.',
      ],
      etcd: ['customer', 'The company runs it through one of the cluster’s operators and must back it up.'],
      kubelet: BY_OPERATORS,
      dns: BY_OPERATORS,
      'kube-proxy': ['customer', 'The network plugin does its work.'],
      'network-plugin': BY_OPERATORS,
      upgrades: [
        'customer',
        'The company starts them; the operators upgrade the control plane and nodes with it.',
      ],
      'audit-log': [
        'customer',
        'The control-plane nodes write it from the start; the company must forward, keep and read it.',
      ],
      'secret-encryption': [
        'customer',
        'Disabled until the company chooses an encryption type in the APIServer object.',
      ],
    },
  ],
  [
    'k3s',
    {
      etcd: [
        'customer',
        'k3s keeps its data in SQLite, in an embedded etcd or in an external database; the company must back it up.',
      ],
      'secret-encryption': [
        'customer',
        'Disabled until the company starts the servers with secrets encryption.',
      ],
    },
  ],
  [
    'RKE2',
    {
      'secret-encryption': [
        'customer',
        'RKE2 encrypts Secrets with a key stored on the server nodes; the company must set up an external key.',
      ],
    },
  ],
  [
    'Talos',
    {
      nodes: [
        'customer',
        'Machines of the company without a shell: it keeps the image current and protects the Talos API.',
      ],
    },
  ],
]);

const BY_AWS: readonly [ResponsibilityRow['owner'], string] = [
  'provider',
  'AWS runs and updates it as part of the node.',
];

/** Where the provider runs the nodes as well. */
export const MODE_DUTIES: Readonly<Record<NonNullable<Platform['mode']>, Partial<Duties>>> = {
  'Auto Mode': {
    kubelet: BY_AWS,
    dns: BY_AWS,
    'kube-proxy': BY_AWS,
    'network-plugin': [
      'provider',
      'AWS runs and updates it as part of the node; policies are the company’s responsibility.',
    ],
    nodes: [
      'provider',
      'AWS patches and replaces the nodes, each after 21 days at most, and nobody can log in to them.',
    ],
  },
  Fargate: {
    kubelet: ['provider', 'AWS runs it; a pod gets a patched version when it is restarted.'],
    'kube-proxy': BY_AWS,
    'network-plugin': ['provider', 'AWS runs it as part of the node, and it enforces no NetworkPolicy.'],
    nodes: [
      'provider',
      'Each pod has its own AWS machine; the company has nothing to patch but must let pods be replaced.',
    ],
  },
  Autopilot: {
    kubelet: ['provider', 'Google runs and configures it.'],
    nodes: [
      'provider',
      'Google runs, patches and locks the nodes; the company has no access to the machines.',
    ],
    'network-plugin': [
      'provider',
      'Google runs Dataplane V2, which enforces policies; those are the company’s responsibility.',
    ],
  },
};
