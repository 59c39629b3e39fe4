import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { openConnection } from '../../../main/kubeconfig/connection.ts';
import { consentKeyOf } from '../../../main/kubeconfig/exec-consent.ts';
import { execCredentials } from '../../../main/kubeconfig/exec-credentials.ts';
import { type ExecCredential, type ExecRun, runExec } from '../../../main/kubeconfig/exec-run.ts';
import { inspectKubeconfig } from '../../../main/kubeconfig/inspect.ts';
import { parseKubeconfig } from '../../../main/kubeconfig/parse.ts';

const VERSION = 'client.authentication.k8s.io/v1';
const consentKey = consentKeyOf(new Uint8Array(32).fill(1));
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'drydock-exec-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function program(name: string, body: string): string {
  const path = join(dir, name);
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o700);
  return path;
}

const prints = (status: object, apiVersion = VERSION, kind = 'ExecCredential') =>
  `cat <<'END'\n${JSON.stringify({ apiVersion, kind, status })}\nEND`;

function kubeconfig(exec: object, cluster: object = {}) {
  const config = {
    'current-context': 'k',
    contexts: [{ name: 'k', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server: 'https://192.0.2.1', ...cluster } }],
    users: [{ name: 'u', user: { exec: { apiVersion: VERSION, interactiveMode: 'Never', ...exec } } }],
  };
  return { path: join(dir, 'config'), text: stringify(config, { version: '1.1' }) };
}

const open = (exec: object, cluster: object = {}, more: object = {}) =>
  openConnection({
    kubeconfigs: [kubeconfig(exec, cluster)],
    context: null,
    allowExec: true,
    environment: {},
    ...more,
  });

const token = async (exec: object) => (await (await open(exec)).credentials.current()).authorization;

function runOf(exec: object, more: Partial<ExecRun> = {}): ExecRun {
  const entry = parseKubeconfig([kubeconfig(exec)]).users.get('u')?.exec;
  if (!entry) throw new Error('no program');
  return {
    exec: entry,
    command: entry.command,
    cluster: { server: 'https://192.0.2.1', config: null },
    ...more,
  };
}

describe('what a sign-in program is told', () => {
  test('is the protocol, and the cluster only where it is asked for', async () => {
    const told = join(dir, 'told');
    const command = program('tell', `printf %s "$KUBERNETES_EXEC_INFO" > ${told}\n${prints({ token: 't' })}`);
    const cluster = {
      'tls-server-name': 'api.internal',
      'proxy-url': 'http://proxy.example',
      extensions: [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'x' } }],
    };
    await (await open({ command }, cluster)).credentials.current();
    expect(JSON.parse(readFileSync(told, 'utf8'))).toEqual({
      apiVersion: VERSION,
      kind: 'ExecCredential',
      spec: { interactive: false },
    });
    await (await open({ command, provideClusterInfo: true }, cluster)).credentials.current();
    expect(JSON.parse(readFileSync(told, 'utf8'))).toEqual({
      apiVersion: VERSION,
      kind: 'ExecCredential',
      spec: {
        interactive: false,
        cluster: {
          server: 'https://192.0.2.1',
          'tls-server-name': 'api.internal',
          'proxy-url': 'http://proxy.example',
          config: { audience: 'x' },
        },
      },
    });
  });

  test('is the environment of this process with the variables of the kubeconfig on top, but no terminal', async () => {
    const said = join(dir, 'said');
    const command = program(
      'env',
      `{ env; test -t 0 && echo terminal; cat; } > ${said}\n${prints({ token: 't' })}`,
    );
    const env = [
      { name: 'HOME', value: '/changed' },
      { name: 'KUBERNETES_EXEC_INFO', value: 'forged' },
    ];
    await token({ command, env });
    const lines = readFileSync(said, 'utf8').split('\n');
    expect(lines).toContain(`PATH=${process.env.PATH ?? ''}`);
    expect(lines).toContain('HOME=/changed');
    expect(lines.some((line) => line.includes('forged') || line === 'terminal')).toBe(false);
  });
});

