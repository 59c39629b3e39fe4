import { answerDriver, defineScenario } from '../define.ts';
import { fewerIsBetter, revenueShare, watched, yesNo } from '../drivers.ts';

export const ransomOfData = defineScenario({
  id: 'ransom-of-data',
  title: 'Data is held to ransom and cannot be recovered',
  statement:
    'Within the next 12 months, an attacker encrypts or deletes the data in the cluster and its backups, and asks for money.',
  explanation:
    'Extortionists look for the data and for its backups, and destroy both. What decides over days or months of standstill is whether a copy exists that they cannot reach, and whether anybody has ever tried to use it.',
  footholds: ['Any login with wide rights', 'A taken-over node'],
  jewels: ['Databases', 'Backups'],
  mitigations: [
    { what: 'Keep backups in another account, locked against deletion.', against: ['backups-out-of-reach'] },
    { what: 'Try a full recovery each year and take the time.', against: ['backups-tested'] },
    { what: 'Cut who may delete volumes and databases.', against: ['full-rights'] },
  ],
  controls: ['rbac/cluster-admin-holder', 'availability/single-replica'],
  baseLikelihood: 2,
  baseImpact: 3,
  drivers: [
    fewerIsBetter({
      id: 'full-rights',
      axis: 'likelihood',
      from: 4,
      fact: 'rbac.clusterAdmins',
      what: 'who holds full rights over the cluster',
      bad: 'Each of them can delete everything in it.',
      good: 'Few could delete everything.',
    }),
    watched({ axis: 'likelihood' }),
    fewerIsBetter({
      id: 'stateful-workloads',
      axis: 'impact',
      worst: 0,
      best: -2,
      fact: 'data.statefulWorkloads',
      what: 'which workloads keep data',
      bad: 'Their data is there to be taken.',
      good: 'There is no data in the cluster to hold to ransom.',
    }),
    yesNo({
      id: 'backups-tested',
      axis: 'impact',
      best: -1,
      question: 'data.backups-tested',
      what: 'whether a recovery was ever tried',
      yes: 'A full recovery was tried within the last 12 months.',
      partly: 'Recovery was tried for a part of the data.',
      no: 'No recovery was ever tried.',
    }),
    yesNo({
      id: 'backups-out-of-reach',
      axis: 'impact',
      best: -1,
      question: 'data.backups-out-of-reach',
      what: 'whether an attacker could delete the backups',
      yes: 'The backups are out of reach for an attacker in the cluster.',
      partly: 'Some backups can be deleted with the cluster’s own rights.',
      no: 'Whoever takes over the cluster can delete the backups.',
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
