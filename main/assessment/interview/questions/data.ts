/** Step 8: what would be lost, and how it would come back. */
import { countOf, listOf, wordOf } from '../../../../shared/fact-values.ts';
import { count, some } from '../../../../shared/in-words.ts';
import { defineQuestion, list, number, text, yesPartlyNo } from '../define.ts';
import { dispute, suggest } from '../rules.ts';
import { quoted, said } from '../spoken.ts';

export const dataQuestions = [
  defineQuestion({
    id: 'data.kept-here',
    step: 'data',
    scope: 'cluster',
    mandatory: true,
    text: 'Which data is stored only in this cluster?',
    why: 'Workloads can be rebuilt; data cannot. Data stored only here is lost with the cluster.',
    good: 'None; or a list with owner and backup for each.',
    evidenceWanted: 'Workloads with storage beside the list of backups.',
    type: list,
    worst: ['The main database'],
    report: quoted('data', (value) => `Stored only in this cluster: ${value}`),
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
        `${count(stateful.length, 'workload keeps', 'workloads keep')} data on volumes: ${some(stateful)}.`,
      );
    },
  }),
  defineQuestion({
    id: 'data.secrets-in-vault',
    step: 'data',
    scope: 'cluster',
    mandatory: true,
    text: 'Are all passwords and keys kept only in a secret store such as Vault?',
    why: 'A password in a workload’s settings is visible to everyone who may read the workload, and remains in copies and logs.',
    good: 'Yes; programs fetch them when they start, and each read is recorded.',
    evidenceWanted: 'The store, and settings of workloads without any password in them.',
    type: yesPartlyNo,
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
          ? [
              `${count(env.length, 'workload has', 'workloads have')} a credential-like value in the environment: ${some(env)}`,
            ]
          : []),
        ...(maps.length > 0
          ? [
              `${count(maps.length, 'ConfigMap contains', 'ConfigMaps contain')} a credential-like value: ${some(maps)}`,
            ]
          : []),
        ...(store === 'none' ? ['external secret stores in use: 0'] : []),
      ];
      if (signs.length === 0) return null;
      return dispute(
        evidence,
        ['secrets.credentialsInEnv', 'secrets.credentialsInConfigMaps', 'secrets.externalStore'],
        'all passwords and keys are in the secret store',
        `${signs.join('; ')}.`,
      );
    },
  }),
  defineQuestion({
    id: 'data.backups-made',
    step: 'data',
    scope: 'cluster',
    mandatory: true,
    text: 'Is all data stored in the cluster backed up at least daily?',
    why: 'Without a backup, one mistake or one attacker’s command can destroy the data.',
    good: 'Yes, data and the state of the cluster, with an alert when one fails.',
    notApplicable: 'No data is kept in this cluster.',
    evidenceWanted: 'The backup schedule and the last seven runs.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('data', {
      no: 'The data in the cluster is not backed up',
      partly: 'Only part of the data in the cluster is backed up',
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
        `${count(stateful, 'workload keeps', 'workloads keep')} data, and 0 backup settings were found in the cluster. Backups made from outside are not visible.`,
      );
    },
  }),
  defineQuestion({
    id: 'data.backups-tested',
    step: 'data',
    scope: 'engagement',
    mandatory: true,
    text: 'Has a full restore from backup been tested within the last 12 months?',
    why: 'An untested backup may not be restorable. A scan of the cluster cannot show this; only a record can.',
    good: 'Yes, with date, duration and what went wrong.',
    notApplicable: 'There is no data to back up.',
    evidenceWanted: 'The record of the recovery test.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('data', {
      no: 'No restore test is on record',
      partly: 'A restore was tested for part of the data only',
      yes: 'A full restore was tested within the last 12 months',
    }),
    terms: ['backup', 'restore-test'],
  }),
  defineQuestion({
    id: 'data.backups-out-of-reach',
    step: 'data',
    scope: 'engagement',
    mandatory: true,
    text: 'Are backups protected from an attacker who controls the cluster or its cloud account?',
    why: 'Ransomware gangs delete backups first. If the cluster’s own credentials can delete them, data and backups are lost together.',
    good: 'Yes: another account, and copies that cannot be deleted before a date.',
    notApplicable: 'There is no data to back up.',
    evidenceWanted: 'Rights on the backup store and its deletion lock.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('data', {
      no: 'An attacker who controls the cluster or its cloud account can delete the backups',
      partly: 'Some backups can be deleted with the cluster’s own credentials',
    }),
    terms: ['backup', 'ransomware', 'cloud-account'],
  }),
  defineQuestion({
    id: 'data.loss-tolerated',
    step: 'data',
    scope: 'engagement',
    text: 'How many hours of data loss can the business tolerate?',
    why: 'It sets how often backups must be made. Business and technology often give different answers.',
    good: 'A number agreed with the business, longer than the time between backups.',
    evidenceWanted: 'The agreed recovery objectives.',
    type: number('hours'),
    worst: 0,
    report: quoted('data', (value) => `Data loss that the business can tolerate: ${value}`),
    terms: ['rpo'],
  }),
  defineQuestion({
    id: 'data.outage-tolerated',
    step: 'data',
    scope: 'engagement',
    text: 'How many hours of outage can the business tolerate?',
    why: 'It is compared with the time that a rebuild takes. If the rebuild takes longer, the gap is a cost.',
    good: 'A number agreed with the business, and a tested restore that is faster.',
    evidenceWanted: 'The agreed recovery objectives and customer contracts.',
    type: number('hours'),
    worst: 0,
    report: quoted('data', (value) => `Outage that the business can tolerate: ${value}`),
    terms: ['rto'],
  }),
  defineQuestion({
    id: 'data.rotation',
    step: 'data',
    scope: 'engagement',
    text: 'Can every password and key be rotated within one day?',
    why: 'After a compromise, and at closing, all of them must be rotated. Where nobody knows how, the old ones stay valid.',
    good: 'Yes, and it was done within a year.',
    evidenceWanted: 'A list of secrets with owner and date of last change.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('data', {
      no: 'Passwords and keys cannot be rotated within a day',
      partly: 'Only some passwords and keys can be rotated within a day',
    }),
    terms: ['rotation', 'secret'],
  }),
  defineQuestion({
    id: 'data.test-copies',
    step: 'data',
    scope: 'engagement',
    text: 'Is production data copied to test systems?',
    why: 'More people can access test systems, and they are protected less, but the law treats the copy like the original.',
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
    text: 'In which countries is customer data stored or administered?',
    why: 'Laws and contracts limit where data may be. A buyer from another country may change what is allowed.',
    good: 'A list that agrees with the contracts and the privacy notice.',
    evidenceWanted: 'Regions in use, and where support staff work.',
    type: text,
    worst: 'Nobody knows where the backups are',
    report: quoted('data', (value) => `Where customer data is stored and administered: ${value}`),
    terms: ['backup'],
  }),
];