describe('what a sign-in program gives', () => {
  test.each<[what: string, body: string, expected: string | RegExp]>([
    ['a token', prints({ token: 'abc' }), 'Bearer abc'],
    [
      'YAML',
      `printf 'apiVersion: ${VERSION}\\nkind: ExecCredential\\nstatus: {token: abc}\\n'`,
      'Bearer abc',
    ],
    [
      'a token and words on the error stream',
      `echo secret-words >&2\n${prints({ token: 'abc' })}`,
      'Bearer abc',
    ],
    ['nothing', 'true', /not an ExecCredential/],
    ['no credential', prints({}), /no credential/],
    ['another version', prints({ token: 'a' }, 'client.authentication.k8s.io/v1beta1'), /version/],
    ['another kind', prints({ token: 'a' }, VERSION, 'Pod'), /ExecCredential/],
    ['a token with a line break', prints({ token: 'a\nX: y' }), /control character/],
    ['a certificate without a key', prints({ clientCertificateData: 'x' }), /without its key/],
    ['a certificate that is none', prints({ clientCertificateData: 'x', clientKeyData: 'y' }), /certificate/],
    ['a failure', 'echo secret-words >&2; echo secret-words; exit 7', /status 7/],
    ['more than a credential', 'yes secret-words', /more than a credential/],
  ])('as %s is taken or refused in words that show nothing of it', async (_, body, expected) => {
    const asked = token({ command: program('it', body) });
    if (typeof expected === 'string') {
      expect(await asked).toBe(expected);
      return;
    }
    const error = (await asked.catch((thrown: unknown) => thrown)) as { code: string; message: string };
    expect(error).toMatchObject({ code: 'EXEC_FAILED' });
    expect(error.message).toMatch(expected);
    expect(error.message).not.toContain('secret-words');
  });

  test('v1beta1 is spoken too', async () => {
    const apiVersion = 'client.authentication.k8s.io/v1beta1';
    expect(await token({ apiVersion, command: program('old', prints({ token: 'b' }, apiVersion)) })).toBe(
      'Bearer b',
    );
  });

  test('a program that is not there is named with the hint of the kubeconfig, as one plain line', async () => {
    const installHint = 'Get it:\n\u001b[31mhttps://example.com/\u202etxt';
    for (const command of ['no-such-program-anywhere', './none', '/none/at/all']) {
      await expect(token({ command, installHint })).rejects.toMatchObject({
        code: 'EXEC_FAILED',
        data: {
          reason: `the program ${command} is not installed; the kubeconfig says about it: Get it: [31mhttps://example.com/ txt`,
        },
      });
    }
  });
});

describe('a run', () => {
  test('that takes too long ends with everything that it started', async () => {
    const alive = join(dir, 'alive');
    const command = program('slow', `(trap '' TERM; sleep 1; echo still > ${alive}) &\nsleep 60`);
    await expect(runExec(runOf({ command }, { limitMs: 200 }))).rejects.toMatchObject({
      code: 'EXEC_FAILED',
    });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(existsSync(alive)).toBe(false);
  });

  test('ends when the collection is cancelled', async () => {
    const abort = new AbortController();
    const started = join(dir, 'started');
    const running = runExec(
      runOf({ command: program('slow', `touch ${started}; sleep 60`) }, { signal: abort.signal }),
    );
    const ended = expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
    while (!existsSync(started)) await new Promise((resolve) => setTimeout(resolve, 5));
    abort.abort();
    await ended;
    await expect(runExec(runOf({ command: '/bin/true' }, { signal: abort.signal }))).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });
});

