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
