/** Who may do something is the same as everybody asked one by one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Request } from '../../../../main/kubernetes/rbac/rules.ts';
import { identityOf, type Subject } from '../../../../main/kubernetes/rbac/subjects.ts';
import type { KubernetesObject } from '../../../../main/snapshot/model.ts';
import { account, accountObject, bind, clusterRole, grantsOf, group, role, user } from './world.ts';

const NAMESPACES = ['a', 'b'];
const some = <T>(values: readonly T[]) =>
  fc.subarray([...values], { minLength: 1, maxLength: Math.min(3, values.length) });
const resourceRule = fc.record(
  {
    verbs: some(['get', 'list', 'create', '*']),
    apiGroups: some(['', 'apps', '*']),
    resources: some(['pods', 'pods/log', '*/log', '*', 'secrets']),
    resourceNames: some(['x', 'y']),
  },
  { requiredKeys: ['verbs', 'apiGroups', 'resources'] },
);
const urlRule = fc.record({
  verbs: some(['get', '*']),
  nonResourceURLs: some(['/healthz', '/healthz/*', '*']),
});
const rules = fc.array(fc.oneof({ weight: 4, arbitrary: resourceRule }, urlRule), { maxLength: 3 });
const subject = fc.oneof(
  fc.constantFrom('anna', 'boris', 'system:serviceaccount:a:s', 'system:anonymous').map(user),
  fc
    .constantFrom('devs', 'system:serviceaccounts', 'system:serviceaccounts:a', 'system:authenticated')
    .map(group),
  fc
    .tuple(fc.constantFrom(...NAMESPACES, undefined), fc.constantFrom('s', 't'))
    .map(([namespace, name]) => account(namespace, name)),
);
const label = fc.constantFrom('one', 'two', 'none');
const world: fc.Arbitrary<readonly KubernetesObject[]> = fc
  .record({
    clusterRoles: fc.array(fc.record({ rules, label, selects: fc.option(label) }), { maxLength: 4 }),
    roles: fc.array(fc.record({ rules, namespace: fc.constantFrom(...NAMESPACES) }), { maxLength: 3 }),
    bindings: fc.array(
      fc.record({
        namespace: fc.constantFrom(null, ...NAMESPACES),
        role: fc.constantFrom(
          'ClusterRole c0',
          'ClusterRole c1',
          'ClusterRole c2',
          'ClusterRole c3',
          'Role r0',
          'Role r1',
          'Role r2',
        ),
        subjects: fc.array(subject, { maxLength: 3 }),
      }),
      { maxLength: 6 },
    ),
  })
  .map((made) => [
    ...made.clusterRoles.map((one, i) =>
      clusterRole(`c${i}`, one.rules, {
        labels: { [one.label]: 'true' },
        ...(one.selects === null ? {} : { selects: [{ matchLabels: { [one.selects]: 'true' } }] }),
      }),
    ),
    ...made.roles.map((one, i) => role(one.namespace, `r${i}`, one.rules)),
    ...made.bindings.map((one, i) => bind(one.namespace, `b${i}`, one.role, ...one.subjects)),
    accountObject('a', 's'),
    accountObject('b', 'u'),
  ]);
const request: fc.Arbitrary<Request> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      verb: fc.constantFrom('get', 'list', 'create', 'delete'),
      group: fc.constantFrom('', 'apps'),
      resource: fc.constantFrom('pods', 'secrets', 'things'),
      subresource: fc.constantFrom('', 'log'),
      name: fc.constantFrom('', 'x', 'z'),
      namespace: fc.constantFrom('', 'a', 'b', 'c'),
    }),
  },
  fc.record({ verb: fc.constantFrom('get', 'post'), url: fc.constantFrom('/healthz', '/healthz/a', '/x') }),
);

test('who can is everybody for whom can says yes', () => {
  fc.assert(
    fc.property(world, fc.array(request, { minLength: 1, maxLength: 8 }), (objects, requests) => {
      const { all, authorizer } = grantsOf(objects);
      // Accounts are known when they exist, or when a binding names them or their user name.
      const subjects = new Map<string, Subject>();
      const know = (one: Subject) => subjects.set(JSON.stringify([one.kind, one.namespace, one.name]), one);
      for (const [namespace, name] of [
        ['a', 's'],
        ['b', 'u'],
      ] as const)
        know({ kind: 'ServiceAccount', namespace, name });
      for (const { subject: one } of all) {
        if (one.kind !== 'ServiceAccount' || one.namespace !== null)
          know({ kind: one.kind, namespace: one.namespace, name: one.name });
      }
      for (const asked of requests) {
        const holders = new Map(
          authorizer
            .whoCan(asked)
            .map(({ subject: one, via }) => [JSON.stringify([one.kind, one.namespace, one.name]), via]),
        );
        for (const [key, one] of subjects) {
          // People are listed by their own name only; what everybody has is told of the group.
          const account = one.kind === 'ServiceAccount' || one.name.startsWith('system:serviceaccount:');
          const identity = account ? identityOf(one) : bare(one);
          const { allowed, via } = authorizer.can(identity, asked);
          expect([key, holders.has(key)]).toEqual([key, allowed]);
          if (allowed) expect(holders.get(key)).toEqual(via);
          holders.delete(key);
        }
        expect([...holders.keys()]).toEqual([]);
      }
    }),
    { numRuns: 400 },
  );
});

function bare({ kind, name }: Subject) {
  return kind === 'Group' ? { user: null, groups: [name] } : { user: name, groups: [] };
}

test('fifty thousand accounts and five thousand bindings are answered at once', () => {
  const objects: KubernetesObject[] = [];
  for (let i = 0; i < 50_000; i += 1) objects.push(accountObject(`n${i % 500}`, `s${i}`));
  for (let i = 0; i < 5_000; i += 1) {
    objects.push(role(`n${i % 500}`, `r${i}`, [{ verbs: ['get'], resources: ['pods'] }]));
    objects.push(bind(`n${i % 500}`, `b${i}`, `Role r${i}`, account(undefined, `s${i}`)));
  }
  objects.push(clusterRole('all', [{ verbs: ['list'], resources: ['pods'] }]));
  objects.push(bind(null, 'all', 'ClusterRole all', group('system:serviceaccounts')));
  const { authorizer } = grantsOf(objects);
  for (let i = 0; i < 5_000; i += 1) {
    const identity = identityOf({ kind: 'ServiceAccount', namespace: `n${i % 500}`, name: `s${i}` });
    expect(
      authorizer.can(identity, {
        verb: 'get',
        group: '',
        resource: 'pods',
        subresource: '',
        name: '',
        namespace: `n${i % 500}`,
      }).allowed,
    ).toBe(true);
  }
  const whole = { verb: 'list', group: '', resource: 'pods', subresource: '', name: '', namespace: '' };
  expect(authorizer.whoCan(whole)).toHaveLength(50_001);
});
