/** Step 2: size in numbers. */
import type { FactId } from '../../../shared/facts.ts';
import { type AnswerValue, inUnit } from '../../../shared/interview.ts';
import type { EvidenceView } from '../../snapshot/evidence-view.ts';
import { countOf } from '../../snapshot/fact-values.ts';
import { choice, type Dispute, defineQuestion, number, yesPartlyNo } from '../define.ts';
import { dispute, farOff, suggest } from '../rules.ts';
import { quoted, said } from '../spoken.ts';

export const sizeQuestions = [
  defineQuestion({
    id: 'size.nodes',
    step: 'size',
    scope: 'cluster',
    mandatory: true,
    text: 'How many nodes, that is machines, does the cluster have on a normal day?',
    why: 'The number of machines drives the cost of running the cluster and of rebuilding it. A wrong guess shows how well the target knows its own system.',
    good: 'A number close to the one collected.',
    evidenceWanted: 'The list of nodes or the provider’s node groups.',
    type: number('nodes'),
    worst: 0,
    report: quoted('environment', (value) => `Size as the target states it: ${value}`),
    terms: ['node', 'cluster'],
    prefill: (evidence) => suggest(evidence, 'size.nodes', countOf(evidence, 'size.nodes')),
    contradicts: (value, evidence) => countDispute(value, evidence, 'size.nodes', 'nodes'),
  }),
  defineQuestion({
    id: 'size.workloads',
    step: 'size',
    scope: 'cluster',
    text: 'How many workloads, that is separate applications and jobs, run in the cluster?',
    why: 'Each workload is something to understand, patch and defend. What nobody counted, nobody patches.',
    good: 'A number close to the one collected, with an owner for each.',
    evidenceWanted: 'A service catalogue or the deployment tool’s list.',
    type: number('workloads'),
    worst: 0,
    report: quoted('environment', (value) => `Applications as the target counts them: ${value}`),
    terms: ['workload', 'job'],
    prefill: (evidence) => suggest(evidence, 'size.workloads', countOf(evidence, 'size.workloads')),
    contradicts: (value, evidence) => countDispute(value, evidence, 'size.workloads', 'workloads'),
  }),
  defineQuestion({
    id: 'size.namespaces',
    step: 'size',
    scope: 'cluster',
    text: 'How many namespaces are in use, and does each have an owner?',
    why: 'A namespace is a named part of the cluster, often one per team or product. A namespace without an owner is where forgotten things stay.',
    good: 'A number close to the one collected, and a name beside each.',
    evidenceWanted: 'The list of namespaces with their owner labels.',
    type: number('namespaces'),
    worst: 0,
    report: quoted('environment', (value) => `Parts of the cluster as the target counts them: ${value}`),
    terms: ['namespace', 'label'],
    prefill: (evidence) => suggest(evidence, 'size.namespaces', countOf(evidence, 'size.namespaces')),
    contradicts: (value, evidence) => countDispute(value, evidence, 'size.namespaces', 'namespaces'),
  }),
  defineQuestion({
    id: 'size.zones',
    step: 'size',
    scope: 'cluster',
    text: 'Over how many availability zones, that is separate data-centre buildings, are the nodes spread?',
    why: 'If all machines stand in one building, one power cut stops the business.',
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
        `nodes were seen in ${seen} ${seen === 1 ? 'zone' : 'zones'}.`,
      );
    },
  }),
  defineQuestion({
    id: 'size.growth',
    step: 'size',
    scope: 'engagement',
    text: 'How has the platform grown over the last 12 months?',
    why: 'Fast growth outruns care: what was safe for ten applications is often not for a hundred. It also changes the cost the buyer takes over.',
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
    text: 'Does the cluster add and remove machines by itself, with an upper limit on cost?',
    why: 'Without a limit, an attacker who starts programs of their own, for instance to mine coins, spends the company’s money. Without any scaling, a busy day stops the business.',
    good: 'Yes, with a maximum number of machines and an alert on cost.',
    evidenceWanted: 'The settings of the node groups and a budget alert.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('environment', {
      no: 'The number of machines does not follow the load, or has no upper limit',
      partly: 'The number of machines follows the load only in part, or without a cost alert',
    }),
    terms: ['autoscaling'],
  }),
  defineQuestion({
    id: 'size.team',
    step: 'size',
    scope: 'engagement',
    mandatory: true,
    text: 'How many people can run and repair the platform without help?',
    why: 'If it is one person, the buyer depends on that person from the day of closing. Illness, holiday or a resignation then becomes an outage.',
    good: 'At least three, bound to the company beyond the closing.',
    evidenceWanted: 'The on-call list of the last three months; retention agreements.',
    type: number('people'),
    worst: 1,
    scenarios: ['ransom-of-data'],
    report: quoted('deal', (value) => `The platform can be run and repaired by ${value}`),
    terms: ['on-call'],
  }),
  defineQuestion({
    id: 'size.monthly-cost',
    step: 'size',
    scope: 'engagement',
    text: 'What does the platform cost in a normal month, in the currency of the deal?',
    why: 'The cost shows clusters that nobody mentioned, and is the base for what fixing and moving will cost.',
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
    `there ${value === 1 ? 'is' : 'are'} ${inUnit(value, unit)}`,
    `${inUnit(seen, unit)} ${seen === 1 ? 'was' : 'were'} collected.`,
  );
}
