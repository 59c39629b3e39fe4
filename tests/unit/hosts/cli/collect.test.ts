import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { type SampleServer, startSampleServer } from '../../../../main/sample/server.ts';
import { asciiJson } from './ascii-json.ts';
import { drydock, drydockInTerminal, ended, startDrydock } from './run-drydock.ts';
import { type SlowCluster, startSlowCluster } from './slow-cluster.ts';

const dir = mkdtempSync(join(tmpdir(), 'drydock-collect-'));
let sample: SampleServer;
beforeAll(async () => {
  sample = await startSampleServer();
});
afterAll(async () => {
  await sample.close();
  rmSync(dir, { recursive: true, force: true });
});

let files = 0;
function file(text: string): string {
  files += 1;
  const path = join(dir, `file-${files}`);
  writeFileSync(path, text);
  return path;
}
const out = () => join(mkdtempSync(join(dir, 'out-')), 'x.evidence.zip');
const folderOf = (path: string) => readdirSync(join(path, '..'));
const kubeconfig = (authentication?: Parameters<SampleServer['kubeconfig']>[0]) =>
  file(sample.kubeconfig(authentication));

/** A kubeconfig for a server without credentials; names are the test's. */
const plainConfig = (server: string, more: object = {}, cluster = 'slow') =>
  file(
    asciiJson({
      'current-context': 'k',
      contexts: [{ name: 'k', context: { cluster } }],
      clusters: [{ name: cluster, cluster: { server, ...more } }],
    }),
  );

/** Whatever a terminal would obey, but line feeds. */
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

