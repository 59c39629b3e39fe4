/** What the RBAC authorizer of Kubernetes answers, case by case; tests/cluster asks the real one. */
import { describe, expect, test } from 'vitest';
import { identityOf } from '../../../../main/kubernetes/rbac/subjects.ts';
import {
  account,
  accountObject,
  ask,
  bind,
  clusterRole,
  grantsOf,
  group,
  type RuleText,
  role,
  user,
} from './world.ts';

const ANNA = identityOf({ kind: 'User', namespace: null, name: 'anna' });
const asked = (rule: RuleText, text: string, place = {}) =>
  grantsOf([clusterRole('r', [rule]), bind(null, 'b', 'ClusterRole r', user('anna'))]).authorizer.can(
    ANNA,
    ask(text, place),
  ).allowed;

describe('rules', () => {
  test.each<[RuleText, string, object, boolean]>([
    [{ verbs: ['get'], resources: ['pods'] }, 'get pods', {}, true],
    [{ verbs: ['get'], resources: ['pods'] }, 'list pods', {}, false],
    [{ verbs: ['*'], resources: ['pods'] }, 'frobnicate pods', {}, true],
    [{ verbs: ['get'], resources: ['pods'] }, 'get apps/pods', {}, false],
    [{ verbs: ['get'], apiGroups: ['*'], resources: ['pods'] }, 'get apps/pods', {}, true],
    // A subresource is a resource of its own.
    [{ verbs: ['get'], resources: ['pods'] }, 'get pods/log', {}, false],
    [{ verbs: ['get'], resources: ['pods/log'] }, 'get pods', {}, false],
    [{ verbs: ['get'], resources: ['*'] }, 'get pods/log', {}, true],
    [{ verbs: ['get'], resources: ['*/log'] }, 'get pods/log', {}, true],
    [{ verbs: ['get'], resources: ['*/log'] }, 'get pods', {}, false],
    [{ verbs: ['get'], resources: ['*/og'] }, 'get pods/log', {}, false],
    [{ verbs: ['get'], resources: ['pods/*'] }, 'get pods/log', {}, false],
    // Names: what has none is not allowed by them.
    [{ verbs: ['get'], resources: ['pods'], resourceNames: ['web'] }, 'get pods', { name: 'web' }, true],
    [{ verbs: ['get'], resources: ['pods'], resourceNames: ['web'] }, 'get pods', { name: 'api' }, false],
    [{ verbs: ['*'], resources: ['pods'], resourceNames: ['web'] }, 'list pods', {}, false],
    [{ verbs: ['*'], resources: ['pods'], resourceNames: ['web'] }, 'create pods', {}, false],
    [{ verbs: ['list'], resources: ['pods'], resourceNames: ['web'] }, 'list pods', { name: 'web' }, true],
    [{ verbs: ['get'], resources: ['pods'], resourceNames: ['*'] }, 'get pods', { name: 'web' }, false],
    // Paths: only a star at the end stands for more.
    [{ verbs: ['get'], nonResourceURLs: ['/healthz'] }, 'get /healthz', {}, true],
    [{ verbs: ['get'], nonResourceURLs: ['/healthz'] }, 'get /healthz/etcd', {}, false],
    [{ verbs: ['get'], nonResourceURLs: ['/healthz/*'] }, 'get /healthz/etcd', {}, true],
    [{ verbs: ['get'], nonResourceURLs: ['/healthz/*'] }, 'get /healthz', {}, false],
    [{ verbs: ['get'], nonResourceURLs: ['/h*'] }, 'get /healthz', {}, true],
    [{ verbs: ['get'], nonResourceURLs: ['*'] }, 'get /metrics', {}, true],
    [{ verbs: ['get'], nonResourceURLs: ['/*/etcd'] }, 'get /healthz/etcd', {}, false],
    [{ verbs: ['get'], nonResourceURLs: ['/a**'] }, 'get /abc', {}, true],
    [{ verbs: ['get'], resources: ['*'] }, 'get /healthz', {}, false],
    [{ verbs: ['*'], nonResourceURLs: ['*'] }, 'get pods', {}, false],
  ])('%j and "%s" %j: %s', (rule, text, place, allowed) => {
    expect(asked(rule, text, place)).toBe(allowed);
  });
});

