/** Where the shared drivers turn from good to bad, and what they then say. */
import { expect, test } from 'vitest';
import type { DriverRule } from '../../../../main/assessment/risk/define.ts';
import {
  admission,
  dataClass,
  fewerIsBetter,
  isolation,
  powerfulAccounts,
  presentIsBetter,
  revenueShare,
  trueIsBetter,
  watched,
  yesNo,
} from '../../../../main/assessment/risk/drivers.ts';
import type { AnswerValue } from '../../../../shared/interview.ts';
import { answersOf, evidenceOf, type FactValues } from '../interview/views.ts';

const byFacts = (driver: DriverRule, facts: FactValues) => driver.evaluate(evidenceOf(facts), answersOf());
const byAnswer = (driver: DriverRule, question: string, value: AnswerValue) =>
  driver.evaluate(evidenceOf(), answersOf({ [question]: value }));
const WEIGHT = { axis: 'likelihood', worst: 2, best: -1 } as const;

test.each([
  [0, 1, 2, 'The only namespace with pods has no network policy'],
  [1, 1, -1, 'The only namespace with pods has a network policy'],
  [16, 16, -1, '16 of 16 namespaces with pods have a network policy'],
  [8, 16, 0, '8 of 16 namespaces with pods have a network policy'],
  [15, 16, 0, 'An attacker in one of the others can connect freely'],
  [7, 16, 2, 'From most namespaces an attacker can connect'],
])('network policies in %i of %i namespaces make a step of %i: %s', (limited, all, step, words) => {
  const facts = {
    'network.namespacesWithEffectivePolicy': limited,
    'network.namespacesWithPods': all,
    'platform.cniEnforcesPolicy': true,
  };
  const found = byFacts(isolation(WEIGHT), facts);
  expect([found.source, found.step]).toEqual(['fact', step]);
  expect(found.sentence).toContain(words);
  const ignored = byFacts(isolation(WEIGHT), { ...facts, 'platform.cniEnforcesPolicy': false });
  expect(ignored.step).toBe(2);
  expect(ignored.sentence).toContain('does not enforce network policies');
});

test('half of the namespaces never count for more than the worst', () => {
  const facts = {
    'network.namespacesWithEffectivePolicy': 1,
    'network.namespacesWithPods': 2,
    'platform.cniEnforcesPolicy': true,
  };
  expect(byFacts(isolation({ axis: 'impact' }), facts).step).toBe(0);
});

test.each([
  [0, 1, 2, 'The only namespace enforces no Pod Security level. Whoever can create a pod there'],
  [1, 1, -1, 'The only namespace enforces a Pod Security level'],
  [0, 5, 2, 'None of 5 namespaces enforce a Pod Security level. Whoever can create a pod there'],
  [1, 5, 2, '1 of 5 namespaces enforces a Pod Security level. Elsewhere, whoever can create a pod'],
  [3, 5, 2, '3 of 5 namespaces enforce a Pod Security level'],
  [4, 5, -1, 'Pods that can take over their node are rejected there'],
])('Pod Security in %i of %i namespaces makes a step of %i: %s', (guarded, all, step, words) => {
  const found = byFacts(admission(WEIGHT), {
    'admission.enforcedNamespaces': guarded,
    'size.namespaces': all,
  });
  expect([found.source, found.step]).toEqual(['fact', step]);
  expect(found.sentence).toContain(words);
});

const SAID = { id: 'x', what: 'what is asked', bad: 'That is bad.', good: 'That is good.' };

test.each([
  [0, -1, 'That is good.'],
  [1, 0, 'That is good.'],
  [2, 0, 'That is good.'],
  [3, 2, 'That is bad.'],
  [['a', 'b', 'c'], 2, 'That is bad.'],
  [[], -1, 'That is good.'],
] as const)('of %j, three are too many: %i', (value, step, words) => {
  const driver = fewerIsBetter({ ...SAID, ...WEIGHT, fact: 'rbac.clusterAdmins', from: 3 });
  const found = byFacts(driver, { 'rbac.clusterAdmins': typeof value === 'number' ? value : [...value] });
  expect(found.step).toBe(step);
  expect(found.sentence).toMatch(/^Collected for rbac\.clusterAdmins/);
  expect(found.sentence).toContain(words);
});

