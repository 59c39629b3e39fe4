import { answerDriver, defineScenario } from '../define.ts';
import { fewerIsBetter, revenueShare, watched, yesNo } from '../drivers.ts';

export const ransomOfData = defineScenario({
  id: 'ransom-of-data',
  title: 'Ransomware destroys data and backups',
  statement:
    'Within the next 12 months, an attacker encrypts or deletes the cluster’s data and its backups, and demands a ransom.',
  explanation:
    'Ransomware gangs delete backups first. Whether the outage lasts days or months depends on a backup that they cannot reach, and on whether a restore was ever tested.',
  footholds: ['Any account with broad rights', 'A compromised node'],
  jewels: ['Databases', 'Backups'],
  mitigations: [
    {
      what: 'Keep backups in a separate account, protected against deletion.',
      against: ['backups-out-of-reach'],
    },
    {
      what: 'Test a full restore at least once a year, and record how long it takes.',
      against: ['backups-tested'],
    },
    { what: 'Restrict who may delete volumes and databases.', against: ['full-rights'] },
  ],
  controls: [
    'rbac/cluster-admin-holder',
    'rbac/broad-delete',
    'rbac/wildcard',
    'availability/single-replica',
  ],
  baseLikelihood: 2,
  baseImpact: 3,
  drivers: [
    fewerIsBetter({
      id: 'full-rights',
      axis: 'likelihood',
      from: 4,
      fact: 'rbac.clusterAdmins',
      what: 'who holds cluster-admin rights',
      bad: 'Each of them can delete everything in the cluster.',
      good: 'Few accounts can delete everything.',
    }),
    watched({ axis: 'likelihood' }),
    fewerIsBetter({
      id: 'stateful-workloads',
      axis: 'impact',
      worst: 0,
      best: -2,
      fact: 'data.statefulWorkloads',
      what: 'which workloads keep data',
      bad: 'Their data can be encrypted or deleted.',
      good: 'The cluster stores no data that could be held to ransom.',
    }),
    yesNo({
      id: 'backups-tested',
      axis: 'impact',
      best: -1,
      question: 'data.backups-tested',
      what: 'whether a restore was ever tested',
      yes: 'A full restore was tested within the last 12 months.',
      partly: 'A restore was tested for part of the data.',
      no: 'No restore was ever tested.',
    }),
    yesNo({
      id: 'backups-out-of-reach',
      axis: 'impact',
      best: -1,
      question: 'data.backups-out-of-reach',
      what: 'whether an attacker could delete the backups',
      yes: 'An attacker in the cluster cannot delete the backups.',
      partly: 'An attacker in the cluster can delete some of the backups.',
      no: 'An attacker in the cluster can delete the backups.',
    }),
    answerDriver(
      {
        id: 'team',
        axis: 'impact',
        worst: 0,
        question: 'size.team',
        what: 'how many people could rebuild the platform',
      },
      (value) => {
        if (typeof value !== 'number') return null;
        const sentence = `People who could rebuild the platform: ${value}.`;
        return [value >= 3 ? -1 : 0, sentence];
      },
    ),
    revenueShare(),
  ],
});
