import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { openConnection } from '../../../main/kubeconfig/connection.ts';
import { inspectKubeconfig } from '../../../main/kubeconfig/inspect.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-kubeconfig-'));
});
afterEach(() => rm(folder, { recursive: true }));

function kubeconfig(user: object, cluster: object = {}) {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'main',
    contexts: [{ name: 'main', context: { cluster: 'c', user: 'u', namespace: 'shop' } }],
    clusters: [{ name: 'c', cluster: { server: 'https://192.0.2.10:6443', ...cluster } }],
    users: [{ name: 'u', user }],
  };
  const text = stringify(config, { version: '1.1' });
  return { path: join(folder, 'config'), name: 'config', text };
}

const open = (user: object, allowExec: readonly string[] = []) =>
  openConnection({ kubeconfigs: [kubeconfig(user)], context: 'main', allowExec, consentKey });

const consentKey = new Uint8Array(32).fill(7);

describe('inspecting', () => {
  test.each([
    'https://api.example/api/v1/nodes/n1/proxy',
    'https://api.example/k8s/clusters/c-1/api/v1/nodes/n1/prox%79/',
    'https://api.example/api/v1/namespaces/a/pods/p/exec',
  ])('refuses a server that leads into a node or a pod: %s', (server) => {
    const [context] = inspectKubeconfig([kubeconfig({ token: 'x' }, { server })]).contexts;
    expect(context?.refusal).toContain('inside a node or pod');
  });

  test.each([
    [{ token: 'abc' }, 'token'],
    [{ tokenFile: 'token' }, 'token-file'],
    [{ username: 'u', password: 'p' }, 'basic'],
    [{ 'client-certificate': 'a', 'client-key': 'b' }, 'client-certificate'],
    [{ exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'aws' } }, 'exec'],
    [{ 'auth-provider': { name: 'gcp' } }, 'unsupported'],
    [{}, 'none'],
  ] as const)('tells how %j signs in', (user, expected) => {
    expect(inspectKubeconfig([kubeconfig(user)]).contexts[0]?.authentication).toBe(expected);
  });

  test('never shows a credential', () => {
    const shown = inspectKubeconfig([
      kubeconfig(
        {
          token: 'secret-one',
          password: 'secret-two',
          exec: {
            apiVersion: 'client.authentication.k8s.io/v1',
            command: 'x',
            env: [{ name: 'KEY', value: 'secret-three' }],
          },
        },
        { 'proxy-url': 'http://me:secret-four@proxy.example:3128' },
      ),
    ]);
    expect(JSON.stringify(shown)).not.toContain('secret-');
  });

  test('refuses what it does not support, and warns of what is dangerous', () => {
    const first = (user: object, cluster: object = {}) =>
      inspectKubeconfig([kubeconfig(user, cluster)]).contexts[0];
    expect(first({ token: 'x', 'brand-new-field': 'y' })?.refusal).toContain('brand-new-field');
    expect(first({ token: 'x' }, { server: 'ftp://192.0.2.10' })?.refusal).toContain('server');
    expect(first({ token: 'x' }, { 'insecure-skip-tls-verify': true })?.warnings.join()).toContain(
      'skips verification',
    );
    expect(first({ token: 'x' }, { server: 'http://192.0.2.10' })?.warnings.join()).toContain('plain HTTP');
    expect(first({ token: 'x' })?.refusal).toBeNull();
  });

  test.each(['', '[]', 'a: [', 'kind: Pod', '{kind: Config}', 'a: &a [*a]'])(
    'says why %j cannot be used',
    (text) => {
      expect(() => inspectKubeconfig([{ path: null, text }])).toThrow(
        expect.objectContaining({ code: 'KUBECONFIG_INVALID' }),
      );
    },
  );

  test('changes the fingerprint with every part of what is agreed to', () => {
    const print = (exec: object, key = consentKey) =>
      inspectKubeconfig(
        [kubeconfig({ exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'a', ...exec } })],
        { consentKey: key },
      ).contexts[0]?.exec?.fingerprint;
    const prints = [
      {},
      { command: 'b' },
      { args: ['x'] },
      { args: ['x', ''] },
      { env: [{ name: 'A', value: '' }] },
      { env: [{ name: 'A', value: 'x' }] },
      { env: [{ name: 'A', value: 'y' }] },
      { provideClusterInfo: true },
    ].map((exec) => print(exec));
    expect(new Set(prints).size).toBe(prints.length);
    expect(print({ env: [{ name: 'A', value: 'x' }] })).not.toBe(print({ env: [{ name: 'B', value: 'x' }] }));
    expect(print({})).not.toBe(print({}, new Uint8Array(32)));
  });
});

describe('credentials', () => {
  test('read a token file beside the kubeconfig, and again on refresh', async () => {
    await writeFile(join(folder, 'token'), ' first\n');
    const { credentials } = await open({ tokenFile: 'token' });
    expect((await credentials.current()).authorization).toBe('Bearer first');
    await writeFile(join(folder, 'token'), 'second');
    expect(await credentials.refresh()).toBe(true);
    expect((await credentials.current()).authorization).toBe('Bearer second');
  });

  test('run an agreed program once for all who ask, without a shell, and tell why it failed', async () => {
    const script = `
      require('node:fs').appendFileSync(process.argv[1], 'x');
      const { apiVersion, spec } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
      console.log(JSON.stringify({ apiVersion, kind: 'ExecCredential', status: { token: 'from-' + spec.interactive + process.env.EXTRA } }));`;
    const runs = join(folder, 'runs');
    const user = (code: string) => ({
      exec: {
        apiVersion: 'client.authentication.k8s.io/v1',
        command: process.execPath,
        args: ['-e', code, runs],
        env: [{ name: 'EXTRA', value: '-$(id)' }],
      },
    });
    const agreed = (code: string) => [
      inspectKubeconfig([kubeconfig(user(code))], { consentKey }).contexts[0]?.exec?.fingerprint ?? '',
    ];
    await expect(open(user(script), agreed('other'))).rejects.toMatchObject({
      code: 'EXEC_CONSENT_REQUIRED',
    });
    const { credentials } = await open(user(script), agreed(script));
    const asked = await Promise.all([credentials.current(), credentials.current()]);
    expect(asked.map(({ authorization }) => authorization)).toEqual(Array(2).fill('Bearer from-false-$(id)'));
    expect(await readFile(runs, 'utf8')).toBe('x');

    const broken = await open(user('process.exit(3)'), agreed('process.exit(3)'));
    await expect(broken.credentials.current()).rejects.toMatchObject({ code: 'EXEC_FAILED' });
  });

  test('name an unknown context', async () => {
    const asked = openConnection({
      kubeconfigs: [kubeconfig({ token: 'x' })],
      context: 'other',
      allowExec: [],
    });
    await expect(asked).rejects.toMatchObject({ code: 'CONTEXT_NOT_FOUND' });
  });
});
