import { defineScenario } from '../define.ts';
import { dataClass, presentIsBetter, trueIsBetter, yesNo } from '../drivers.ts';

export const etcdRead = defineScenario({
  id: 'etcd-read',
  title: 'The cluster’s database (etcd) is read',
  statement: 'Within the next 12 months, an attacker reads the cluster’s database (etcd) or a backup of it.',
  explanation:
    'etcd stores the whole state of the cluster, Secrets included. Access rules apply to the API server in front of it, not to the database. A copy of etcd is a copy of every Secret.',
  footholds: ['A control-plane node', 'A backup of etcd'],
  jewels: ['Every Secret of the cluster'],
  mitigations: [
    { what: 'Encrypt Secrets at rest with a key held outside the cluster.', against: ['secrets-encrypted'] },
    {
      what: 'Restrict access to etcd and its backups to the API server.',
      against: ['managed-control-plane', 'etcd-access'],
    },
    {
      what: 'Keep credentials in an external secret store, and test rotating all of them.',
      against: ['secret-store', 'rotation'],
    },
  ],
  controls: [
    'secrets/no-encryption-at-rest',
    'control-plane/etcd-client-auth',
    'control-plane/etcd-peer-auth',
  ],
  baseLikelihood: 1,
  baseImpact: 4,
  drivers: [
    trueIsBetter({
      id: 'managed-control-plane',
      axis: 'likelihood',
      fact: 'platform.managedControlPlane',
      what: 'who runs the control plane',
      bad: 'The company itself must protect etcd and its backups.',
      good: 'The provider protects etcd.',
    }),
    yesNo({
      id: 'etcd-access',
      axis: 'likelihood',
      question: 'components.etcd-access',
      what: 'who can reach etcd and its backups',
      yes: 'Only the API server can reach etcd and its backups.',
      partly: 'Only the API server can reach etcd, but many people can read its backups.',
      no: 'Others than the API server can reach etcd or its backups.',
    }),
    yesNo({
      id: 'secrets-encrypted',
      axis: 'impact',
      worst: 0,
      best: -1,
      question: 'components.secrets-encrypted',
      what: 'whether Secrets are encrypted at rest',
      yes: 'Secrets are encrypted at rest with a key held outside the cluster.',
      partly: 'Some Secrets are encrypted at rest.',
      no: 'Secrets are stored in etcd in plain text.',
    }),
    presentIsBetter({
      id: 'secret-store',
      axis: 'impact',
      worst: 0,
      best: -1,
      fact: 'secrets.externalStore',
      what: 'whether an external secret store is in use',
      bad: 'All credentials are stored in the cluster itself.',
      good: 'The credentials that it holds are not in etcd.',
    }),
    yesNo({
      id: 'rotation',
      axis: 'impact',
      worst: 0,
      best: -1,
      question: 'data.rotation',
      what: 'whether all credentials can be rotated within a day',
      yes: 'All credentials can be rotated within a day.',
      partly: 'Some credentials can be rotated within a day.',
      no: 'Credentials cannot be rotated within a day.',
    }),
    dataClass(),
  ],
});