describe('renewal', () => {
  /** A program that gives one credential after the other, on a clock that stands still until it is moved. */
  function sequence(...given: (Partial<ExecCredential> | Error)[]) {
    const clock = { nowMs: 1_000_000 };
    let runs = 0;
    const source = execCredentials(runOf({ command: '/bin/true' }), {
      clientCertificate: null,
      nowMs: () => clock.nowMs,
      start: async () => {
        const next = given[Math.min(runs, given.length - 1)];
        runs += 1;
        if (next === undefined || next instanceof Error) throw next ?? new Error('none');
        return { token: `t${runs}`, clientCertificate: null, expiresAtMs: null, ...next };
      },
    });
    const current = async () => (await source.current()).authorization;
    return { clock, source, current, runs: () => runs };
  }

  test('comes a minute before the end', async () => {
    const { clock, current } = sequence({ expiresAtMs: 1_000_000 + 600_000 }, {});
    expect(await current()).toBe('Bearer t1');
    clock.nowMs += 539_999;
    expect(await current()).toBe('Bearer t1');
    clock.nowMs += 1;
    expect(await current()).toBe('Bearer t2');
    clock.nowMs += 86_400_000;
    expect(await current()).toBe('Bearer t2');
  });

  test('of a short life comes after its first half, not for every request', async () => {
    const { clock, current, runs } = sequence({ expiresAtMs: 1_000_000 + 40_000 }, {});
    await current();
    clock.nowMs += 19_999;
    await current();
    expect(runs()).toBe(1);
    clock.nowMs += 1;
    expect(await current()).toBe('Bearer t2');
  });

  test('on a 401 comes once for all who were refused, also for those who notice late', async () => {
    const { clock, source, current, runs } = sequence({}, {});
    await Promise.all([current(), current()]);
    clock.nowMs += 60_000;
    expect(await Promise.all([source.refresh(), source.refresh(), source.refresh()])).toEqual([
      true,
      true,
      true,
    ]);
    clock.nowMs += 1_000;
    expect(await source.refresh()).toBe(true);
    expect([runs(), await current()]).toEqual([2, 'Bearer t2']);
  });

  test('of a credential that had expired already is said when the server refuses it', async () => {
    const { clock, source, current, runs } = sequence({ expiresAtMs: 999_999 });
    // The clock here may be wrong: the server decides.
    expect(await current()).toBe('Bearer t1');
    expect(await current()).toBe('Bearer t1');
    expect(runs()).toBe(1);
    clock.nowMs += 10_000;
    await expect(source.refresh()).rejects.toMatchObject({
      code: 'EXEC_FAILED',
      message: expect.stringContaining('expired') as string,
    });
  });

  test('that fails is not tried for every request', async () => {
    const { clock, current, runs } = sequence(new Error('first'), {});
    await expect(current()).rejects.toThrow('first');
    await expect(current()).rejects.toThrow('first');
    expect(runs()).toBe(1);
    clock.nowMs += 5_000;
    expect(await current()).toBe('Bearer t2');
  });
});

describe('consent', () => {
  const fingerprint = (exec: object, key = consentKey) =>
    inspectKubeconfig([kubeconfig(exec)], { consentKey: key, environment: {} }).contexts[0]?.exec
      ?.fingerprint ?? '';

  test('is to exactly one program, arguments, variables and values', async () => {
    const command = program('it', prints({ token: 'a' }));
    const agreed = { command, args: ['x'], env: [{ name: 'PROFILE', value: 'reader' }] };
    const more = { allowExec: [fingerprint(agreed)], consentKey };
    await open(agreed, {}, more);
    for (const change of [
      { args: ['y'] },
      { args: ['x', ''] },
      { env: [{ name: 'PROFILE', value: 'admin' }] },
      { env: [{ name: 'PROFILE2', value: 'reader' }] },
      { env: [...agreed.env, { name: 'LD_PRELOAD', value: '/tmp/x.so' }] },
      { command: program('other', prints({ token: 'a' })) },
      { apiVersion: 'client.authentication.k8s.io/v1beta1' },
      { provideClusterInfo: true },
    ]) {
      await expect(open({ ...agreed, ...change }, {}, more)).rejects.toMatchObject({
        code: 'EXEC_CONSENT_REQUIRED',
      });
    }
    await expect(open(agreed, {}, { allowExec: more.allowExec })).rejects.toMatchObject({
      code: 'EXEC_CONSENT_REQUIRED',
    });
  });

  test('is to the program that the search path finds now', async () => {
    const [first, second] = [join(dir, 'a'), join(dir, 'b')];
    const before = process.env.PATH;
    try {
      for (const place of [first, second]) symlinkSync('/bin', place);
      process.env.PATH = `${first}:${second}`;
      const print = fingerprint({ command: 'true' });
      process.env.PATH = `${second}:${first}`;
      expect(fingerprint({ command: 'true' })).not.toBe(print);
      // What lies in the current folder is never found by a name alone.
      process.env.PATH = `:.:./a:${first}`;
      expect(fingerprint({ command: 'true' })).toBe(print);
    } finally {
      process.env.PATH = before;
    }
  });

  test('of one engagement is none of another, and tells nothing about values', () => {
    const exec = { command: '/bin/true', env: [{ name: 'PIN', value: '1234' }] };
    const other = consentKeyOf(new Uint8Array(32).fill(2));
    expect(fingerprint(exec)).toMatch(/^[0-9a-f]{64}$/);
    expect(fingerprint(exec)).toBe(fingerprint(exec));
    expect(fingerprint(exec, other)).not.toBe(fingerprint(exec));
  });

  test('without a key is recognised by nobody', () => {
    const inspect = () =>
      inspectKubeconfig([kubeconfig({ command: '/bin/true' })]).contexts[0]?.exec?.fingerprint;
    expect(inspect()).not.toBe(inspect());
  });
});
