/** Step 8: what would be lost, and how it would come back. */
import { countOf, listOf, wordOf } from '../../snapshot/fact-values.ts';
import { defineQuestion, list, number, text, yesPartlyNo } from '../define.ts';
import { dispute, named, plural, suggest } from '../rules.ts';
import { quoted, said } from '../spoken.ts';

export const dataQuestions = [
  defineQuestion({
    id: 'data.kept-here',
    step: 'data',
    scope: 'cluster',
    mandatory: true,
    text: 'Which data is kept inside this cluster and nowhere else?',
    why: 'Programs can be built anew; data cannot. What is only here is lost with the cluster.',
    good: 'None; or a list with owner and backup for each.',
    evidenceWanted: 'Workloads with storage beside the list of backups.',
    type: list,
    worst: ['The main database'],
    report: quoted('data', (value) => `Kept in this cluster only: ${value}`),
    terms: ['stateful', 'persistent-volume'],
    prefill(evidence) {
      const stateful = listOf(evidence, 'data.statefulWorkloads');
      return suggest(
        evidence,
        'data.statefulWorkloads',
        stateful === null || stateful.length === 0 ? null : [...stateful],
      );
    },
    contradicts(value, evidence) {
      const stateful = listOf(evidence, 'data.statefulWorkloads');
      if (!Array.isArray(value) || value.length > 0 || stateful === null || stateful.length === 0)
        return null;
      return dispute(
        evidence,
        ['data.statefulWorkloads'],
        'no data is kept in this cluster',
        `${plural(stateful.length, 'workload keeps', 'workloads keep')} data on volumes: ${named(stateful)}.`,
      );
    },
  }),
  defineQuestion({
    id: 'data.secrets-in-vault',
    step: 'data',
    scope: 'cluster',
    mandatory: true,
    text: 'Are all passwords and keys kept in a secret store such as Vault, and nowhere else?',
    why: 'A password in the settings of a program is seen by everybody who may look at the program, and stays in copies and logs.',
    good: 'Yes; programs fetch them when they start, and each read is recorded.',
    evidenceWanted: 'The store, and settings of workloads without any password in them.',
    type: yesPartlyNo,
    controls: ['secrets/credential-in-env', 'secrets/credential-in-config-map'],
    worst: 'no',
    report: said('data', {
      no: 'Passwords and keys are not kept in a secret store',
      partly: 'Only some passwords and keys are kept in a secret store',
    }),
    terms: ['secret-store', 'secret', 'config-map', 'environment-variable'],
    prefill(evidence) {
      const store = wordOf(evidence, 'secrets.externalStore');
      return suggest(
        evidence,
        'secrets.externalStore',
        store === null ? null : store === 'none' ? 'no' : 'partly',
      );
    },
    contradicts(value, evidence) {
      if (value !== 'yes') return null;
      const env = listOf(evidence, 'secrets.credentialsInEnv') ?? [];
      const maps = listOf(evidence, 'secrets.credentialsInConfigMaps') ?? [];
      const store = wordOf(evidence, 'secrets.externalStore');
      const signs = [
        ...(env.length > 0
          ? [`workloads with what looks like a credential in their environment: ${named(env)}`]
          : []),
        ...(maps.length > 0 ? [`config maps with what looks like a credential: ${named(maps)}`] : []),
        ...(store === 'none' ? ['external secret stores in use: 0'] : []),
      ];
      if (signs.length === 0) return null;
      return dispute(
        evidence,
        ['secrets.credentialsInEnv', 'secrets.credentialsInConfigMaps', 'secrets.externalStore'],
        'all secrets are in the secret store',
        `${signs.join('; ')}.`,
      );
    },
  }),
  defineQuestion({
    id: 'data.backups-made',
    step: 'data',
    scope: 'cluster',
    mandatory: true,
    text: 'Is everything that is kept in the cluster backed up at least daily?',
    why: 'Without a copy, a fault or an attacker ends the business with one command.',
    good: 'Yes, data and the state of the cluster, with an alert when one fails.',
    notApplicable: 'No data is kept in this cluster.',
    evidenceWanted: 'The backup schedule and the last seven runs.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('data', {
      no: 'What is kept in the cluster is not backed up',
      partly: 'Only a part of what is kept in the cluster is backed up',
    }),
    terms: ['backup'],
    prefill(evidence) {
      const seen = countOf(evidence, 'data.backupEvidence');
      return suggest(evidence, 'data.backupEvidence', seen === null ? null : seen === 0 ? 'no' : 'partly');
    },
    contradicts(value, evidence) {
      const seen = listOf(evidence, 'data.backupEvidence');
      const stateful = countOf(evidence, 'data.statefulWorkloads');
      if (value !== 'yes' || seen === null || seen.length > 0 || stateful === null || stateful === 0)
        return null;
      return dispute(
        evidence,
        ['data.statefulWorkloads', 'data.backupEvidence'],
        'everything is backed up at least daily',
        `${plural(stateful, 'workload keeps', 'workloads keep')} data, and 0 backup settings were seen in the cluster. Backups made from outside cannot be seen.`,
      );
    },
  }),
  defineQuestion({
    id: 'data.backups-tested',
    step: 'data',
    scope: 'engagement',
    mandatory: true,
    text: 'Has a full recovery from backup been tried within the last 12 months, with the time taken?',
    why: 'A backup that was never restored is a hope. No scan of the cluster can tell; only a record can.',
    good: 'Yes, with date, duration and what went wrong.',
    notApplicable: 'There is no data to back up.',
    evidenceWanted: 'The record of the recovery test.',
    type: yesPartlyNo,
    scenarios: ['ransom-of-data'],
    worst: 'no',
    report: said('data', {
      no: 'No recovery test is on record',
      partly: 'Recovery was tried for a part of the data only',
      yes: 'A full recovery was tried within the last 12 months',
    }),
    terms: ['backup', 'restore-test'],
  }),
  defineQuestion({
    id: 'data.backups-out-of-reach',
    step: 'data',
    scope: 'engagement',
    mandatory: true,
    text: 'Are the backups out of reach for anybody who has taken over the cluster or its cloud account?',
    why: 'Extortionists delete the backups first. If the cluster’s own login may delete them, they go together.',
    good: 'Yes: another account, and copies that cannot be deleted before a date.',
    notApplicable: 'There is no data to back up.',
    evidenceWanted: 'Rights on the backup store and its deletion lock.',
    type: yesPartlyNo,
    scenarios: ['ransom-of-data'],
    worst: 'no',
    report: said('data', {
      no: 'Whoever takes over the cluster or its cloud account can delete the backups',
      partly: 'Some backups can be deleted with the cluster’s own rights',
    }),
    terms: ['backup', 'ransomware', 'cloud-account'],
  }),
  defineQuestion({
    id: 'data.loss-tolerated',
    step: 'data',
    scope: 'engagement',
    text: 'How many hours of data may be lost at most before the business is hurt?',
    why: 'It sets how often backups must be made. Business and technology often give different answers.',
    good: 'A number agreed with the business, longer than the time between backups.',
    evidenceWanted: 'The agreed recovery objectives.',
    type: number('hours'),
    worst: 0,
    report: quoted('data', (value) => `Loss of data that the business can bear: ${value}`),
    terms: ['rpo'],
  }),
  defineQuestion({
    id: 'data.outage-tolerated',
    step: 'data',
    scope: 'engagement',
    text: 'How many hours may the product stand still before the business is hurt?',
    why: 'It is set beside the time that a rebuild takes. If the rebuild takes longer, there is a gap to pay for.',
    good: 'A number agreed with the business, and a tried recovery that is faster.',
    evidenceWanted: 'The agreed recovery objectives and customer contracts.',
    type: number('hours'),
    worst: 0,
    report: quoted('data', (value) => `Outage that the business can bear: ${value}`),
    terms: ['rto'],
  }),
  defineQuestion({
    id: 'data.rotation',
    step: 'data',
    scope: 'engagement',
    text: 'Could every password and key be changed within one day?',
    why: 'After a break-in, and on the day of closing, all of them have to change. Where nobody knows how, the old ones stay.',
    good: 'Yes, and it was done within a year.',
    evidenceWanted: 'A list of secrets with owner and date of last change.',
    type: yesPartlyNo,
    scenarios: ['etcd-read'],
    worst: 'no',
    report: said('data', {
      no: 'Passwords and keys could not be changed within a day',
      partly: 'Only some passwords and keys could be changed within a day',
    }),
    terms: ['rotation', 'secret'],
  }),
  defineQuestion({
    id: 'data.test-copies',
    step: 'data',
    scope: 'engagement',
    text: 'Is production data copied to test systems?',
    why: 'Test systems are open to more people and guarded less, but the law treats the copy like the original.',
    good: 'No; or with all personal details replaced.',
    notApplicable: 'There is no test system.',
    evidenceWanted: 'How test data is made.',
    type: yesPartlyNo,
    worst: 'yes',
    report: said('data', {
      yes: 'Production data is copied to test systems',
      partly: 'Some production data is copied to test systems',
    }),
    terms: ['staging'],
  }),
  defineQuestion({
    id: 'data.location',
    step: 'data',
    scope: 'engagement',
    text: 'In which countries is customer data stored and from which is it administered?',
    why: 'Laws and contracts limit where data may be. A buyer from another country may change what is allowed.',
    good: 'A list that agrees with the contracts and the privacy notice.',
    evidenceWanted: 'Regions in use, and where support staff work.',
    type: text,
    worst: 'Nobody knows where the backups are',
    report: quoted('data', (value) => `Where customer data is stored and administered: ${value}`),
    terms: ['backup'],
  }),
];