test('one is too many where nothing else is said, and the steps are one and zero', () => {
  const driver = fewerIsBetter({ ...SAID, axis: 'impact', fact: 'rbac.clusterAdmins' });
  expect([0, 1].map((value) => byFacts(driver, { 'rbac.clusterAdmins': value }).step)).toEqual([0, 1]);
  expect(powerfulAccounts({ axis: 'likelihood' }).worst).toBe(1);
  const heavy = powerfulAccounts({ axis: 'likelihood', worst: 2, best: -1 });
  const steps = [[], ['a/b']].map((value) => byFacts(heavy, { 'rbac.mountedPowerfulAccounts': value }).step);
  expect(steps).toEqual([-1, 2]);
});

test('a flag is good when it holds, and a name when there is one', () => {
  const flag = trueIsBetter({ ...SAID, ...WEIGHT, fact: 'audit.logConfigured' });
  const name = presentIsBetter({ ...SAID, ...WEIGHT, fact: 'audit.runtimeDetection' });
  const flags = [true, false].map((value) => byFacts(flag, { 'audit.logConfigured': value }));
  const names = ['falco', 'none', ''].map((value) => byFacts(name, { 'audit.runtimeDetection': value }));
  expect(flags.map(({ step }) => step)).toEqual([-1, 2]);
  expect(names.map(({ step }) => step)).toEqual([-1, 2, 2]);
  for (const { step, sentence } of [...flags, ...names])
    expect(sentence).toContain(step < 0 ? 'That is good.' : 'That is bad.');
});

test('a value of another shape counts as unknown', () => {
  const drivers = [
    [fewerIsBetter({ ...SAID, ...WEIGHT, fact: 'rbac.clusterAdmins' }), { 'rbac.clusterAdmins': 'three' }],
    [trueIsBetter({ ...SAID, ...WEIGHT, fact: 'audit.logConfigured' }), { 'audit.logConfigured': 'yes' }],
    [
      presentIsBetter({ ...SAID, ...WEIGHT, fact: 'audit.runtimeDetection' }),
      { 'audit.runtimeDetection': 1 },
    ],
    [admission(WEIGHT), { 'admission.enforcedNamespaces': true, 'size.namespaces': 4 }],
  ] as const;
  for (const [driver, facts] of drivers)
    expect(byFacts(driver, facts)).toMatchObject({ source: 'unknown', step: 2 });
});

test('an answer is good at the end that is said to be, and half good between', () => {
  const words = {
    id: 'x',
    question: 'q.a',
    what: 'what is asked',
    yes: 'Yes.',
    partly: 'Partly.',
    no: 'No.',
  };
  const steps = (driver: DriverRule) =>
    ['yes', 'partly', 'no'].map((value) => byAnswer(driver, 'q.a', value).step);
  expect(steps(yesNo({ ...words, axis: 'impact', worst: 2, best: -2 }))).toEqual([-2, 0, 2]);
  expect(steps(yesNo({ ...words, axis: 'impact', worst: 2, best: 0, good: 'no' }))).toEqual([2, 1, 0]);
  expect(steps(yesNo({ ...words, axis: 'impact' }))).toEqual([0, 0, 1]);
  expect(
    ['yes', 'partly', 'no'].map((value) => byAnswer(watched(WEIGHT), 'detection.on-call', value).step),
  ).toEqual([-1, 0, 2]);
  expect([
    watched({ axis: 'impact' }).worst,
    byAnswer(watched({ axis: 'impact' }), 'detection.on-call', 'yes').step,
  ]).toEqual([0, -1]);
});

test('half of the revenue raises the impact, less than a tenth lowers it', () => {
  const steps = [0, 9, 10, 49, 50, 100].map(
    (share) => byAnswer(revenueShare(), 'workloads.revenue-share', share).step,
  );
  expect(steps).toEqual([-1, -1, 0, 0, 1, 1]);
});

test('protected data raises the impact, internal and public data lower it', () => {
  const steps = ['special', 'personal', 'internal', 'public'].map(
    (kind) => byAnswer(dataClass(), 'workloads.data-class', kind).step,
  );
  expect(steps).toEqual([1, 0, -1, -1]);
});
