import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type FileOrData, type Kubeconfig, parseKubeconfig } from '../../../main/kubeconfig/parse.ts';
import { decodeKubeconfig } from '../../../main/kubeconfig/yaml.ts';
import { at, list, str } from '../../../main/snapshot/read.ts';
import { hasKubectl, kubectl } from './kubectl.ts';

const dir = mkdtempSync(join(tmpdir(), 'drydock-kubectl-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const name = fc.constantFrom('a', 'b', 'c', 'ü/ü', 'arn:aws:eks:x:1:cluster/y', 'y', '007');
const text = fc.constantFrom('one', 'two words', 'yes', '1', '#', 'null', "it's");
const files = ['ca.crt', './sub/ca.crt', '../shared.crt'];
const named = (key: string, entry: fc.Arbitrary<unknown>) =>
  fc.uniqueArray(fc.record({ name, [key]: entry }), { selector: (one) => one['name'], maxLength: 4 });
const optional = (fields: Record<string, fc.Arbitrary<unknown>>) => fc.record(fields, { requiredKeys: [] });

const kubeconfigFile = optional({
  'current-context': fc.option(name, { nil: '' }),
  contexts: named('context', optional({ cluster: name, user: name, namespace: fc.constantFrom('', 'shop') })),
  clusters: named(
    'cluster',
    optional({
      server: fc.constantFrom('https://192.0.2.1:6443', 'https://two.example/path', 'http://[2001:db8::1]'),
      'tls-server-name': text,
      'insecure-skip-tls-verify': fc.boolean(),
      'certificate-authority': fc.constantFrom(...files),
      'proxy-url': fc.constantFrom('http://proxy.example:3128', 'socks5://proxy.example'),
    }),
  ),
  users: named(
    'user',
    optional({
      token: text,
      tokenFile: fc.constantFrom('token', '/var/token'),
      username: text,
      password: text,
      as: text,
      'as-groups': fc.array(text, { minLength: 1, maxLength: 3 }),
      'as-user-extra': fc.dictionary(
        fc.constantFrom('a', 'b.c/d'),
        fc.array(text, { minLength: 1, maxLength: 2 }),
        {
          minKeys: 1,
        },
      ),
      exec: fc.record({
        apiVersion: fc.constant('client.authentication.k8s.io/v1'),
        command: fc.constantFrom('aws', './bin/plugin', '/usr/bin/plugin'),
        args: fc.array(text, { maxLength: 3 }),
        env: fc.array(fc.record({ name: fc.constantFrom('A', 'B'), value: text }), { maxLength: 2 }),
        interactiveMode: fc.constantFrom('Never', 'IfAvailable'),
        provideClusterInfo: fc.boolean(),
      }),
    }),
  ),
});

/** What both must agree on, with the content of named files in place of their paths. */
function ours(kubeconfig: Kubeconfig): object {
  const content = (source: FileOrData | null) =>
    source === null
      ? ''
      : 'data' in source
        ? source.data
        : readFileSync(resolve(source.directory ?? '/', source.file)).toString('base64');
  return {
    currentContext: kubeconfig.currentContext,
    contexts: Object.fromEntries(
      [...kubeconfig.contexts].map(([key, { cluster, user, namespace }]) => [
        key,
        { cluster, user, namespace },
      ]),
    ),
    clusters: Object.fromEntries(
      [...kubeconfig.clusters].map(([key, cluster]) => [
        key,
        {
          server: cluster.server,
          serverName: cluster.tlsServerName ?? '',
          insecure: cluster.insecureSkipTlsVerify,
          ca: content(cluster.certificateAuthority),
          proxy: cluster.proxyUrl ?? '',
        },
      ]),
    ),
    users: Object.fromEntries(
      [...kubeconfig.users].map(([key, user]) => [
        key,
        {
          token: user.token ?? '',
          tokenFile: user.tokenFile?.file ?? '',
          username: user.username ?? '',
          password: user.password ?? '',
          as: user.impersonate.user ?? '',
          groups: user.impersonate.groups,
          extra: Object.fromEntries(user.impersonate.extra),
          exec:
            user.exec === null
              ? null
              : [user.exec.command, user.exec.args, user.exec.env, user.exec.provideClusterInfo],
        },
      ]),
    ),
  };
}

function theirs(json: string): object {
  const config: unknown = JSON.parse(json);
  const byName = (plural: string, key: string, shape: (entry: unknown) => object) =>
    Object.fromEntries(list(config, plural).map((one) => [str(one, 'name'), shape(at(one, key))]));
  return {
    currentContext: str(config, 'current-context'),
    contexts: byName('contexts', 'context', (entry) => ({
      cluster: str(entry, 'cluster') ?? '',
      user: str(entry, 'user') ?? '',
      namespace: str(entry, 'namespace') ?? '',
    })),
    clusters: byName('clusters', 'cluster', (entry) => ({
      server: str(entry, 'server') ?? '',
      serverName: str(entry, 'tls-server-name') ?? '',
      insecure: at(entry, 'insecure-skip-tls-verify') ?? false,
      ca: str(entry, 'certificate-authority-data') ?? '',
      proxy: str(entry, 'proxy-url') ?? '',
    })),
    users: byName('users', 'user', (entry) => ({
      token: str(entry, 'token') ?? '',
      tokenFile: str(entry, 'tokenFile') ?? '',
      username: str(entry, 'username') ?? '',
      password: str(entry, 'password') ?? '',
      as: str(entry, 'as') ?? '',
      groups: list(entry, 'as-groups'),
      extra: at(entry, 'as-user-extra') ?? {},
      exec:
        at(entry, 'exec') === undefined
          ? null
          : [
              str(entry, 'exec', 'command'),
              list(entry, 'exec', 'args'),
              list(entry, 'exec', 'env').map((one) => [str(one, 'name'), str(one, 'value')]),
              at(entry, 'exec', 'provideClusterInfo'),
            ],
    })),
  };
}

describe.skipIf(!hasKubectl)('kubectl', () => {
  test('merges several files to the same contexts, clusters, users and files', async () => {
    const places = ['first', 'second', 'third'].map((folder) => join(dir, folder));
    for (const place of places) {
      mkdirSync(join(place, 'sub'), { recursive: true });
      writeFileSync(join(place, 'ca.crt'), `of ${place}`);
      writeFileSync(join(place, 'sub', 'ca.crt'), `below ${place}`);
    }
    writeFileSync(join(dir, 'shared.crt'), 'of all');
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(kubeconfigFile, { minLength: 1, maxLength: 3 }), async (configs) => {
        const paths = configs.map((config, at) => {
          const path = join(places[at] ?? dir, 'config');
          writeFileSync(path, stringify({ apiVersion: 'v1', kind: 'Config', ...config }, { version: '1.1' }));
          return path;
        });
        const merged = await kubectl(paths, 'config', 'view', '--raw', '--flatten', '-o', 'json');
        expect(merged.stderr).toBe('');
        const sources = paths.map((path) => ({ path, text: readFileSync(path, 'utf8') }));
        if (configs.every((config) => list(config, 'contexts').length === 0)) {
          expect(() => parseKubeconfig(sources)).toThrow(
            expect.objectContaining({ code: 'KUBECONFIG_INVALID' }),
          );
          return;
        }
        compared += 1;
        expect(ours(parseKubeconfig(sources))).toEqual(theirs(merged.stdout));
      }),
      { numRuns: 60 },
    );
    expect(compared).toBeGreaterThan(20);
  });

  const context = 'contexts: [{name: k, context: {cluster: c, user: u}}]\n';
  const and = (more: string) => `${context}${more}\n`;
  test.each<[what: string, text: string | Buffer, kubectlTakesIt: boolean, weTakeIt?: boolean]>([
    ['a number as a token', and('users: [{name: u, user: {token: 123}}]'), false],
    ['true as a user name', and('users: [{name: u, user: {username: true}}]'), false],
    ['an unquoted yes as a token', and('users: [{name: u, user: {token: yes}}]'), false],
    ['a date as a token', and('users: [{name: u, user: {token: 2020-01-01}}]'), true],
    ['null as a token', and('users: [{name: u, user: {token: null}}]'), true],
    ['a number as a name', and('users: [{name: 5, user: {token: a}}]'), false],
    ['numbers as groups', and('users: [{name: u, user: {as-groups: [1]}}]'), false],
    ['a text as an extra', and('users: [{name: u, user: {as-user-extra: {a: b}}}]'), false],
    ['a text as a flag', and('clusters: [{name: c, cluster: {insecure-skip-tls-verify: "true"}}]'), false],
    [
      'an unquoted yes as a flag',
      and('clusters: [{name: c, cluster: {insecure-skip-tls-verify: yes}}]'),
      true,
    ],
    ['a map in place of a list', and('users: {}'), false],
    ['a name twice', and('users: [{name: u, user: {token: a}}, {name: u, user: {token: b}}]'), false],
    ['data that is not base64', and('users: [{name: u, user: {client-key-data: "!!"}}]'), false],
    ['data with line breaks', and('users: [{name: u, user: {client-key-data: "YWJj\\nZGVm"}}]'), true],
    ['another kind', and('kind: Pod'), false],
    ['another version', and('apiVersion: v2\nkind: Config'), false],
    ['a merge key', and('x: &x {token: a}\nusers: [{name: u, user: {<<: *x}}]'), true],
    ['an alias', and('x: &x {token: a}\nusers: [{name: u, user: *x}]'), true],
    ['a field twice', and('users: [{name: u, user: {token: a, token: b}}]'), true],
    ['a list of contexts twice', and('contexts: []\ncontexts: [{name: k, context: {}}]'), true],
    ['a foreign tag', and('users: [{name: u, user: {token: !!js/function "x"}}]'), true],
    ['bytes as a text', and('users: [{name: u, user: {token: !!binary aGVsbG8=}}]'), true],
    ['a merge key behind its field', and('users: [{name: u, user: {token: b, <<: {token: a}}}]'), true],
    ['quotes indented less', and('users:\n- name: u\n  user:\n    token: "a\nb"'), true],
    ['an empty second document', and('---'), true],
    ['an explicit text', and('users: [{name: u, user: {token: !!str 12}}]'), true],
    ['a byte order mark', `\ufeff${context}`, true],
    ['UTF-16', Buffer.from(`\ufeff${context}`, 'utf16le'), true],
    ['line ends of Windows', and('users:\r\n- name: u\r\n  user: {token: a}\r'), true],
    ['a tab as indentation', and('users:\n\t- name: u'), false],
    ['bytes that are not UTF-8', Buffer.from([0x23, 0xff, 0x0a]), false],
    ['an empty file', '', true, false],
    // Stricter than kubectl, which passes over it: nobody can say which document was meant.
    ['a second document', and('---\nusers: []'), true, false],
    ['a list', '- 1', false],
  ])('and Drydock judge %s alike', async (_, body, kubectlTakesIt, weTakeIt = kubectlTakesIt) => {
    const path = join(dir, 'one');
    writeFileSync(path, body);
    const judged = await kubectl([path], 'config', 'view', '--raw', '-o', 'json');
    expect({ takes: judged.code === 0, said: judged.stderr }).toMatchObject({ takes: kubectlTakesIt });
    const parse = () => parseKubeconfig([{ path, text: decodeKubeconfig(readFileSync(path)) }]);
    if (weTakeIt) parse();
    else expect(parse).toThrow(expect.objectContaining({ code: 'KUBECONFIG_INVALID' }));
  });
});
