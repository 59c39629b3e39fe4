/** Policies of administrators by the namespaces and pods of their peers, on two namespaces with a workload each. */
import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../../../main/snapshot/model.ts';
import { listOf, namespace, policy, workload, yaml } from './tables.ts';

const PODS = [
  namespace('a', { team: 'a' }),
  namespace('b', { team: 'b' }),
  workload('a/x app=x'),
  workload('b/y app=y'),
];

const admin = (kind: string, rule: string, spec = 'priority: 5, '): readonly KubernetesObject[] =>
  yaml(`apiVersion: policy.networking.k8s.io/v1alpha1
kind: ${kind}
metadata: {name: first}
spec: {${spec}subject: {namespaces: {matchLabels: {team: b}}}, ingress: [${rule}]}`);

/** Whether all connections from x to y stand in the list. */
function reaches(...objects: readonly KubernetesObject[]): boolean {
  const { lines } = listOf([...PODS, ...objects]);
  return lines.some((line) => /^a\/x\S* => b\/y\S* : All Connections$/.test(line));
}

const FROM_A = '{action: Deny, from: [{namespaces: {matchLabels: {team: a}}}]}';
const FROM_C = '{action: Deny, from: [{namespaces: {matchLabels: {team: c}}}]}';
const FROM_X =
  '{action: Deny, from: [{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: x}}}}]}';
const FROM_Z =
  '{action: Deny, from: [{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: z}}}}]}';
const ALLOWED = policy('b/in', 'podSelector: {}\ningress: [{from: [{namespaceSelector: {}}]}]');

test.each([
  ['nothing', [], true],
  ['a denial of its namespace', admin('AdminNetworkPolicy', FROM_A), false],
  ['a denial of another namespace', admin('AdminNetworkPolicy', FROM_C), true],
  ['a denial of its pods', admin('AdminNetworkPolicy', FROM_X), false],
  ['a denial of other pods', admin('AdminNetworkPolicy', FROM_Z), true],
  ['a denial that a NetworkPolicy would lift', [...admin('AdminNetworkPolicy', FROM_A), ALLOWED], false],
  ['a denial of the baseline', admin('BaselineAdminNetworkPolicy', FROM_A, ''), false],
  [
    'a NetworkPolicy before the baseline',
    [...admin('BaselineAdminNetworkPolicy', FROM_A, ''), ALLOWED],
    true,
  ],
  [
    'a rule that passes it on before one that denies it',
    admin('AdminNetworkPolicy', `${FROM_A.replace('Deny', 'Pass')}, ${FROM_A}`),
    true,
  ],
] as const)('with %s', (_, objects, expected) => {
  expect(reaches(...objects)).toBe(expected);
});
