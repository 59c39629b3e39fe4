/** Whether a workload may reach an address, with enforcement, and which policy says so. */
import { expect, test } from 'vitest';
import { METADATA_ADDRESS, metadataReach } from '../../../../main/cluster/network/metadata.ts';
import { buildReach } from '../../../../main/kubernetes/reach/reach.ts';
import { buildSnapshotIndex } from '../../../../main/snapshot/index.ts';
import type { KubernetesObject } from '../../../../main/snapshot/model.ts';
import { snapshotOf } from '../../../fixtures/snapshot-builder.ts';
import { policy, workload, yaml } from './tables.ts';

const egress = (rules: string) =>
  policy('shop/out', `podSelector: {}\npolicyTypes: [Egress]\negress: ${rules}`);
/** Denies the way for all pods. */
const admin = (kind: string, name: string, more = ''): KubernetesObject => {
  const [object] = yaml(`apiVersion: policy.networking.k8s.io/v1alpha1
kind: ${kind}
metadata: {name: ${name}}
spec: {${more}subject: {namespaces: {}}, egress: [{name: x, action: Deny, to: [{networks: [169.254.0.0/16]}]}]}`);
  if (object === undefined) throw new Error('no document');
  return object;
};
const OPEN = '[{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]';
const EXCEPT = `[{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [${METADATA_ADDRESS}/32]}}]}]`;

function ask(objects: readonly KubernetesObject[], enforces: boolean | null = true, pod: object = {}) {
  const index = buildSnapshotIndex(snapshotOf([workload('shop/web app=web', pod), ...objects]));
  const reach = buildReach(index, enforces === null ? null : { enforces });
  const [web] = index.workloads;
  if (web === undefined) throw new Error('no workload');
  const { open, policy: by } = metadataReach(reach, web);
  return [open, by?.name ?? null];
}

test.each([
  ['no policy', [], [true, null]],
  ['a rule for every address', [egress(OPEN)], [true, 'out']],
  ['an exception for it', [egress(EXCEPT)], [false, 'out']],
  ['a rule for everything', [egress('[{}]')], [true, 'out']],
  ['a range of ports around it', [egress('[{ports: [{port: 1, endPort: 100}]}]')], [true, 'out']],
  ['its port with another protocol', [egress('[{ports: [{port: 80, protocol: UDP}]}]')], [false, 'out']],
  ['only other ports', [egress('[{ports: [{port: 443}]}]')], [false, 'out']],
  ['its port', [egress('[{ports: [{port: 80}]}]')], [true, 'out']],
  ['only pods', [egress('[{to: [{namespaceSelector: {}}]}]')], [false, 'out']],
  [
    'a denial of the administrators',
    yaml(`apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: no-metadata}
spec: {tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: [{networks: [169.254.0.0/16]}]}]}`),
    [false, 'no-metadata'],
  ],
  [
    'a denial of an AdminNetworkPolicy, which no NetworkPolicy lifts',
    [admin('AdminNetworkPolicy', 'first', 'priority: 5, '), egress(OPEN)],
    [false, 'first'],
  ],
  ['a denial of the baseline', [admin('BaselineAdminNetworkPolicy', 'default')], [false, 'default']],
  [
    'a denial of the baseline, and a NetworkPolicy that allows it',
    [admin('BaselineAdminNetworkPolicy', 'default'), egress(OPEN)],
    [true, 'out'],
  ],
  [
    'a policy that is not evaluated',
    [{ apiVersion: 'k8s.ovn.org/v1', kind: 'EgressFirewall', metadata: { name: 'x', namespace: 'shop' } }],
    ['unknown', null],
  ],
])('with %s', (_, objects, expected) => {
  expect(ask(objects)).toEqual(expected);
});

test('a policy closes nothing when the plugin does not enforce, and it is unknown when that is', () => {
  expect(ask([egress(EXCEPT)], false)[0]).toBe(true);
  expect(ask([egress(EXCEPT)], null)[0]).toBe('unknown');
  expect(ask([egress(OPEN)], null)[0]).toBe(true);
});

test('no policy limits the network of the node', () => {
  expect(ask([egress('[]')], true, { hostNetwork: true })[0]).toBe(true);
});

test('a policy selects a running pod by the labels that the pod has, and not by those of its template', () => {
  const set = { ...workload('shop/set app=web'), kind: 'StatefulSet' };
  const running = (phase: string): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'set-0',
      namespace: 'shop',
      labels: { app: 'web', tier: 'extra' },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'set', controller: true }],
    },
    spec: { containers: [{ name: 'c', image: 'x' }] },
    status: { phase },
  });
  const closed = policy('shop/out', 'podSelector: {matchLabels: {tier: extra}}\npolicyTypes: [Egress]');
  const open = (...objects: KubernetesObject[]) => {
    const index = buildSnapshotIndex(snapshotOf([set, closed, ...objects]));
    const [own, ...others] = index.workloads;
    if (own === undefined || others.length > 0) throw new Error('the pod belongs to the set');
    return metadataReach(buildReach(index, { enforces: true }), own).open;
  };
  expect([open(), open(running('Running')), open(running('Succeeded'))]).toEqual([true, false, true]);
});