describe('a collection', () => {
  test('ends with where the bundle is, its hashes, what is missing, and what that makes unknown', async () => {
    const path = out();
    const ran = await drydock(['collect', '--kubeconfig', kubeconfig(), '--out', path, '--format', 'json']);
    expect(ran.code).toBe(3);
    const result = JSON.parse(ran.stdout) as Record<string, unknown> & {
      unknownControls: { severity: string }[];
    };
    const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
    expect(result).toMatchObject({
      schemaVersion: 1,
      out: path,
      sha256,
      bytes: statSync(path).size,
      clusterName: 'halcyon-prod',
      completeness: 'partial',
      stopped: false,
    });
    expect(result.unknownControls.length).toBeGreaterThan(0);
    for (const words of [
      `SHA-256   ${sha256}`,
      'incomplete: halcyon-prod: secrets',
      'unknown as a result',
      `drydock review ${path}`,
    ]) {
      expect(ran.stderr).toContain(words);
    }
    expect(folderOf(path)).toEqual(['x.evidence.zip']);
  });

  test('that is encrypted says who can open it, not that whoever made it can look through it', async () => {
    const recipient = 'age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj';
    const path = out();
    const args = ['collect', '--kubeconfig', kubeconfig(), '--out', path, '--encrypt-to', recipient];
    const { stderr } = await drydock(args);
    expect(stderr).toContain(`Only a secret key of ${recipient} opens it`);
    expect(stderr).not.toContain('To review it');
  });

  test.each([
    [['--context', 'other'], /^CONTEXT_NOT_FOUND: .* contexts: halcyon-prod\. .*--context/],
    [['--surprise'], /--help for its usage/],
  ])('with %j says what there is instead', async (more, words) => {
    const { stderr } = await drydock(['collect', '--kubeconfig', kubeconfig(), '--out', out(), ...more]);
    expect(stderr).toMatch(words);
  });

  test('in a log is a line for each phase, with the time, and obeys no terminal', async () => {
    const { stderr } = await drydock(['collect', '--kubeconfig', kubeconfig(), '--out', out()]);
    const phases = stderr
      .split('\n')
      .flatMap((line) => /^\d{4}-\d\d-\d\dT[\d:.]+Z ([^:,]+)/.exec(line)?.[1] ?? []);
    expect(phases.filter((phase) => phase === 'Connecting')).toHaveLength(1);
    for (const phase of [
      'Discovering the cluster’s APIs',
      'Reading objects',
      'Listing Secrets without their values',
      'Collected',
    ]) {
      expect(phases).toContain(phase);
    }
    expect(phases.length).toBeLessThanOrEqual(12);
    expect(stderr).not.toMatch(OBEYED);
  });

  test('takes the kubeconfigs of KUBECONFIG, and of several options, as kubectl merges them', async () => {
    const config = parse(sample.kubeconfig()) as { clusters: object[]; users: object[]; contexts: object[] };
    const contexts = file(stringify({ 'current-context': 'halcyon-prod', contexts: config.contexts }));
    const rest = file(
      stringify({ clusters: config.clusters, users: config.users, 'current-context': 'elsewhere' }),
    );
    const env = { ...process.env, KUBECONFIG: [join(dir, 'none'), contexts, rest].join(':') };
    expect((await drydock(['collect', '--out', out()], { env })).code).toBe(3);
    const options = ['--kubeconfig', contexts, '--kubeconfig', rest];
    expect((await drydock(['collect', ...options, '--out', out()])).code).toBe(3);
    const home = mkdtempSync(join(dir, 'home-'));
    const lost = await drydock(['collect', '--out', out()], { env: { PATH: process.env.PATH, HOME: home } });
    expect(lost.code).toBe(4);
    expect(lost.stderr).toMatch(/^FILE_NOT_FOUND: .*\.kube\/config/m);
  });

  test('shows a sign-in program in full before it runs, and when it may not run', async () => {
    const args = ['collect', '--kubeconfig', kubeconfig('exec'), '--out', out()];
    const shown = /sign-in program: \S*node \S*exec-token\.mjs with the variables DRYDOCK_SAMPLE$/m;
    const refused = await drydock(args);
    expect(refused.code).toBe(4);
    expect(refused.stderr).toMatch(shown);
    expect(refused.stderr).toMatch(/^EXEC_CONSENT_REQUIRED: /m);
    const allowed = await drydock([...args, '--allow-exec']);
    expect(allowed.code).toBe(3);
    expect(allowed.stderr).toMatch(shown);
    expect(allowed.stderr.search(shown)).toBeLessThan(allowed.stderr.indexOf('Reading objects'));
  });

  test('is of some namespaces, within a time, and completes an earlier one, as asked', async () => {
    const [narrow, partial, whole] = [out(), out(), out()];
    const some = await drydock([
      'collect',
      '--kubeconfig',
      kubeconfig(),
      '--namespace',
      'ci',
      'data',
      '--out',
      narrow,
      '--format',
      'json',
    ]);
    expect(some.code).toBe(3);
    const review = await drydock(['review', narrow, '--format', 'json']);
    expect(JSON.parse(review.stdout)).toMatchObject({ manifest: { scope: { namespaces: ['ci', 'data'] } } });

    const visitor = [
      'collect',
      '--kubeconfig',
      kubeconfig('nearly-nothing'),
      '--out',
      partial,
      '--format',
      'json',
    ];
    const first = JSON.parse((await drydock(visitor)).stdout) as { objects: number };
    const again = [
      'collect',
      '--kubeconfig',
      kubeconfig(),
      '--resume',
      partial,
      '--limit-minutes',
      '5',
      '--out',
      whole,
    ];
    const completed = await drydock([...again, '--format', 'json']);
    expect(completed.code).toBe(3);
    expect((JSON.parse(completed.stdout) as { objects: number }).objects).toBeGreaterThan(first.objects);
    expect(completed.stderr).toContain('taken over from the collection');
  });

  test('replaces a bundle only when it is told to', async () => {
    const path = out();
    writeFileSync(path, 'precious');
    const args = ['collect', '--kubeconfig', kubeconfig(), '--out', path];
    const asked = sample.requestLog.length;
    const refused = await drydock(args);
    expect(refused).toMatchObject({ code: 4, stderr: expect.stringMatching(/^FILE_EXISTS: /) as string });
    expect(sample.requestLog.length).toBe(asked);
    expect(readFileSync(path, 'utf8')).toBe('precious');
    expect((await drydock([...args, '--force'])).code).toBe(3);
    expect(readFileSync(path).subarray(0, 2).toString()).toBe('PK');
  });

  test.each([
    [['--limit-minutes', '0'], 2],
    [['--limit-minutes', 'soon'], 2],
    [['--format', 'xml'], 2],
    [['--in-cluster'], 4],
    [['--ca-file', '/none'], 4],
    [['--encrypt-to', 'age1nonsense'], 4],
    [['--resume', '/none'], 4],
  ])('with %j ends with %s and leaves nothing', async (more, code) => {
    const path = out();
    const ran = await drydock(['collect', '--kubeconfig', kubeconfig(), '--out', path, ...more]);
    expect(ran).toMatchObject({ code, stdout: '' });
    expect(ran.stderr).toMatch(code === 2 ? /^error: /m : /^[A-Z_]+: .+\.$/m);
    expect(folderOf(path)).toEqual([]);
  });
});

