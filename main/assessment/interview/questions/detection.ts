/** Step 9: would anyone notice, and what would they do? */
import { shownListOf, wordOf } from '../../../../shared/fact-values.ts';
import { count, some } from '../../../../shared/in-words.ts';
import { choice, defineQuestion, number, yesPartlyNo } from '../define.ts';
import { dispute, suggest } from '../rules.ts';
import { quoted, said } from '../spoken.ts';

export const detectionQuestions = [
  defineQuestion({
    id: 'detection.logs-central',
    step: 'detection',
    scope: 'cluster',
    text: 'Are the logs of all workloads shipped outside the cluster?',
    why: 'Pods are deleted together with their logs. An attacker can delete logs in the cluster, but not a copy outside it.',
    good: 'Yes, within a minute, to a place where cluster administrators cannot delete.',
    evidenceWanted: 'The log agent and the place it writes to.',
    type: yesPartlyNo,
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
        'all logs are shipped outside the cluster',
        '0 known log agents were found in the cluster. An agent that Drydock does not know may still run.',
      );
    },
  }),
  defineQuestion({
    id: 'detection.retention',
    step: 'detection',
    scope: 'engagement',
    text: 'For how many days are logs kept?',
    why: 'Compromises are often found months later, when short-lived logs are gone.',
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
    text: 'Is runtime detection active on the nodes?',
    why: 'A workload that suddenly starts a shell or reads unrelated files is the clearest sign of a compromise. Without runtime detection it goes unnoticed.',
    good: 'Yes, on every node, with alerts that a person reads.',
    evidenceWanted: 'The agent and an example of an alert.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('detection', {
      no: 'No runtime detection is active on the nodes',
      partly: 'Runtime detection is active on some nodes only',
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
        'runtime detection is active on the nodes',
        '0 known detection agents were found in the cluster. An agent installed directly on the nodes is not visible in the API.',
      );
    },
  }),
  defineQuestion({
    id: 'detection.on-call',
    step: 'detection',
    scope: 'engagement',
    mandatory: true,
    text: 'Are security alerts handled around the clock?',
    why: 'Attackers prefer nights and holidays. An alert that waits until Monday comes too late.',
    good: 'Yes, within an hour, by people who may shut things down.',
    evidenceWanted: 'The on-call plan and the last three alerts with times.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('detection', {
      no: 'Nobody handles security alerts',
      partly: 'Security alerts are handled in office hours only',
      yes: 'Security alerts are handled around the clock',
    }),
    terms: ['on-call'],
  }),
  defineQuestion({
    id: 'detection.response-plan',
    step: 'detection',
    scope: 'engagement',
    text: 'Is there a written incident response plan that was rehearsed within a year?',
    why: 'In the first hour, people without a plan often destroy evidence.',
    good: 'Yes: who decides, whom to call, how to preserve evidence, how to isolate a node.',
    evidenceWanted: 'The plan, and the record of the exercise.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('detection', {
      no: 'There is no written incident response plan',
      partly: 'There is an incident response plan, but it was never rehearsed',
    }),
    terms: ['incident', 'forensics'],
  }),
  defineQuestion({
    id: 'detection.traces-kept',
    step: 'detection',
    scope: 'engagement',
    text: 'Can the team preserve the memory and disk of a suspicious pod?',
    why: 'Kubernetes replaces failing pods within seconds. Without practice, the evidence is deleted automatically.',
    good: 'Yes, by a tested procedure.',
    evidenceWanted: 'The written steps.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('detection', {
      no: 'The evidence of a suspicious pod could not be preserved',
      partly: 'Some evidence of a suspicious pod could be preserved',
    }),
    terms: ['forensics', 'ephemeral', 'pod'],
  }),
  defineQuestion({
    id: 'detection.admin-change-alert',
    step: 'detection',
    scope: 'cluster',
    text: 'Is an alert raised when someone is granted cluster-admin?',
    why: 'New administrators are rare, and each should be checked. This alert costs little.',
    good: 'Yes, and the last three such alerts can be shown.',
    evidenceWanted: 'The alert rule and an example.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('detection', {
      no: 'No alert is raised when someone is granted administrator rights',
      partly: 'Only some grants of administrator rights raise an alert',
    }),
    terms: ['cluster-admin'],
  }),
  defineQuestion({
    id: 'detection.everything-owned',
    step: 'detection',
    scope: 'cluster',
    mandatory: true,
    text: 'Are there workloads in the cluster that nobody can explain?',
    why: 'An unexplained workload is either forgotten or an attacker’s. Both need an answer before the sale.',
    good: 'No; every workload has an owner.',
    evidenceWanted: 'The list of workloads, reviewed with the team.',
    type: choice({ no: 'No, everything is explained', some: 'A few things', unsure: 'Nobody has looked' }),
    worst: 'unsure',
    report: said('detection', {
      some: 'The team cannot explain a few workloads in the cluster',
      unsure: 'Nobody has reviewed what runs in the cluster',
    }),
    terms: ['workload'],
    contradicts(value, evidence) {
      const signs = shownListOf(evidence, 'compromise.signs');
      if (value !== 'no' || signs === null || signs.length === 0) return null;
      return dispute(
        evidence,
        ['compromise.signs'],
        'everything that runs in the cluster is explained',
        `${count(signs.length, 'object shows', 'objects show')} a sign of a compromise: ${some(signs)}. A sign is not proof.`,
      );
    },
  }),
];
