import { defineScenario } from '../define.ts';
import { dataClass, fewerIsBetter, yesNo } from '../drivers.ts';

export const podToCloud = defineScenario({
  id: 'pod-to-cloud',
  title: 'From a pod into the cloud account',
  statement:
    'Within the next 12 months, an attacker who runs code in a pod uses a cloud identity found there to act in the cloud account.',
  explanation:
    'Machines and programs in a cloud have identities with permissions. A pod that can borrow its machine’s identity, or that has a wide one of its own, is a bridge from one program to databases, backups and other systems of the account.',
  footholds: ['A pod that can reach the metadata service', 'A pod with a cloud identity'],
  jewels: ['Databases and file stores of the account', 'Backups', 'Other systems in the account'],
  mitigations: [
    { what: 'Keep pods from the metadata service.', against: ['metadata-reachable'] },
    {
      what: 'Give each workload an identity with a short list of permissions.',
      against: ['cloud-permissions'],
    },
    { what: 'Give production an account of its own.', against: ['shared-account'] },
  ],
  controls: ['cloud/metadata-reachable', 'cloud/workload-identity'],
  baseLikelihood: 2,
  baseImpact: 3,
  drivers: [
    fewerIsBetter({
      id: 'metadata-reachable',
      axis: 'likelihood',
      best: -1,
      fact: 'cloud.nodesReachMetadata',
      what: 'whether pods can reach the metadata service',
      bad: 'Unless the machines’ settings stop it, such a pod can borrow its machine’s identity.',
      good: 'A pod cannot borrow its machine’s identity.',
    }),
    fewerIsBetter({
      id: 'workload-identities',
      axis: 'likelihood',
      fact: 'cloud.workloadIdentities',
      what: 'which accounts have a cloud identity',
      bad: 'Code in one of their pods can act in the cloud.',
      good: 'No pod has a cloud identity of its own.',
    }),
    yesNo({
      id: 'cloud-permissions',
      axis: 'impact',
      worst: 0,
      best: -1,
      question: 'neighbours.cloud-permissions',
      what: 'how wide the cloud permissions of workloads are',
      yes: 'Each workload has only the cloud permissions that it needs.',
      partly: 'Some workloads have wider cloud permissions than they need.',
      no: 'Workloads have wider cloud permissions than they need.',
    }),
    yesNo({
      id: 'shared-account',
      axis: 'impact',
      good: 'no',
      question: 'neighbours.shared-account',
      what: 'whether the cloud account holds other systems',
      yes: 'The cloud account also holds other systems.',
      partly: 'The cloud account also holds a few minor systems.',
      no: 'The cloud account holds this cluster alone.',
    }),
    dataClass(),
  ],
});