describe('scopes', () => {
  const grants = grantsOf([
    clusterRole('reader', [
      { verbs: ['get'], resources: ['pods'] },
      { verbs: ['get'], nonResourceURLs: ['/metrics'] },
    ]),
    role('shop', 'local', [{ verbs: ['get'], resources: ['secrets'] }]),
    role('other', 'elsewhere', [{ verbs: ['get'], resources: ['secrets'] }]),
    bind('shop', 'a', 'ClusterRole reader', user('anna')),
    bind('shop', 'b', 'Role local', user('anna')),
    bind('shop', 'c', 'Role elsewhere', user('anna')),
    bind(null, 'd', 'Role local', user('anna')),
    bind(null, 'e', 'ClusterRole gone', user('anna')),
  ]);
  test.each([
    ['get pods', 'shop', true],
    ['get pods', 'other', false],
    ['get pods', '', false],
    ['get secrets', 'shop', true],
    ['get secrets', 'other', false],
    // A path has no namespace, so a binding in one never reaches it.
    ['get /metrics', '', false],
  ])('%s in "%s": %s', (text, namespace, allowed) => {
    expect(grants.authorizer.can(ANNA, ask(text, { namespace })).allowed).toBe(allowed);
  });
});

describe('subjects', () => {
  const RULE = [{ verbs: ['get'], resources: ['pods'] }];
  const WEB = { kind: 'ServiceAccount', namespace: 'shop', name: 'web' };
  const boundTo = (namespace: string | null, subject: object) =>
    grantsOf([clusterRole('r', RULE), bind(namespace, 'b', 'ClusterRole r', subject)]).authorizer;
  test.each([
    [null, account('shop', 'web'), true],
    [null, account(undefined, 'web'), false],
    ['shop', account(undefined, 'web'), true],
    ['shop', account('', 'web'), true],
    ['shop', account('other', 'web'), false],
    [null, user('system:serviceaccount:shop:web'), true],
    [null, user('web'), false],
    [null, group('system:serviceaccounts'), true],
    [null, group('system:serviceaccounts:shop'), true],
    [null, group('system:serviceaccounts:other'), false],
    [null, group('system:authenticated'), true],
    [null, group('system:unauthenticated'), false],
    [null, { kind: 'user', name: 'system:serviceaccount:shop:web' }, false],
    // What group a subject is in is judged when it is written, not when it is asked.
    [null, { ...account('shop', 'web'), apiGroup: 'rbac.authorization.k8s.io' }, true],
  ])('in %s %j covers the account: %s', (namespace, subject, allowed) => {
    const request = ask('get pods', { namespace: 'shop' });
    expect(boundTo(namespace, subject).can(identityOf(WEB), request).allowed).toBe(allowed);
  });

  test('users have the groups that are given, and those that follow from signing in', () => {
    const request = ask('get pods');
    const anna = { kind: 'User', namespace: null, name: 'anna' };
    expect(boundTo(null, group('devs')).can(identityOf(anna), request).allowed).toBe(false);
    expect(boundTo(null, group('devs')).can(identityOf(anna, ['devs']), request).allowed).toBe(true);
    const nobody = { kind: 'User', namespace: null, name: 'system:anonymous' };
    const everybody = boundTo(null, group('system:authenticated'));
    expect(everybody.can(identityOf(anna), request).allowed).toBe(true);
    expect(everybody.can(identityOf(nobody), request).allowed).toBe(false);
  });

  test('members of system:masters need no binding', () => {
    const master = identityOf({ kind: 'User', namespace: null, name: 'root' }, ['system:masters']);
    expect(grantsOf([]).authorizer.can(master, ask('delete nodes'))).toEqual({ allowed: true, via: [] });
  });
});

