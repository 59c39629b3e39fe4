/** Step 9: would anyone notice, and what would they do? */
import { listOf, wordOf } from '../../snapshot/fact-values.ts';
import { choice, defineQuestion, number, yesPartlyNo } from '../define.ts';
import { dispute, named, plural, suggest } from '../rules.ts';
import { quoted, said } from '../spoken.ts';

export const detectionQuestions = [
  defineQuestion({
    id: 'detection.logs-central',
    step: 'detection',
    scope: 'cluster',
    text: 'Are the logs of all programs copied to a place outside the cluster?',
    why: 'Pods vanish and take their logs along. An intruder who can delete the logs in the cluster should find that a copy has already left.',
    good: 'Yes, within a minute, to a place where cluster administrators cannot delete.',
    evidenceWanted: 'The log agent and the place it writes to.',
    type: yesPartlyNo,
    controls: ['audit/no-log-shipping'],
    worst: 'no',
    report: said('detection', {
      no: 'Logs do not leave the cluster',
      partly: 'The logs of some programs do not leave the cluster',
    }),
    terms: ['log-shipping', 'ephemeral', 'pod'],
    prefill(evidence) {
      const agent = wordOf(evidence, 'audit.logShipping');
      return suggest(
        evidence,
        'audit.logShipping',
        agent === null ? null : agent === 'none' ? 'no' : 'partly',
      );
    },
    contradicts(value, evidence) {
      if (value !== 'yes' || wordOf(evidence, 'audit.logShipping') !== 'none') return null;
      return dispute(
        evidence,
        ['audit.logShipping'],
        'all logs are copied outside the cluster',
        '0 known log agents were seen in the cluster. One that Drydock does not know may run all the same.',
      );
    },
  }),
  defineQuestion({
    id: 'detection.retention',
    step: 'detection',
    scope: 'engagement',
    text: 'For how many days are logs kept?',
    why: 'Break-ins are often found months later. Logs that are gone by then answer nothing.',
    good: 'At least 90 days at hand and a year in storage.',
    evidenceWanted: 'The retention setting of the log store.',
    type: number('days'),
    worst: 0,
    report: quoted('detection', (value) => `Logs are kept for ${value}`),
    terms: ['forensics'],
  }),
  defineQuestion({
    id: 'detection.runtime-agent',
    step: 'detection',
    scope: 'cluster',
    text: 'Does something watch what programs really do on the nodes, and raise an alert?',
    why: 'A program that suddenly starts a shell or reads foreign files is the clearest sign of a break-in. Without a watcher it stays unseen.',
    good: 'Yes, on every node, with alerts that a person reads.',
    evidenceWanted: 'The agent and an example of an alert.',
    type: yesPartlyNo,
    controls: ['audit/no-runtime-detection'],
    worst: 'no',
    report: said('detection', {
      no: 'Nothing watches what programs do on the nodes',
      partly: 'What programs do is watched on some nodes only',
    }),
    terms: ['runtime-detection', 'node'],
    prefill(evidence) {
      const agent = wordOf(evidence, 'audit.runtimeDetection');
      return suggest(
        evidence,
        'audit.runtimeDetection',
        agent === null ? null : agent === 'none' ? 'no' : 'yes',
      );
    },
    contradicts(value, evidence) {
      if (value !== 'yes' || wordOf(evidence, 'audit.runtimeDetection') !== 'none') return null;
      return dispute(
        evidence,
        ['audit.runtimeDetection'],
        'something watches what programs do on the nodes',
        '0 known detection agents were seen in the cluster. One installed on the machines themselves cannot be seen from the API.',
      );
    },
  }),
  defineQuestion({
    id: 'detection.on-call',
    step: 'detection',
    scope: 'engagement',
    mandatory: true,
    text: 'Does a person react to security alerts at any hour?',
    why: 'Attackers prefer nights and holidays. An alert that waits until Monday is a record, not a defence.',
    good: 'Yes, within an hour, by people who may shut things down.',
    evidenceWanted: 'The on-call plan and the last three alerts with times.',
    type: yesPartlyNo,
    scenarios: [
      'pod-rce',
      'stolen-developer-credential',
      'poisoned-image',
      'insider-or-tenant',
      'ransom-of-data',
      'dns-tampering',
    ],
    worst: 'no',
    report: said('detection', {
      no: 'Nobody reacts to security alerts',
      partly: 'Security alerts are read in office hours only',
      yes: 'Somebody reacts to security alerts at any hour',
    }),
    terms: ['on-call'],
  }),
  defineQuestion({
    id: 'detection.response-plan',
    step: 'detection',
    scope: 'engagement',
    text: 'Is there a written plan for a break-in into the cluster, and was it practised within a year?',
    why: 'In the first hour people either follow a plan or destroy the traces.',
    good: 'Yes: who decides, whom to call, how to keep traces, how to cut off a node.',
    evidenceWanted: 'The plan, and the record of the exercise.',
    type: yesPartlyNo,
    scenarios: ['buyer-network-joined'],
    worst: 'no',
    report: said('detection', {
      no: 'There is no written plan for a break-in into the cluster',
      partly: 'There is a plan for a break-in, but it was never practised',
    }),
    terms: ['incident', 'forensics'],
  }),
  defineQuestion({
    id: 'detection.traces-kept',
    step: 'detection',
    scope: 'engagement',
    text: 'Could the team keep the memory and disk of a suspicious pod before it disappears?',
    why: 'Kubernetes replaces what looks broken within seconds. Without practice the only proof is deleted by the system itself.',
    good: 'Yes, by steps that were tried out.',
    evidenceWanted: 'The written steps.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('detection', {
      no: 'The traces of a suspicious pod could not be kept',
      partly: 'Some traces of a suspicious pod could be kept',
    }),
    terms: ['forensics', 'ephemeral', 'pod'],
  }),
  defineQuestion({
    id: 'detection.admin-change-alert',
    step: 'detection',
    scope: 'cluster',
    text: 'Does an alert go out when someone is made administrator of the cluster?',
    why: 'New administrators are rare and always worth a look. It is the cheapest alarm there is.',
    good: 'Yes, and the last three such alerts can be shown.',
    evidenceWanted: 'The alert rule and an example.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('detection', {
      no: 'No alert goes out when someone becomes administrator',
      partly: 'Only some ways of becoming administrator raise an alert',
    }),
    terms: ['cluster-admin'],
  }),
  defineQuestion({
    id: 'detection.everything-owned',
    step: 'detection',
    scope: 'cluster',
    mandatory: true,
    text: 'Is there anything running in the cluster that nobody can explain?',
    why: 'An unexplained program is either forgotten or not yours. Both need an answer before the sale.',
    good: 'No; every workload has an owner.',
    evidenceWanted: 'The list of workloads, gone through with the team.',
    type: choice({ no: 'No, all is explained', some: 'A few things', unsure: 'Nobody has looked' }),
    controls: ['compromise/look-alike-system-pod'],
    worst: 'unsure',
    report: said('detection', {
      some: 'A few programs in the cluster cannot be explained by the team',
      unsure: 'Nobody has gone through what runs in the cluster',
    }),
    terms: ['workload'],
    contradicts(value, evidence) {
      const signs = listOf(evidence, 'compromise.signs');
      if (value !== 'no' || signs === null || signs.length === 0) return null;
      return dispute(
        evidence,
        ['compromise.signs'],
        'everything that runs in the cluster is explained',
        `${plural(signs.length, 'object looks', 'objects look')} as if someone else had made it: ${named(signs)}. That is a sign, not a proof.`,
      );
    },
  }),
];