test('a kubeconfig that skips the check of the certificate is warned of, and becomes a finding', async () => {
  const config = parse(sample.kubeconfig()) as { clusters: { name: string; cluster: object }[] };
  const [cluster] = config.clusters;
  if (cluster !== undefined) cluster.cluster = { server: sample.url, 'insecure-skip-tls-verify': true };
  const path = out();
  const ran = await drydock(['collect', '--kubeconfig', file(stringify(config)), '--out', path]);
  expect(ran.stderr).toContain('warning: It skips verification of the server certificate');
  const control = ['--control', 'control-plane/server-not-verified', '--format', 'json'];
  const scan = async (bundle: string) =>
    JSON.parse((await drydock(['scan', '--from', bundle, ...control])).stdout) as object;
  expect(await scan(path)).toMatchObject({ summary: { counts: { fail: 1 } } });
  const checked = out();
  await drydock(['collect', '--kubeconfig', kubeconfig(), '--out', checked]);
  expect(await scan(checked)).toMatchObject({ summary: { counts: { fail: 0, pass: 1 } } });
});

describe('a preflight', () => {
  test('says what would be missing and which controls that makes unknown, and collects nothing', async () => {
    const args = ['collect', '--kubeconfig', kubeconfig(), '--preflight'];
    const ran = await drydock(args);
    expect(ran.code).toBe(3);
    expect(ran.stdout).toContain('missing: persistentvolumes: not allowed');
    expect(ran.stdout).toMatch(/missing: secrets: only in .*default/);
    expect(ran.stdout).toMatch(/\d+ controls? would be unknown, fully or partly:/);
    expect(ran.stdout).toContain('--print-rbac');
    const json = JSON.parse((await drydock([...args, '--format', 'json'])).stdout) as object;
    expect(json).toMatchObject({ schemaVersion: 1, complete: false, rows: expect.any(Array) as unknown[] });
    const lists = sample.requestLog.filter(({ method, path }) => method === 'GET' && path.includes('/pods'));
    const before = lists.length;
    await drydock(args);
    expect(
      sample.requestLog.filter(({ method, path }) => method === 'GET' && path.includes('/pods')).length,
    ).toBe(before);
  });
});

