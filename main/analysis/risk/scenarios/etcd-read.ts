import { defineScenario } from '../define.ts';
import { dataClass, presentIsBetter, trueIsBetter, yesNo } from '../drivers.ts';

export const etcdRead = defineScenario({
  id: 'etcd-read',
  title: 'The cluster’s own database is read',
  statement: 'Within the next 12 months, an attacker reads the cluster’s database (etcd) or a backup of it.',
  explanation:
    'etcd holds everything the cluster knows, secrets included. Rules about who may see what apply to the API server in front of it, not to the database. A copy of it is a copy of all the secrets.',
  footholds: ['A control-plane machine', 'A backup of etcd'],
  jewels: ['Every secret of the cluster'],
  mitigations: [
    { what: 'Encrypt secrets in etcd with a key that is kept elsewhere.', against: ['secrets-encrypted'] },
    {
      what: 'Close etcd and its backups to all but the API server.',
      against: ['managed-control-plane', 'etcd-access'],
    },
    {
      what: 'Keep passwords in an outside secret store and be able to change them all.',
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
      bad: 'The company itself has to close etcd and its backups.',
      good: 'The provider keeps etcd out of everybody’s reach.',
    }),
    yesNo({
      id: 'etcd-access',
      axis: 'likelihood',
      question: 'components.etcd-access',
      what: 'who can reach etcd and its backups',
      yes: 'The database etcd and its backups are closed to all but the API server.',
      partly: 'The database etcd is closed, but its backups have many readers.',
      no: 'The database etcd or its backups can be reached by others than the API server.',
    }),
    yesNo({
      id: 'secrets-encrypted',
      axis: 'impact',
      worst: 0,
      best: -1,
      question: 'components.secrets-encrypted',
      what: 'whether secrets are encrypted in etcd',
      yes: 'Secrets are encrypted in etcd with a key kept elsewhere.',
      partly: 'Some secrets are encrypted in etcd.',
      no: 'Secrets lie in etcd in plain text.',
    }),
    presentIsBetter({
      id: 'secret-store',
      axis: 'impact',
      worst: 0,
      best: -1,
      fact: 'secrets.externalStore',
      what: 'whether an outside secret store is in use',
      bad: 'All passwords lie in the cluster itself.',
      good: 'What it holds is not in etcd.',
    }),
    yesNo({
      id: 'rotation',
      axis: 'impact',
      worst: 0,
      best: -1,
      question: 'data.rotation',
      what: 'whether all passwords could be changed within a day',
      yes: 'All passwords and keys can be changed within a day.',
      partly: 'Some passwords and keys can be changed within a day.',
      no: 'Passwords and keys cannot be changed within a day.',
    }),
    dataClass(),
  ],
});
