/** Step 2: size in numbers. */

import type { EvidenceView } from '../../../../shared/evidence-view.ts';
import { countOf } from '../../../../shared/fact-values.ts';
import type { FactId } from '../../../../shared/facts.ts';
import { agree } from '../../../../shared/in-words.ts';
import { type AnswerValue, inUnit } from '../../../../shared/interview.ts';
import { choice, type Dispute, defineQuestion, number, yesPartlyNo } from '../define.ts';
import { dispute, farOff, suggest } from '../rules.ts';
import { quoted, said } from '../spoken.ts';

export const sizeQuestions = [
  defineQuestion({
    id: 'size.nodes',
    step: 'size',
    scope: 'cluster',
    mandatory: true,
    text: 'How many nodes (machines) does the cluster have on a normal day?',
    why: 'The number of machines drives the cost of running the cluster and of rebuilding it. A wrong guess shows how well the target knows its own system.',
    good: 'A number close to the one collected.',
    evidenceWanted: 'The list of nodes or the provider’s node groups.',
    type: number('nodes'),
    worst: 0,
    report: quoted('environment', (value) => `Size as stated by the target: ${value}`),
    terms: ['node', 'cluster'],
    prefill: (evidence) => suggest(evidence, 'size.nodes', countOf(evidence, 'size.nodes')),
    contradicts: (value, evidence) => countDispute(value, evidence, 'size.nodes', 'nodes'),
  }),
  defineQuestion({
    id: 'size.workloads',
    step: 'size',
    scope: 'cluster',
    text: 'How many workloads (separate applications and jobs) run in the cluster?',
    why: 'Each workload must be understood, patched and protected. Workloads that nobody counted are not patched.',
    good: 'A number close to the one collected, with an owner for each.',
    evidenceWanted: 'A service catalogue or the deployment tool’s list.',
    type: number('workloads'),
    worst: 0,
    report: quoted('environment', (value) => `Workloads as stated by the target: ${value}`),
    terms: ['workload', 'job'],
    prefill: (evidence) => suggest(evidence, 'size.workloads', countOf(evidence, 'size.workloads')),
    contradicts: (value, evidence) => countDispute(value, evidence, 'size.workloads', 'workloads'),
  }),
  defineQuestion({
    id: 'size.namespaces',
    step: 'size',
    scope: 'cluster',
    text: 'How many namespaces are in use?',
    why: 'A namespace is a named part of the cluster, often one per team or product. In a namespace without an owner, leftovers go unnoticed.',
    good: 'A number close to the one collected, and a name beside each.',
    evidenceWanted: 'The list of namespaces with their owner labels.',
    type: number('namespaces'),
    worst: 0,
    report: quoted('environment', (value) => `Namespaces as stated by the target: ${value}`),
    terms: ['namespace', 'label'],
    prefill: (evidence) => suggest(evidence, 'size.namespaces', countOf(evidence, 'size.namespaces')),
    contradicts: (value, evidence) => countDispute(value, evidence, 'size.namespaces', 'namespaces'),
  }),
  defineQuestion({
    id: 'size.zones',
    step: 'size',
    scope: 'cluster',
    text: 'Over how many availability zones (separate data-centre buildings) are the nodes spread?',
    why: 'If all nodes are in one building, one power cut stops the business.',
    good: 'Three, with the important workloads in at least two.',
    evidenceWanted: 'Zone labels of the nodes.',
    type: number('zones'),
    worst: 1,
    report: quoted('environment', (value) => `The nodes are said to be spread over ${value}`),
    terms: ['availability-zone', 'node'],
    prefill: (evidence) => suggest(evidence, 'size.zones', countOf(evidence, 'size.zones')),
    contradicts(value, evidence) {
      const seen = countOf(evidence, 'size.zones');
      if (typeof value !== 'number' || seen === null || value <= seen) return null;
      return dispute(
        evidence,
        ['size.zones'],
        `the nodes are spread over ${value} zones`,
        `nodes were seen in ${inUnit(seen, 'zones')}.`,
      );
    },
  }),
  defineQuestion({
    id: 'size.growth',
    step: 'size',
    scope: 'engagement',
    text: 'How has the platform grown over the last 12 months?',
    why: 'Measures that were adequate for ten applications often are not for a hundred. Growth also changes the cost that the buyer takes over.',
    good: 'A figure with the cost and the team growing in step.',
    evidenceWanted: 'Monthly bills and node counts of the last year.',
    type: choice({
      shrinking: 'It is getting smaller',
      steady: 'About the same',
      growing: 'Up to twice the size',
      doubling: 'More than twice the size',
    }),
    worst: 'doubling',
    report: said('environment', {
      doubling: 'The platform has more than doubled within 12 months',
      growing: 'The platform has grown to up to twice its size within 12 months',
      steady: 'The platform has kept its size over the last 12 months',
      shrinking: 'The platform has become smaller over the last 12 months',
    }),
    terms: [],
  }),
  defineQuestion({
    id: 'size.autoscaling',
    step: 'size',
    scope: 'cluster',
    text: 'Does the cluster scale its nodes automatically, within an upper limit?',
    why: 'Without a limit, an attacker who runs cryptocurrency miners spends the company’s money. Without scaling, a peak in demand causes an outage.',
    good: 'Yes, with a maximum number of machines and an alert on cost.',
    evidenceWanted: 'The settings of the node groups and a budget alert.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('environment', {
      no: 'The number of nodes does not follow the load, or has no upper limit',
      partly: 'The number of nodes follows the load only in part, or without a cost alert',
    }),
    terms: ['autoscaling'],
  }),
  defineQuestion({
    id: 'size.team',
    step: 'size',
    scope: 'engagement',
    mandatory: true,
    text: 'How many people can operate and repair the platform on their own?',
    why: 'If it is one person, the buyer depends on that person from the day of closing. Illness, holiday or a resignation then becomes an outage.',
    good: 'At least three, bound to the company beyond the closing.',
    evidenceWanted: 'The on-call list of the last three months; retention agreements.',
    type: number('people'),
    worst: 1,
    report: quoted('deal', (value) => `${value} can operate and repair the platform`),
    terms: ['on-call'],
  }),
  defineQuestion({
    id: 'size.monthly-cost',
    step: 'size',
    scope: 'engagement',
    text: 'What does the platform cost in a normal month, in the currency of the deal?',
    why: 'The cost reveals clusters that nobody mentioned, and is the baseline for the cost of remediation and migration.',
    good: 'A number from a bill, split by account.',
    evidenceWanted: 'The last three bills.',
    type: number('per month'),
    worst: 0,
    report: quoted('deal', (value) => `Cost of the platform as stated: ${value}`),
    terms: [],
  }),
];

/** A stated size that is far from the collected one. */
function countDispute(
  value: AnswerValue,
  evidence: EvidenceView,
  fact: FactId,
  unit: string,
): Dispute | null {
  const seen = countOf(evidence, fact);
  if (typeof value !== 'number' || seen === null || !farOff(value, seen)) return null;
  return dispute(
    evidence,
    [fact],
    `there ${agree(value, 'is', 'are')} ${inUnit(value, unit)}`,
    `${inUnit(seen, unit)} ${agree(seen, 'was', 'were')} collected.`,
  );
}
