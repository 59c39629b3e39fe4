import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { openConnection } from '../../../main/kubeconfig/connection.ts';
import { inspectKubeconfig } from '../../../main/kubeconfig/inspect.ts';
import { decodeKubeconfig } from '../../../main/kubeconfig/yaml.ts';
import { createAuthority, type IssuedCertificate } from '../../../main/sample/certificates.ts';
import { readKubeconfigText } from '../../../main/workbench/evidence-files.ts';
import { type DrydockError, ERROR_CODES, isDrydockError } from '../../../shared/errors.ts';
import { KubeconfigInspection } from '../../../shared/kubeconfig.ts';

const CANARY = 'canary-7f3a9c';
const dir = mkdtempSync(join(tmpdir(), 'drydock-hostile-'));
let client: IssuedCertificate;
let other: IssuedCertificate;
beforeAll(async () => {
  const authority = await createAuthority('ca');
  client = await authority.issueClient('one', []);
  other = await authority.issueClient('two', []);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const config = (user: object, cluster: object = {}) => ({
  'current-context': 'k',
  contexts: [{ name: 'k', context: { cluster: 'c', user: 'u' } }],
  clusters: [{ name: 'c', cluster: { server: 'https://192.0.2.1:6443', ...cluster } }],
  users: [{ name: 'u', user }],
});
const yaml = (user: object, cluster: object = {}) => stringify(config(user, cluster), { version: '1.1' });

/** Everything that can be done with a kubeconfig without asking a server; the error if it ended in one. */
async function use(text: string): Promise<DrydockError | null> {
  const source = { path: join(dir, 'config'), text };
  try {
    const inspection = inspectKubeconfig([source], { environment: {} });
    KubeconfigInspection.parse(inspection);
    for (const { name } of inspection.contexts.slice(0, 3)) {
      const connection = await openConnection({
        kubeconfigs: [source],
        context: name,
        allowExec: [],
        environment: {},
      });
      await connection.credentials.current();
    }
    return null;
  } catch (error) {
    if (!isDrydockError(error)) throw error;
    expect(ERROR_CODES).toContain(error.code);
    return error;
  }
}

describe('a file that is no honest kubeconfig is refused with a reason and without its secrets', () => {
  const aliases = (levels: number) =>
    [
      `a0: &a0 ["${CANARY}"]`,
      ...Array.from(
        { length: levels },
        (_, at) => `a${at + 1}: &a${at + 1} [${Array(10).fill(`*a${at}`).join(', ')}]`,
      ),
      `users: [{name: u, user: {as-groups: *a${levels}}}]`,
    ].join('\n');

  test.each<[what: string, text: () => string]>([
    ['a billion laughs', () => aliases(9)],
    ['an alias of itself', () => `users: &u [*u]\n# ${CANARY}`],
    ['a flow of a million brackets', () => '['.repeat(1_000_000)],
    ['a flow of a million braces', () => '{a: '.repeat(500_000)],
    [
      'thousands of blocks in each other',
      () => Array.from({ length: 2_500 }, (_, at) => `${' '.repeat(at)}a:`).join('\n'),
    ],
    ['thousands of lists in each other', () => `${'- '.repeat(100_000)}a`],
    ['nothing but commas', () => `[${'a,'.repeat(2_000_000)}]`],
    ['nothing but keys', () => Array.from({ length: 400_000 }, (_, at) => `k${at}: `).join('\n')],
    ['nothing but documents', () => '---\na\n'.repeat(500_000)],
    ['nothing but directives', () => '%TAG ! tag:x,2000:\n'.repeat(100_000)],
    ['nothing but comments and an end', () => `${'#\n'.repeat(1_000_000)}a`],
    ['nothing but quotes', () => "'".repeat(3_999_999)],
    [
      'an anchor on everything',
      () => `[${Array.from({ length: 50_000 }, (_, at) => `&a${at} x`).join(',')}]`,
    ],
    ['more than 4 MB', () => `token: ${CANARY}${'x'.repeat(4 * 1024 * 1024)}`],
    ['a tag of Python', () => `users: !!python/object/apply:os.system ["${CANARY}"]`],
    ['two documents', () => `${yaml({ token: CANARY })}---\n${yaml({ token: CANARY })}`],
    [
      'a name twice',
      () =>
        stringify({
          ...config({}),
          users: [
            { name: 'u', user: { token: CANARY } },
            { name: 'u', user: {} },
          ],
        }),
    ],
    ['a number as a token', () => yaml({ token: 4711 })],
    ['a list as a token', () => yaml({ token: [CANARY] })],
    ['a text as a user', () => stringify({ ...config({}), users: [{ name: 'u', user: CANARY }] })],
    ['a text in place of a list', () => stringify({ ...config({}), users: CANARY })],
    [
      'data that is not base64',
      () => yaml({ 'client-certificate-data': `${CANARY}!`, 'client-key-data': CANARY }),
    ],
    ['a certificate of zeros', () => yaml({ token: CANARY }, { 'certificate-authority-data': 'AAAA' })],
    [
      'more contexts than anyone has',
      () =>
        stringify({
          ...config({}),
          contexts: Array.from({ length: 1_200 }, (_, at) => ({ name: `c${at}`, context: {} })),
        }),
    ],
    ['tabs', () => `users:\n\t- {name: u, user: {token: ${CANARY}}}`],
    ['a NUL character', () => yaml({ token: `${CANARY}\0` })],
    ['a page of the web', () => `<!doctype html><p>${CANARY}`],
    ['a script', () => `#!/bin/sh\necho ${CANARY}\n`],
    ['a token alone', () => CANARY],
  ])('%s', async (_, text) => {
    const error = await use(text());
    expect(error).toMatchObject({
      code: expect.stringMatching(/^KUBECONFIG_(INVALID|UNSUPPORTED)$/) as string,
    });
    expect(`${error?.message} ${JSON.stringify(error?.data)}`).not.toContain(CANARY);
  });

  test.each([
    [
      '__proto__',
      '{"__proto__": {"token": "polluted"}, "contexts": [{"name": "__proto__", "context": {"user": "__proto__", "cluster": "constructor"}}], "clusters": [], "users": [{"name": "__proto__", "user": {"__proto__": {"token": "x"}}}]}',
    ],
    ['constructor', 'contexts: [{name: constructor, context: {cluster: toString, user: hasOwnProperty}}]'],
  ])('the key %s is a name like any other', async (name, text) => {
    expect(inspectKubeconfig([{ path: null, text }]).contexts).toMatchObject([
      { name, authentication: 'none' },
    ]);
    expect(await use(text)).toMatchObject({ code: 'KUBECONFIG_UNSUPPORTED' });
    expect(({} as Record<string, unknown>)['token']).toBeUndefined();
  });
});

describe('a context that cannot be used is refused in plain words', () => {
  test.each<[what: string, user: object, cluster: object]>([
    ['a file as a server', { token: CANARY }, { server: 'file:///etc/passwd' }],
    ['a script as a server', { token: CANARY }, { server: 'javascript:alert(1)' }],
    ['a server with a password', { token: CANARY }, { server: `https://me:${CANARY}@192.0.2.1` }],
    [
      'a server with a slash in its password',
      { token: CANARY },
      { server: `https://me:a/${CANARY}@192.0.2.1` },
    ],
    ['a server with a query', { token: CANARY }, { server: `https://192.0.2.1/?${CANARY}` }],
    ['a server with a line break', { token: CANARY }, { server: 'https://192.0.2.1\r\nX: y' }],
    ['a server without a scheme', { token: CANARY }, { server: '192.0.2.1:6443' }],
    ['no server', { token: CANARY }, { server: '' }],
    ['a proxy that is a file', { token: CANARY }, { 'proxy-url': 'file:///dev/zero' }],
    ['a token with a header in it', { token: `${CANARY}\r\nImpersonate-User: admin` }, {}],
    ['a password with a zero', { username: 'u', password: `${CANARY}\0` }, {}],
    [
      'a user to act as with a header in it',
      { token: CANARY, as: 'a\r\nImpersonate-Group: system:masters' },
      {},
    ],
    ['a group with a header in it', { token: CANARY, as: 'a', 'as-groups': ['b\nAuthorization: x'] }, {}],
    ['an extra with a header in it', { token: CANARY, as: 'a', 'as-user-extra': { 'k\r\nX': ['v'] } }, {}],
    ['a field from the future', { token: CANARY, teleport: true }, {}],
    [
      'a relative program without a folder',
      { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'a\0b' } },
      {},
    ],
  ])('%s', async (_, user, cluster) => {
    const text = yaml(user, cluster);
    const [context] = inspectKubeconfig([{ path: null, text }], { environment: {} }).contexts;
    expect(context?.refusal).toMatch(/^[A-Z].+\.$/);
    expect(JSON.stringify(context)).not.toContain(CANARY);
    const error = await use(text);
    expect(error?.code).toBe('KUBECONFIG_UNSUPPORTED');
    expect(error?.message).not.toContain(CANARY);
  });

  test('names that deceive are warned of', () => {
    for (const name of ['prod\u202egnp', 'a\u001b[2Jb', 'a\u200bb', 'x\ny']) {
      const text = stringify({
        ...config({ token: 'x' }),
        contexts: [{ name, context: { cluster: 'c', user: 'u' } }],
      });
      expect(inspectKubeconfig([{ path: null, text }]).contexts[0]?.warnings.join(' ')).toContain(
        'invisible',
      );
    }
  });
});

describe('a file of this machine that a kubeconfig names', () => {
  const key = ['client-certificate', 'client-key', 'certificate-authority', 'tokenFile'] as const;
  const naming = (field: (typeof key)[number], path: string) => {
    if (field === 'tokenFile') return yaml({ tokenFile: path });
    if (field === 'certificate-authority') return yaml({ token: 'x' }, { [field]: path });
    const pair = { 'client-certificate': join(dir, 'client.crt'), 'client-key': join(dir, 'client.key') };
    return yaml({ ...pair, [field]: path });
  };

  beforeAll(() => {
    writeFileSync(join(dir, 'client.crt'), client.certificatePem);
    writeFileSync(join(dir, 'client.key'), client.privateKeyPem);
    mkdirSync(join(dir, 'folder'));
    spawnSync('mkfifo', [join(dir, 'pipe')]);
    symlinkSync('/dev/zero', join(dir, 'to-zero'));
    symlinkSync('loop', join(dir, 'loop'));
    writeFileSync(join(dir, 'huge'), '');
    truncateSync(join(dir, 'huge'), 20 * 1024 ** 3);
    symlinkSync('/proc/self/environ', join(dir, 'to-environ'));
    writeFileSync(join(dir, 'words'), `${CANARY} and more\n`);
    writeFileSync(join(dir, 'lines'), `${CANARY}\n${CANARY}\n`);
    writeFileSync(join(dir, 'bombs'), '-----BEGIN CERTIFICATE-----\n'.repeat(35_000));
    writeFileSync(join(dir, 'many'), `${client.certificatePem.trim()}\n`.repeat(1_100));
    writeFileSync(
      join(dir, 'garbage'),
      `-----BEGIN CERTIFICATE-----\n${CANARY}\n-----END CERTIFICATE-----\n`,
    );
    writeFileSync(join(dir, 'other.key'), other.privateKeyPem);
    writeFileSync(
      join(dir, 'locked.key'),
      '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n',
    );
  });

  const unreadable = [
    '/dev/zero',
    '/dev/stdin',
    '/proc/self/environ',
    '/proc/self/mem',
    '/sys/kernel/uevent_seqnum',
    'folder',
    'pipe',
    'to-zero',
    'to-environ',
    'loop',
    'huge',
    'none',
    '/none/at/all',
    'a\0b',
    '/proc/../proc/self/cmdline',
  ];
  test.each(key.flatMap((field) => unreadable.map((path) => [field, path] as const)))(
    'as its %s must be an ordinary one, and %j is not',
    async (field, path) => {
      expect(await use(naming(field, path))).toMatchObject({ code: 'FILE_NOT_READABLE' });
    },
  );

  test.each([
    ['tokenFile', 'words', /one token/],
    ['tokenFile', 'lines', /one token/],
    ['tokenFile', 'client.key', /one token/],
    ['certificate-authority', 'words', /no certificate/],
    ['certificate-authority', 'bombs', /no certificate/],
    ['certificate-authority', 'many', /more than 1000/],
    ['certificate-authority', 'garbage', /cannot be read/],
    ['client-certificate', 'garbage', /cannot be read/],
    ['client-key', 'other.key', /does not match/],
    ['client-key', 'locked.key', /passphrase/],
    ['client-key', 'words', /cannot be read/],
    ['client-key', 'bombs', /too large/],
  ] as const)('as its %s must hold that, and %s does not', async (field, file, reason) => {
    const error = await use(naming(field, file));
    expect(error).toMatchObject({ code: 'KUBECONFIG_INVALID' });
    expect(error?.message).toMatch(reason);
    expect(error?.message).not.toContain(CANARY);
  });

  test('may be reached by a link, as mounted tokens are', async () => {
    writeFileSync(join(dir, 'real-token'), 'abc\n');
    symlinkSync('real-token', join(dir, 'linked-token'));
    expect(await use(naming('tokenFile', 'linked-token'))).toBeNull();
    expect(await use(naming('client-key', 'client.key'))).toBeNull();
  });

  test('is said to be sent where it is', () => {
    const [context] = inspectKubeconfig([
      { path: null, text: yaml({ tokenFile: '/home/me/.netrc' }) },
    ]).contexts;
    expect(context?.warnings.join(' ')).toContain(
      'sends the content of a file on this machine to the server: /home/me/.netrc',
    );
  });
});

test.each(['folder', 'pipe', '/dev/zero', 'huge', 'none'])(
  'a kubeconfig that is %s is refused before it is read',
  async (path) => {
    const file = { path: path.startsWith('/') ? path : join(dir, path) };
    await expect(readKubeconfigText({ uploadedFile: () => null }, file)).rejects.toMatchObject({
      code: expect.stringMatching(/^(KUBECONFIG_INVALID|FILE_NOT_FOUND)$/) as string,
    });
  },
);

test('bombs are refused in the memory of a small program', () => {
  const inspect = new URL('../../../main/kubeconfig/inspect.ts', import.meta.url).href;
  const script = `
    const { inspectKubeconfig } = await import(${JSON.stringify(inspect)});
    const laughs = ['a0: &a0 [x]', ...Array.from({ length: 12 }, (_, at) =>
      'a' + (at + 1) + ': &a' + (at + 1) + ' [' + Array(10).fill('*a' + at).join(', ') + ']')].join('\\n');
    for (const text of [laughs, '[' + 'a,'.repeat(2e6) + ']', '['.repeat(4e6), '---\\na\\n'.repeat(5e5), '- '.repeat(1.5e6) + 'a',
      'users: [{name: u, user: {as-groups: [' + 'a,'.repeat(6e4) + 'a]}}]', 'contexts: ["' + 'x'.repeat(3.9e6) + '"]']) {
      try { inspectKubeconfig([{ path: null, text }]); process.exit(1); }
      catch (error) { if (error.code !== 'KUBECONFIG_INVALID') throw error; }
    }`;
  const args = ['--max-old-space-size=160', '--input-type=module', '-e', script];
  expect(spawnSync(process.execPath, args, { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
});

describe('whatever bytes there are', () => {
  test('random bytes end in a code', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        let text: string;
        try {
          text = decodeKubeconfig(bytes);
        } catch (error) {
          expect(isDrydockError(error)).toBe(true);
          return;
        }
        expect(await use(text)).not.toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  test('a kubeconfig with bytes changed, cut and doubled ends in a code or can be used, and never shows a secret', async () => {
    const honest = Buffer.from(
      yaml(
        { token: CANARY, as: 'jane', 'as-groups': ['a'] },
        { 'proxy-url': `http://u:${CANARY}@proxy.example` },
      ),
    );
    const change = fc.record({
      at: fc.nat(honest.length - 1),
      cut: fc.nat(8),
      put: fc.oneof(
        fc.uint8Array({ maxLength: 6 }),
        fc
          .constantFrom(
            '[',
            '{',
            '}',
            ']',
            '*a',
            '&a ',
            '!!x ',
            '<<: ',
            '\t',
            '- ',
            '? ',
            ': ',
            '|\n',
            '"',
            "'",
            '---\n',
            '\u0000',
            '\ufeff',
            '\r',
          )
          .map((text) => new Uint8Array(Buffer.from(text))),
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        let bytes: Buffer = honest;
        for (const { at, cut, put } of changes) {
          bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]);
        }
        let text: string;
        try {
          text = decodeKubeconfig(bytes);
        } catch (error) {
          expect(isDrydockError(error)).toBe(true);
          return;
        }
        const error = await use(text);
        // A change may move the secret into a name, which is shown; whole and in its place it never is.
        if (error?.code === 'KUBECONFIG_INVALID') expect(error.message).not.toContain(CANARY);
      }),
      { numRuns: 1_500 },
    );
  });

  test('any structure ends in a code or can be used, and starts nothing', async () => {
    const started = join(dir, 'started');
    const leaf = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(
        'c',
        'u',
        'k',
        '__proto__',
        'https://192.0.2.1',
        'token',
        '../../etc/shadow',
        '/dev/zero',
        '',
      ),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    );
    const anything = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        leaf,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(
          fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('__proto__', 'constructor')),
          tie('value'),
          {
            maxKeys: 3,
          },
        ),
      ),
    })).value;
    const honest = fc.constantFrom('abc', 'https://192.0.2.2', 'YWJj');
    const value = fc.oneof({ weight: 8, arbitrary: honest }, leaf, anything);
    const fieldsOf = (...names: string[]) => fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 2 });
    const exec = fc.record({
      apiVersion: fc.constantFrom('client.authentication.k8s.io/v1', 'v0'),
      command: fc.constantFrom('touch', '/usr/bin/touch', './touch', ''),
      args: fc.oneof(fc.constant([started]), anything),
      interactiveMode: fc.constantFrom('Never', 'IfAvailable', 'Always', ''),
    });
    const entry = (name: string, key: string, value: fc.Arbitrary<unknown>) =>
      fc.oneof(
        { weight: 6, arbitrary: fc.tuple(fc.record({ name: fc.constant(name), [key]: value })) },
        anything,
      );
    const structure = fc.record({
      'current-context': fc.constantFrom('k', '', 5),
      contexts: entry('k', 'context', fc.oneof(fc.constant({ cluster: 'c', user: 'u' }), anything)),
      clusters: entry(
        'c',
        'cluster',
        fieldsOf(
          'server',
          'certificate-authority',
          'certificate-authority-data',
          'insecure-skip-tls-verify',
          'tls-server-name',
          'proxy-url',
          'extensions',
        ).map((rest) => ({ server: 'https://192.0.2.1', ...rest })),
      ),
      users: entry(
        'u',
        'user',
        fc.oneof(
          fieldsOf(
            'token',
            'tokenFile',
            'username',
            'password',
            'client-certificate-data',
            'client-key-data',
            'as',
            'as-groups',
            'as-user-extra',
            'auth-provider',
            'exec',
          ),
          fc.record({ exec }),
        ),
      ),
    });
    let usable = 0;
    await fc.assert(
      fc.asyncProperty(structure, async (value) => {
        if ((await use(JSON.stringify(value))) === null) usable += 1;
      }),
      { numRuns: 1_500 },
    );
    expect(usable).toBeGreaterThan(20);
    expect(existsSync(started)).toBe(false);
  });
});
