import { defineScenario } from '../define.ts';
import { dataClass, fewerIsBetter, yesNo } from '../drivers.ts';

export const podToCloud = defineScenario({
  id: 'pod-to-cloud',
  title: 'An attacker moves from a pod to the cloud account',
  statement:
    'Within the next 12 months, an attacker with code in a pod uses a cloud identity found there to act in the cloud account.',
  explanation:
    'Nodes and workloads in a cloud have identities with permissions. A pod that can use its node’s identity, or has broad permissions of its own, gives an attacker access to databases, backups and other systems of the account.',
  footholds: ['A pod that can reach the instance metadata service', 'A pod with a cloud identity'],
  jewels: ['Databases and storage of the account', 'Backups', 'Other systems in the account'],
  mitigations: [
    { what: 'Block pods from the instance metadata service.', against: ['metadata-reachable'] },
    {
      what: 'Give each workload its own identity with the least permissions that it needs.',
      against: ['cloud-permissions'],
    },
    { what: 'Move production to a cloud account of its own.', against: ['shared-account'] },
  ],
  controls: [
    'cloud/metadata-reachable',
    'cloud/workload-identity',
    'cloud/credential-host-path',
    'cloud/legacy-pod-identity',
    'cloud/unencrypted-storage-class',
    'pod/host-network',
  ],
  baseLikelihood: 2,
  baseImpact: 3,
  drivers: [
    fewerIsBetter({
      id: 'metadata-reachable',
      axis: 'likelihood',
      best: -1,
      fact: 'cloud.nodesReachMetadata',
      what: 'whether pods can reach the instance metadata service',
      bad: 'Unless the node settings prevent it, such a pod can use its node’s cloud identity.',
      good: 'A pod cannot use its node’s cloud identity.',
    }),
    fewerIsBetter({
      id: 'workload-identities',
      axis: 'likelihood',
      fact: 'cloud.workloadIdentities',
      what: 'which accounts have a cloud identity',
      bad: 'Code in one of their pods can act in the cloud account.',
      good: 'No pod has a cloud identity of its own.',
    }),
    yesNo({
      id: 'cloud-permissions',
      axis: 'impact',
      worst: 0,
      best: -1,
      question: 'neighbours.cloud-permissions',
      what: 'how broad the cloud permissions of workloads are',
      yes: 'Each workload has only the cloud permissions that it needs.',
      partly: 'Some workloads have broader cloud permissions than they need.',
      no: 'Workloads have broader cloud permissions than they need.',
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
