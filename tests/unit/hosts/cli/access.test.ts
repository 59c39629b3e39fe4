/** `drydock who-can` and `drydock what-can`, as a person runs them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drydock, type Ran } from './run-drydock.ts';

const dir = mkdtempSync(join(tmpdir(), 'drydock-access-'));
const world = join(dir, 'world.yaml');
const bundle = join(dir, 'sample', 'sample.evidence.zip');
const ROLE = 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ';
writeFileSync(
  world,
  [
    `${ROLE}Role\nmetadata: { name: shell, namespace: shop }\nrules:\n- { apiGroups: [""], resources: [pods/exec], resourceNames: [web-0], verbs: [create] }`,
    `${ROLE}RoleBinding\nmetadata: { name: shells, namespace: shop }\nroleRef: { kind: Role, name: shell }\nsubjects:\n- { kind: ServiceAccount, name: ops, namespace: tools }\n- { kind: Group, name: devs }`,
    `${ROLE}ClusterRole\nmetadata: { name: health }\nrules:\n- { nonResourceURLs: [/healthz/*], verbs: [get] }\n- { apiGroups: [apps], resources: [deployments], verbs: [list] }`,
    `${ROLE}ClusterRoleBinding\nmetadata: { name: health }\nroleRef: { kind: ClusterRole, name: health }\nsubjects:\n- { kind: User, name: "anna\\e[2J" }\n- { kind: Group, name: "system:serviceaccounts:shop" }`,
    'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: web, namespace: shop }',
  ].join('\n---\n'),
);
beforeAll(() => drydock(['sample', '--out', join(dir, 'sample')]));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const ask = (...args: readonly string[]) => drydock([...args, '--from', world, '--format', 'json']);
const names = ({ stdout }: Ran) =>
  (JSON.parse(stdout) as { subject: { kind: string; namespace: string | null; name: string } }[]).map(
    ({ subject }) => `${subject.kind} ${subject.namespace ?? ''}/${subject.name}`,
  );

describe('who-can', () => {
  test('gives subjects with the bindings that allow it, and nothing else', async () => {
    const ran = await ask('who-can', 'create', 'pods/exec', 'web-0', '-n', 'shop');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const via = [{ binding: 'shells', role: 'shell', namespace: 'shop' }];
    expect(JSON.parse(ran.stdout)).toEqual([
      { subject: { kind: 'Group', namespace: null, name: 'devs' }, via },
      { subject: { kind: 'ServiceAccount', namespace: 'tools', name: 'ops' }, via },
    ]);
  });

  test.each([
    // Another name, another namespace, no name, another verb.
    [['create', 'pods/exec', 'web-1', '-n', 'shop'], []],
    [['create', 'pods/exec', 'web-0', '-n', 'tools'], []],
    [['create', 'pods/exec', '-n', 'shop'], []],
    [['get', 'pods/exec', 'web-0', '-n', 'shop'], []],
    // The group is the usual one, or the one that is given.
    [
      ['list', 'deployments'],
      ['Group /system:serviceaccounts:shop', 'ServiceAccount shop/web', 'User /anna\u001b[2J'],
    ],
    [
      ['list', 'deploy.apps', '-n', 'any'],
      ['Group /system:serviceaccounts:shop', 'ServiceAccount shop/web', 'User /anna\u001b[2J'],
    ],
    [['list', 'deployments', '--api-group', 'extensions'], []],
    [['list', 'deployments', '--api-group', ''], []],
    [
      ['get', '/healthz/etcd'],
      ['Group /system:serviceaccounts:shop', 'ServiceAccount shop/web', 'User /anna\u001b[2J'],
    ],
    [['get', '/healthz'], []],
  ])('%j: %j', async (args, expected) => {
    const ran = await ask('who-can', ...args);
    expect([ran.code, names(ran)]).toEqual([0, expected]);
  });

  test('shows people a name and never obeys it', async () => {
    const ran = await drydock(['who-can', 'list', 'deployments', '--from', world]);
    expect(ran.stdout).toBe(
      'Group system:serviceaccounts:shop\n         health by health\nServiceAccount shop/web\n         health by health\nUser anna‹U+001B›[2J\n         health by health\n',
    );
  });

  test('says how it took what it does not know, and what has no namespace', async () => {
    expect((await ask('who-can', 'get', 'frobs')).stderr).toContain('note: No kind frobs is known');
    expect((await ask('who-can', 'get', 'nodes', '-n', 'shop')).stderr).toContain('are cluster-scoped');
    expect((await ask('who-can', 'get', 'ns', 'shop')).stderr).toContain('with -n shop');
  });

  test('ends with 3 where bindings could not be read, and names what no binding shows', async () => {
    const refused = ['clusterroles', 'clusterrolebindings', 'roles', 'rolebindings'];
    const dump = join(dir, 'nodes.json');
    writeFileSync(
      dump,
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'List',
        metadata: { resourceVersion: '' },
        items: [
          {
            apiVersion: 'v1',
            kind: 'Node',
            metadata: {
              name: 'node-1',
              uid: '1',
              resourceVersion: '1',
              creationTimestamp: '2026-01-01T00:00:00Z',
              labels: { 'eks.amazonaws.com/nodegroup': 'main' },
            },
            spec: { providerID: 'aws:///eu-central-1a/i-0abc' },
            status: { nodeInfo: { kubeletVersion: 'v1.34.4-eks-1' } },
          },
        ],
      }),
    );
    const ran = await drydock(['who-can', 'get', 'pods', '--from', dump, '--format', 'json']);
    expect(ran).toMatchObject({ code: 3, stdout: '[]\n' });
    for (const kind of refused) expect(ran.stderr).toContain(`${kind} (rbac.authorization.k8s.io)`);
    expect(ran.stderr).toContain('More subjects may hold the permission.');
    expect(ran.stderr).toContain('note: EKS access entries can grant access');
  });

  test('answers of a bundle, twice the same', async () => {
    const run = () => drydock(['who-can', 'get', 'secrets', '--from', bundle, '--format', 'json']);
    const first = await run();
    expect(names(first)).toContain('Group /system:masters');
    expect((await run()).stdout).toBe(first.stdout);
  });

  test('of two clusters it is wrong usage in one line', async () => {
    const ran = await drydock(['who-can', 'get', 'pods', '--from', bundle, world]);
    expect(ran).toMatchObject({ code: 4, stdout: '' });
    expect(ran.stderr).toMatch(/^INVALID_INPUT: .*more than one cluster.*\n$/);
  });

  test.each([[['who-can', 'get']], [['who-can', 'get', 'pods']], [['what-can', 'anna', '--from', world]]])(
    'wrong usage ends with 2: %j',
    async (args) => {
      expect(await drydock(args)).toMatchObject({ code: 2, stdout: '' });
    },
  );
});

describe('names in several documents', () => {
  const variants = join(dir, 'variants');
  const place = (name: string, resource: string, user: string) => {
    mkdirSync(join(variants, name), { recursive: true });
    writeFileSync(
      join(variants, name, 'rbac.yaml'),
      [
        `${ROLE}Role\nmetadata: { name: reader, namespace: shop }\nrules:\n- { apiGroups: [""], resources: [${resource}], verbs: [get] }`,
        `${ROLE}RoleBinding\nmetadata: { name: readers, namespace: shop }\nroleRef: { kind: Role, name: reader }\nsubjects:\n- { kind: User, name: ${user} }`,
      ].join('\n---\n'),
    );
  };
  beforeAll(() => {
    place('prod', 'secrets', 'alice');
    place('staging', 'pods', 'bob');
  });
  const file = (name: string) => join(variants, name, 'rbac.yaml');

  test('who-can says in which document the role and the binding stand', async () => {
    const asked = ['who-can', 'get', 'secrets', '-n', 'shop', '--from', variants];
    const ran = await drydock([...asked, '--format', 'json']);
    expect(JSON.parse(ran.stdout)).toEqual([
      {
        subject: { kind: 'User', namespace: null, name: 'alice' },
        via: [
          {
            binding: 'readers',
            role: 'reader',
            namespace: 'shop',
            bindingSource: `${file('prod')}#2`,
            roleSource: `${file('prod')}#1`,
          },
        ],
      },
    ]);
    expect(ran.stderr).toMatch(
      /^note: The files contain these under one name with different contents: .*Role shop\/reader/m,
    );
    expect(ran.code).toBe(0);
    const { stdout } = await drydock(asked);
    expect(stdout).toContain(`reader (${file('prod')}#1) by shop/readers (${file('prod')}#2)`);
  });
  test('what-can does, too', async () => {
    const { stdout } = await drydock(['what-can', 'User:bob', '--from', variants, '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject([
      { role: 'reader', roleSource: `${file('staging')}#1`, bindingSource: `${file('staging')}#2` },
    ]);
  });
});

describe('what-can', () => {
  test('gives the rules of every binding, those of groups too', async () => {
    const ran = await ask('what-can', 'ServiceAccount:shop/web');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(ran.stdout)).toEqual([
      {
        binding: 'health',
        role: 'health',
        namespace: null,
        as: { kind: 'Group', namespace: null, name: 'system:serviceaccounts:shop' },
        rules: [
          { verbs: ['get'], nonResourceURLs: ['/healthz/*'] },
          { verbs: ['list'], apiGroups: ['apps'], resources: ['deployments'] },
        ],
      },
    ]);
  });

  test('takes groups that only a sign-in knows', async () => {
    expect(JSON.parse((await ask('what-can', 'User:carl')).stdout)).toEqual([]);
    const [grant] = JSON.parse((await ask('what-can', 'User:carl', '--group', 'devs')).stdout) as {
      role: string;
    }[];
    expect(grant?.role).toBe('shell');
    expect((await ask('what-can', 'Group:system:masters')).stderr).toContain('may do everything');
  });
});