describe('in a terminal', () => {
  const HIDE = '\u001b[?25l';
  const SHOW = '\u001b[?25h';
  const args = (path = out()) => ['collect', '--kubeconfig', kubeconfig(), '--out', path];
  /** The lines of every frame that was painted, without colours. */
  const frames = (screen: string) =>
    [...screen.matchAll(/\u001b\[\?7l([\s\S]*?)\u001b\[\?7h/g)].map(([, painted = '']) =>
      painted
        .replace(/\u001b\[[0-9;]*m/g, '')
        .split('\r\n')
        .slice(0, -1),
    );

  test('a few lines live in place, the cursor comes back, and the ending stays', async () => {
    const ran = await drydockInTerminal(args(), { columns: 100 });
    expect(ran).toMatchObject({ code: 3, stderr: '' });
    const painted = frames(ran.stdout);
    expect(painted.length).toBeGreaterThan(4);
    expect(painted.flat().some((line) => /^Reading objects {2}[━─]+ {2}\d+ of \d+ kinds$/.test(line))).toBe(
      true,
    );
    expect(painted.flat().some((line) => /^[\d,]+ objects · [\d.]+ [kM]?B/.test(line))).toBe(true);
    expect(Math.max(...painted.map((lines) => lines.length))).toBeLessThanOrEqual(4);
    expect(ran.stdout).toContain('\u001b[1mReading objects\u001b[0m');
    expect(ran.stdout.split(HIDE)).toHaveLength(2);
    expect(ran.stdout.lastIndexOf(SHOW)).toBeGreaterThan(ran.stdout.lastIndexOf(HIDE));
    expect(ran.stdout.slice(ran.stdout.lastIndexOf(SHOW))).toContain('To review it: drydock review');
  });

  test.each([20, 34, 60])('%s columns are enough, and never exceeded', async (columns) => {
    const { stdout } = await drydockInTerminal(args(), { columns });
    const widths = frames(stdout)
      .flat()
      .map((line) => line.length);
    expect(widths.length).toBeGreaterThan(4);
    expect(Math.max(...widths)).toBeLessThan(columns);
  });

  test('NO_COLOR takes the colours and nothing else', async () => {
    const { stdout } = await drydockInTerminal(args(), { columns: 80, env: { NO_COLOR: '1' } });
    expect(stdout).toContain(HIDE);
    expect(stdout).not.toMatch(/\u001b\[[0-9;]*m/);
  });

  test('that is dumb gets the lines of a log', async () => {
    const { stdout } = await drydockInTerminal(args(), { columns: 80, env: { TERM: 'dumb' } });
    expect(stdout).toMatch(/^\d{4}-\S+Z Reading objects/m);
    expect(stdout).not.toContain('\u001b');
  });

  test('that becomes narrower is painted anew in its new width', async () => {
    const slow = await startSlowCluster();
    try {
      const cues = [
        ['objects ·', 'size:30'],
        ['…', 'int'],
      ] as const;
      const ran = await drydockInTerminal(
        ['collect', '--kubeconfig', plainConfig(slow.url), '--out', out()],
        { columns: 110, cues },
      );
      expect(ran.code).toBe(3);
      const last = frames(ran.stdout).at(-1) ?? [];
      expect(Math.max(...last.map((line) => line.length))).toBeLessThan(30);
      expect(ran.stdout.lastIndexOf(SHOW)).toBeGreaterThan(ran.stdout.lastIndexOf(HIDE));
    } finally {
      slow.close();
    }
  });

  test('Ctrl+C ends with a valid, partial bundle and says so', async () => {
    const slow: SlowCluster = await startSlowCluster();
    try {
      const path = out();
      const cues = [['Reading objects', 'int']] as const;
      const ran = await drydockInTerminal(['collect', '--kubeconfig', plainConfig(slow.url), '--out', path], {
        columns: 100,
        cues,
      });
      expect(ran.code).toBe(3);
      expect(ran.stdout).toContain('Ending with what was collected');
      expect(ran.stdout).toContain('Stopped on request. The bundle is valid');
      expect(ran.stdout.lastIndexOf(SHOW)).toBeGreaterThan(ran.stdout.lastIndexOf(HIDE));
      expect(folderOf(path)).toEqual(['x.evidence.zip']);
      const review = await drydock(['review', path, '--format', 'json']);
      expect(review.code).toBe(0);
      expect(JSON.parse(review.stdout)).toMatchObject({ manifest: { completeness: 'partial' } });
    } finally {
      slow.close();
    }
  });
});

test('Ctrl+C twice ends at once and leaves no file', async () => {
  // Accepts and never answers: nothing ends this wait but the second one.
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => {
    silent.listen(0, '127.0.0.1', resolve);
  });
  try {
    const path = out();
    const proxy = { 'proxy-url': `socks5://127.0.0.1:${(silent.address() as AddressInfo).port}` };
    const child = startDrydock([
      'collect',
      '--kubeconfig',
      plainConfig('http://api.example', proxy),
      '--out',
      path,
    ]);
    const until = (words: string) =>
      new Promise<void>((resolve) => {
        let seen = '';
        child.stderr.on('data', (text: string) => {
          seen += text;
          if (seen.includes(words)) resolve();
        });
      });
    const [connecting, ending, end] = [until('Connecting'), until('Ending with'), ended(child)];
    await connecting;
    expect(folderOf(path)).toEqual(['x.evidence.zip.partial']);
    child.kill('SIGINT');
    await ending;
    child.kill('SIGINT');
    expect((await end).code).toBe(4);
    expect(folderOf(path)).toEqual([]);
  } finally {
    silent.close();
  }
});

describe('a hostile kubeconfig', () => {
  const ESCAPES = '\u001b]0;owned\u0007\u001b[2J\u009b31mred\u202egpj\r\nCRITICAL forged line';

  test('moves nothing in a log, a terminal or a failure', async () => {
    const slow = await startSlowCluster();
    slow.release();
    try {
      const config = plainConfig(slow.url, {}, `c${ESCAPES}`);
      const ran = await drydock(['collect', '--kubeconfig', config, '--out', out()]);
      expect(ran.stdout + ran.stderr).not.toMatch(OBEYED);
      expect(ran.stderr).not.toMatch(/^CRITICAL forged/m);
      expect(ran.stderr).toContain('invisible');
      const screen = (
        await drydockInTerminal(['collect', '--kubeconfig', config, '--out', out()], { columns: 80 })
      ).stdout;
      for (const obeyed of ['\u001b]0;', '\u001b[2J', '\u0007', '\u009b', '\u202e'])
        expect(screen).not.toContain(obeyed);
      const failed = await drydock(['collect', '--kubeconfig', config, '--context', ESCAPES, '--out', out()]);
      expect(failed.stderr).toMatch(/^CONTEXT_NOT_FOUND: .+\n$/);
      expect(failed.stderr).not.toMatch(OBEYED);
    } finally {
      slow.close();
    }
  });

  test('cannot hide what its sign-in program is', async () => {
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: '/bin/echo',
      args: [`a b${ESCAPES}`, '-x'],
      interactiveMode: 'Never',
    };
    const config = file(
      asciiJson({
        'current-context': 'k',
        contexts: [{ name: 'k', context: { cluster: 'c', user: 'u' } }],
        clusters: [{ name: 'c', cluster: { server: 'https://192.0.2.1' } }],
        users: [{ name: 'u', user: { exec } }],
      }),
    );
    const { stderr } = await drydock(['collect', '--kubeconfig', config, '--out', out()]);
    expect(stderr).toMatch(/sign-in program: \/bin\/echo "a b.*forged line" -x$/m);
    expect(stderr).not.toMatch(OBEYED);
    expect(existsSync(join(dir, 'x'))).toBe(false);
  });
});