describe('aggregation', () => {
  const label = (key: string) => ({ labels: { [key]: 'true' } });
  const selects = (key: string) => ({ selects: [{ matchLabels: { [key]: 'true' } }] });
  const PODS = [{ verbs: ['get'], resources: ['pods'] }];
  const can = (objects: Parameters<typeof grantsOf>[0], origin: 'live' | 'manifests' = 'manifests') =>
    grantsOf([...objects, bind(null, 'b', 'ClusterRole whole', user('anna'))], origin).authorizer.can(
      ANNA,
      ask('get pods'),
    ).allowed;

  test('takes in what its selectors match, and loses what was written into it', () => {
    expect(can([clusterRole('part', PODS, label('a')), clusterRole('whole', [], selects('a'))])).toBe(true);
    expect(can([clusterRole('part', PODS, label('b')), clusterRole('whole', [], selects('a'))])).toBe(false);
    expect(can([clusterRole('whole', PODS, selects('a'))])).toBe(false);
    expect(can([clusterRole('whole', PODS, { ...selects('a'), ...label('a') })])).toBe(false);
  });
  test('goes through other aggregated roles', () => {
    expect(
      can([
        clusterRole('part', PODS, label('a')),
        clusterRole('middle', [], { ...selects('a'), ...label('b') }),
        clusterRole('whole', [], selects('b')),
      ]),
    ).toBe(true);
  });
  test('keeps in a circle what was written into one of it, and ends', () => {
    const circle = [
      clusterRole('one', PODS, { ...selects('b'), ...label('a') }),
      clusterRole('whole', [], { ...selects('a'), ...label('b') }),
    ];
    expect(can(circle)).toBe(true);
  });
  test('of a live server was done by the server', () => {
    expect(can([clusterRole('whole', PODS, selects('a'))], 'live')).toBe(true);
    expect(can([clusterRole('part', PODS, label('a')), clusterRole('whole', [], selects('a'))], 'live')).toBe(
      false,
    );
  });
  test('of files reaches the roles that every cluster has', () => {
    const objects = [
      clusterRole('shops', [{ verbs: ['get'], apiGroups: ['shops.example'], resources: ['shops'] }], {
        labels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' },
      }),
      bind('shop', 'a', 'ClusterRole admin', user('anna')),
    ];
    const { authorizer } = grantsOf(objects);
    const inShop = { namespace: 'shop' };
    expect(authorizer.can(ANNA, ask('get shops.example/shops', inShop)).via[0]).toMatchObject({
      role: { kind: 'ClusterRole', name: 'admin' },
      rule: { path: 'rules[0]', role: { name: 'shops' } },
    });
    for (const text of ['get pods', 'create apps/deployments', 'create rbac.authorization.k8s.io/roles'])
      expect([text, authorizer.can(ANNA, ask(text, inShop)).allowed]).toEqual([text, true]);
    expect(authorizer.can(ANNA, ask('update resourcequotas', inShop)).allowed).toBe(false);
    expect(grantsOf(objects, 'live').authorizer.can(ANNA, ask('get pods', inShop)).allowed).toBe(false);
  });
});

test('files name roles of controllers that every cluster has and no file holds', () => {
  const objects = [bind(null, 'a', 'ClusterRole system:controller:node-controller', user('anna'))];
  expect(grantsOf(objects).authorizer.can(ANNA, ask('delete nodes')).allowed).toBe(true);
  expect(grantsOf(objects).authorizer.can(ANNA, ask('delete pods/eviction')).allowed).toBe(false);
  expect(grantsOf(objects, 'live').authorizer.can(ANNA, ask('delete nodes')).allowed).toBe(false);
});

test('an answer names every binding that gives it, with the rule and the subject that counted', () => {
  const { authorizer } = grantsOf([
    clusterRole('r', [
      { verbs: ['list'], resources: ['pods'] },
      { verbs: ['get'], resources: ['pods'] },
    ]),
    bind('shop', 'z', 'ClusterRole r', account(undefined, 'web')),
    bind(null, 'a', 'ClusterRole r', group('nobody'), group('system:serviceaccounts')),
  ]);
  const { via } = authorizer.can(
    identityOf({ kind: 'ServiceAccount', namespace: 'shop', name: 'web' }),
    ask('get pods', { namespace: 'shop' }),
  );
  expect(
    via.map(({ binding, namespace, rule, as }) => [binding.name, namespace, rule.path, as.name]),
  ).toEqual([
    ['a', null, 'rules[1]', 'system:serviceaccounts'],
    ['z', 'shop', 'rules[1]', 'web'],
  ]);
});

describe('who can', () => {
  test('names subjects as bindings do, and the known accounts that a group covers', () => {
    const { authorizer } = grantsOf([
      clusterRole('r', [{ verbs: ['get'], resources: ['pods'] }]),
      bind('shop', 'b', 'ClusterRole r', user('anna'), group('system:serviceaccounts:shop'), group('devs')),
      accountObject('shop', 'web'),
      accountObject('other', 'web'),
    ]);
    const holders = authorizer.whoCan(ask('get pods', { namespace: 'shop' }));
    expect(holders.map(({ subject }) => subject)).toEqual([
      { kind: 'Group', namespace: null, name: 'devs' },
      { kind: 'Group', namespace: null, name: 'system:serviceaccounts:shop' },
      { kind: 'ServiceAccount', namespace: 'shop', name: 'web' },
      { kind: 'User', namespace: null, name: 'anna' },
    ]);
    expect(holders[2]?.via[0]?.as.name).toBe('system:serviceaccounts:shop');
    expect(authorizer.whoCan(ask('get pods', { namespace: 'other' }))).toEqual([]);
  });
});
