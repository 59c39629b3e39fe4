/** Whatever a cluster may hold where roles and bindings are expected, nothing throws, and the answer stays the same. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyseSnapshot } from '../../../../main/controls/analyse.ts';
import { CONTROLS } from '../../../../main/controls/catalogue.ts';
import type { KubernetesObject } from '../../../../main/snapshot/model.ts';
import { snapshotOf } from '../../../fixtures/snapshot-builder.ts';
import { account, ask, clusterRole, grantsOf } from './world.ts';

const controls = CONTROLS.filter(({ family }) => family === 'rbac').map(({ id }) => id);
const name = fc.constantFrom('view', 'cluster-admin', '__proto__', 'constructor', 'toString', '', 'x');
const mess = fc.oneof(
  { depthSize: 'small' },
  fc.jsonValue({ maxDepth: 2 }),
  name,
  fc.constantFrom(
    '*',
    'system:masters',
    'system:anonymous',
    'ServiceAccount',
    'User',
    'Group',
    'Role',
    'ClusterRole',
  ),
);
const ruleLike = fc.record(
  {
    verbs: fc.array(mess),
    apiGroups: fc.array(mess),
    resources: fc.array(mess),
    resourceNames: mess,
    nonResourceURLs: fc.array(mess),
  },
  { requiredKeys: [] },
);
const subjectLike = fc.record({ kind: mess, name: mess, namespace: mess }, { requiredKeys: [] });
const object = fc
  .record(
    {
      kind: fc.constantFrom('Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'),
      metadata: fc.record(
        { name, namespace: fc.constantFrom('shop', '__proto__'), labels: mess },
        { requiredKeys: ['name'] },
      ),
      rules: fc.oneof(mess, fc.array(fc.oneof(mess, ruleLike), { maxLength: 3 })),
      aggregationRule: fc.oneof(
        mess,
        fc.record({ clusterRoleSelectors: fc.array(fc.oneof(mess, fc.constant({}))) }),
      ),
      subjects: fc.oneof(mess, fc.array(fc.oneof(mess, subjectLike), { maxLength: 3 })),
      roleRef: fc.oneof(mess, fc.record({ kind: mess, name: mess })),
    },
    { requiredKeys: ['kind', 'metadata'] },
  )
  .map((one) => ({ apiVersion: 'rbac.authorization.k8s.io/v1', ...one }) as unknown as KubernetesObject);

test('nothing that stands in for a role or a binding throws, and its order changes nothing', () => {
  fc.assert(
    fc.property(
      fc.array(object, { maxLength: 6 }),
      fc.constantFrom('live' as const, 'manifests' as const),
      (objects, origin) => {
        const read = (all: readonly KubernetesObject[]) =>
          analyseSnapshot(snapshotOf(all, { origin }), { controls, includePasses: true }).verdicts;
        // Objects of one name are told apart by their file alone; here each has its own.
        const placed = objects.map((one, i) => ({ ...one, $drydock: { source: `f#${i}` } }));
        expect(JSON.stringify(read([...placed].reverse()))).toBe(JSON.stringify(read(placed)));
        grantsOf(objects, origin).authorizer.whoCan(ask('get pods', { namespace: 'shop' }));
      },
    ),
    { numRuns: 300 },
  );
});

test('two thousand roles that aggregate by label are read at once', () => {
  const roles = Array.from({ length: 2_000 }, (_, i) =>
    clusterRole(`r${i}`, [{ verbs: ['get'], resources: [`kind${i}`] }], {
      labels: { [`l${i}`]: 'true' },
      selects: [{ matchLabels: { [`l${(i + 1) % 2_000}`]: 'true' } }],
    }),
  );
  const binding = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'b' },
    roleRef: { kind: 'ClusterRole', name: 'r0' },
    subjects: [account('a', 's')],
  };
  // One circle: what was written into any of them may live on in all.
  expect(grantsOf([...roles, binding]).authorizer.whoCan(ask('get kind1999'))).toHaveLength(1);
});
