/** A real HTTPS server that misbehaves in many ways: each ends within its bounds, and the limit that ended it is named. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAuthority } from '../../main/sample/certificates.ts';

const CHILD = fileURLToPath(new URL('../fixtures/hostile-collect.ts', import.meta.url));
/** Node with the collector takes some 130 MB; one answer may hold 64 MB more, and a page its values. */
const PEAK_MB = 450;

interface Outcome {
  readonly code: string | null;
  readonly message?: string;
  readonly notes?: readonly string[];
  readonly kinds?: Readonly<Record<string, { status: string; message: string; objects: number }>>;
  readonly kindCount?: number;
  readonly logNotes: readonly string[];
  readonly planted: boolean;
  readonly ms: number;
  readonly peakMb: number;
}

type Reply = (request: IncomingMessage, response: ServerResponse, path: string) => boolean;

interface Mode {
  readonly name: string;
  /** True when it answered; what it leaves open is answered as an honest server would. */
  readonly reply: Reply;
  readonly options?: { limitMs?: number; requestDeadlineMs?: number; cancelAtLists?: boolean };
  readonly expect: (outcome: Outcome) => void;
}

let server: Server;
let kubeconfig: string;
let reply: Reply = () => false;
const asked: string[] = [];

beforeAll(async () => {
  const authority = await createAuthority('hostile-ca');
  const serving = await authority.issueServer(['127.0.0.1']);
  server = createServer({ cert: serving.certificatePem, key: serving.privateKeyPem }, (request, response) => {
    response.on('error', () => undefined);
    const path = (request.url ?? '').replace(/\?.*$/, '');
    asked.push(path);
    if (!reply(request, response, path)) json(response, honest(path, request.headers.accept ?? ''));
  });
  server.on('clientError', (_, socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ca = Buffer.from(authority.certificatePem).toString('base64');
  kubeconfig = JSON.stringify({
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    clusters: [{ name: 'a', cluster: { server: url, 'certificate-authority-data': ca } }],
    users: [{ name: 'a', user: { token: 'the-token' } }],
  });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const entry = (resource: string, kind: string, scope = 'Namespaced') => ({
  resource,
  responseKind: { kind },
  scope,
  verbs: ['list'],
});
const CORE = [
  entry('namespaces', 'Namespace', 'Cluster'),
  entry('pods', 'Pod'),
  entry('services', 'Service'),
  entry('secrets', 'Secret'),
];
const group = (name: string, resources: readonly object[]) => ({
  metadata: { name },
  versions: [{ version: 'v1', freshness: 'Current', resources }],
});
const discovery = (...items: readonly object[]) => ({ kind: 'APIGroupDiscoveryList', items });
const items = (...names: string[]) => names.map((name) => ({ metadata: { name, namespace: 'one' } }));
const page = (of: readonly object[], token = '') => ({
  kind: 'PodList',
  metadata: { continue: token },
  items: of,
});

function honest(path: string, accept: string): unknown {
  if (path === '/api') return discovery(group('', CORE));
  if (path === '/apis') return discovery();
  if (path === '/version') return { gitVersion: 'v1.36.0' };
  if (path === '/api/v1/namespaces')
    return { kind: 'NamespaceList', metadata: {}, items: [{ metadata: { name: 'one' } }] };
  if (accept.includes('as=Table')) return { kind: 'Table', metadata: {}, columnDefinitions: [], rows: [] };
  return { kind: 'List', metadata: {}, items: items('one') };
}

function json(response: ServerResponse, body: unknown, status = 200): true {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  return true;
}

/** Sends the same bytes until so many were sent, or for ever, as fast as the other side takes them. */
function pour(response: ServerResponse, start: string, piece: string, times: number, end = ''): true {
  response.writeHead(response.statusCode, { 'content-type': 'application/json' });
  response.write(start);
  const bytes = Buffer.from(piece);
  let left = times;
  const more = () => {
    while (left > 0 && !response.destroyed) {
      left -= 1;
      if (!response.write(bytes)) return;
    }
    if (left <= 0) response.end(end);
  };
  response.on('drain', more);
  more();
  return true;
}

const at =
  (where: string, answer: (response: ServerResponse, request: IncomingMessage) => true): Reply =>
  (request, response, path) =>
    path === where ? answer(response, request) : false;
const PODS = '/api/v1/pods';
const endless = Number.POSITIVE_INFINITY;
const continueOf = (request: IncomingMessage) =>
  new URL(request.url ?? '', 'https://x').searchParams.get('continue') ?? '';

/** Pods ended with this; everything else was read. */
const pods = (status: string, message: RegExp) => (outcome: Outcome) => {
  expect(outcome.code).toBeNull();
  expect(outcome.kinds?.['/pods']).toMatchObject({ status, message: expect.stringMatching(message) });
  expect(outcome.kinds?.['/services']).toMatchObject({ status: 'collected', objects: 1 });
};
const refused = (code: string, message: RegExp) => (outcome: Outcome) => {
  expect(outcome).toMatchObject({ code, message: expect.stringMatching(message) });
};

const MODES: readonly Mode[] = [
  {
    name: '63 MB of {} in one list',
    reply: at(PODS, (response) =>
      pour(response, '{"kind":"PodList","items":[{}', ',{}'.repeat(10_000), 2_100, ']}'),
    ),
    expect: pods('failed', /contains more than 1,000,000 values/),
  },
  {
    name: '63 MB of [] nested',
    reply: at(PODS, (response) => pour(response, '{"kind":"PodList","items":[', '['.repeat(10_000), 6_300)),
    expect: pods('failed', /nested deeper than 200 levels/),
  },
  {
    name: 'a million names in one object',
    reply: at(PODS, (response) =>
      pour(
        response,
        '{"kind":"PodList","items":[{"metadata":{"labels":{"a":""',
        ',"b":""'.repeat(5_000),
        1_500,
        '}}}]}',
      ),
    ),
    expect: pods('failed', /contains more than 1,000,000 values/),
  },
  {
    name: 'empty pages without end',
    reply: at(PODS, (response, request) =>
      json(response, page([], `t${Number(continueOf(request).slice(1)) + 1}`)),
    ),
    expect: pods('failed', /51 consecutive pages without new objects/),
  },
  {
    name: 'the same object on every page',
    reply: at(PODS, (response, request) =>
      json(response, page(items('one'), `t${Number(continueOf(request).slice(1)) + 1}`)),
    ),
    expect: pods('partial', /consecutive pages without new objects/),
  },
  {
    name: 'the same token for ever',
    reply: at(PODS, (response) => json(response, page(items('one'), 'again'))),
    expect: pods('partial', /the server repeated a page/),
  },
  {
    name: 'two tokens in turn',
    reply: at(PODS, (response, request) =>
      json(response, page(items('one'), continueOf(request) === 'a' ? 'b' : 'a')),
    ),
    expect: pods('partial', /the server repeated a page/),
  },
  {
    name: 'new objects without end',
    reply: at(PODS, (response, request) => {
      const number = Number(continueOf(request)) + 1;
      return json(
        response,
        page(items(...Array.from({ length: 50 }, (_, at) => `p${number}-${at}`)), String(number)),
      );
    }),
    options: { limitMs: 4_000 },
    expect: (outcome) => {
      expect(outcome.kinds?.['/pods']).toMatchObject({
        status: 'partial',
        message: 'Incomplete: the time limit of the collection was reached.',
      });
    },
  },
  {
    name: 'a token of one megabyte',
    reply: at(PODS, (response) => json(response, page(items('one'), 'x'.repeat(1024 ** 2)))),
    expect: pods('partial', /continue token longer than 16 kB/),
  },
  {
    name: 'a version that is a sign-in page',
    reply: at('/version', html),
    expect: refused(
      'CLUSTER_PROTOCOL',
      /not from a Kubernetes API server: it is a web page, perhaps a login page/,
    ),
  },
  {
    name: 'a version of a gigabyte',
    reply: at('/version', (response) => pour(response, '"', 'x'.repeat(10_000), endless)),
    expect: refused('CLUSTER_UNREACHABLE', /larger than 1 MB/),
  },
  {
    name: 'a version elsewhere',
    reply: at('/version', elsewhere),
    expect: refused('CLUSTER_PROTOCOL', /it redirects to another address, which Drydock does not follow/),
  },
  {
    name: 'discovery that is a sign-in page',
    reply: at('/api', html),
    expect: refused('CLUSTER_PROTOCOL', /it is a web page/),
  },
  {
    name: 'discovery that is an empty object',
    reply: at('/api', (response) => json(response, {})),
    expect: refused('CLUSTER_PROTOCOL', /\/api is not a list of API groups/),
  },
  {
    name: 'groups that are a failure with status 200',
    reply: at('/apis', (response) => json(response, { kind: 'Status', status: 'Failure' })),
    expect: refused('CLUSTER_PROTOCOL', /\/apis is not a list of API groups/),
  },
  {
    name: 'a list that is a sign-in page',
    reply: at(PODS, html),
    expect: pods('failed', /it is a web page/),
  },
  {
    name: 'a list elsewhere',
    reply: (request, response, path) => at(PODS, elsewhere)(request, response, path),
    expect: (outcome) => {
      pods('failed', /status 302/)(outcome);
      expect(asked).not.toContain('/elsewhere');
    },
  },
  {
    name: 'a list of another form',
    reply: at(PODS, (response) => json(response, { kind: 'PodList', items: { length: 5 } })),
    expect: pods('failed', /another form than requested/),
  },
  {
    name: 'a list that drips',
    reply: at(PODS, (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(timer));
      return true;
    }),
    options: { requestDeadlineMs: 5_000 },
    expect: pods('failed', /arrives too slowly/),
  },
  {
    name: 'a list that never comes',
    reply: at(PODS, () => true),
    options: { requestDeadlineMs: 5_000 },
    expect: pods('failed', /the server took too long/),
  },
  {
    name: 'a compressed list',
    reply: at(PODS, (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(gzipSync(Buffer.alloc(200 * 1024 ** 2)));
      return true;
    }),
    expect: pods('failed', /compressed, which was not requested/),
  },
  {
    name: 'headers without end',
    reply: at(PODS, (response) => {
      const socket = response.socket;
      const more = () => {
        while (socket !== null && !socket.destroyed && socket.write(`x-${'y'.repeat(1000)}: z\r\n`));
      };
      socket?.on('drain', more);
      socket?.write('HTTP/1.1 200 OK\r\n');
      more();
      return true;
    }),
    expect: pods('failed', /response headers are larger than 16 kB/),
  },
  {
    name: 'a list without end',
    reply: at(PODS, (response) => pour(response, '', ' '.repeat(64_000), endless)),
    expect: pods('failed', /larger than 64 MB/),
  },
  {
    name: 'one object of 70 MB',
    reply: at(PODS, (response) =>
      pour(response, '{"kind":"PodList","items":[{"metadata":{"name":"', 'x'.repeat(70_000), 1_000, '"}}]}'),
    ),
    expect: pods('failed', /larger than 64 MB/),
  },
  {
    name: 'a list as plain text',
    reply: at(PODS, (response) => {
      response.writeHead(200, { 'content-type': 'text/plain' }).end(JSON.stringify(page(items('one'))));
      return true;
    }),
    expect: pods('collected', /^$/),
  },
  {
    name: 'every object twice',
    reply: at(PODS, (response) => json(response, page(items('one', 'two', 'one', 'two')))),
    expect: pods('partial', /^2 entries appeared more than once; the first of each was kept\.$/),
  },
  {
    name: 'Secrets in a list of pods',
    reply: at(PODS, (response) =>
      json(
        response,
        page([
          {
            apiVersion: 'v1',
            kind: 'Secret',
            metadata: { name: 's', namespace: 'one' },
            data: { a: 'planted' },
          },
          ...items('one'),
        ]),
      ),
    ),
    expect: (outcome) => {
      pods('partial', /^1 entry of another kind or namespace was left out\.$/)(outcome);
      expect(outcome.planted).toBe(false);
    },
  },
  {
    name: 'Secrets as objects in place of a table',
    reply: at('/api/v1/namespaces/one/secrets', (response) =>
      json(response, {
        kind: 'SecretList',
        metadata: {},
        items: [{ metadata: { name: 's' }, data: { a: 'planted' } }],
      }),
    ),
    expect: (outcome) => {
      expect(outcome.kinds?.['/secrets']).toMatchObject({
        status: 'failed',
        message: expect.stringMatching(/another form/),
      });
      expect(outcome.planted).toBe(false);
    },
  },
  {
    name: 'objects of another namespace',
    reply: (request, response, path) => {
      if (path === PODS) return json(response, { kind: 'Status' }, 403);
      if (path !== '/api/v1/namespaces/one/pods') return false;
      return json(response, page([{ metadata: { name: 'x', namespace: 'kube-system' } }, ...items('one')]));
    },
    expect: pods('partial', /1 entry of another kind or namespace was left out/),
  },
  {
    name: 'two hundred own kinds that never answer',
    reply: (_, response, path) => {
      if (path === '/apis') {
        const kinds = Array.from({ length: 200 }, (_, number) => entry(`a${number}`, `A${number}`));
        return json(response, discovery(group('aaa.test', kinds)));
      }
      return path.startsWith('/apis/aaa.test');
    },
    options: { limitMs: 60_000 },
    expect: (outcome) => {
      pods('collected', /^$/)(outcome);
      expect(outcome.kinds?.['/secrets']?.status).toBe('collected');
      expect(outcome.kindCount).toBe(CORE.length + 200);
      expect(outcome.notes).toContain(
        'The collection ended early: the time limit of the collection was reached.',
      );
    },
  },
  {
    name: 'sixty thousand kinds',
    reply: (_, response, path) => {
      if (path === '/apis') {
        const kinds = Array.from({ length: 60_000 }, (_, number) => entry(`a${number}`, `A${number}`));
        return json(response, discovery(group('aaa.test', kinds)));
      }
      return path.startsWith('/apis/aaa.test') ? json(response, {}, 404) : false;
    },
    options: { limitMs: 60_000 },
    expect: (outcome) => {
      pods('collected', /^$/)(outcome);
      expect(outcome.notes?.join(' ')).toMatch(
        /offers 60004 kinds; Drydock requests only 5004, at most 5000/,
      );
    },
  },
  {
    name: 'a hundred thousand versions of groups',
    reply: (_, response, path) => {
      if (path === '/apis') {
        const groups = Array.from({ length: 100_000 }, (_, number) => ({
          name: `g${number}.test`,
          versions: [{ version: 'v1' }],
        }));
        return json(response, { kind: 'APIGroupList', groups });
      }
      return path.startsWith('/apis/') ? json(response, {}) : false;
    },
    expect: (outcome) => {
      pods('collected', /^$/)(outcome);
      expect(outcome.notes?.join(' ')).toMatch(
        /announces 100000 versions of API groups; Drydock requests only 1000/,
      );
    },
  },
  {
    name: 'wait for ever',
    reply: at(PODS, (response) => {
      response.writeHead(429, { 'retry-after': '86400' }).end();
      return true;
    }),
    options: { limitMs: 4_000 },
    expect: (outcome) => {
      expect(outcome.kinds?.['/pods']?.message).toMatch(/the time limit of the collection was reached/);
    },
  },
  {
    name: 'a refusal without end',
    reply: at(PODS, (response) => {
      response.statusCode = 404;
      return pour(response, '"', 'x'.repeat(64_000), endless);
    }),
    expect: pods('failed', /the server offers no such list \(status 404\)/),
  },
  {
    name: 'a failure without end',
    reply: at(PODS, (response) => {
      response.statusCode = 500;
      return pour(response, '"', 'x'.repeat(64_000), endless);
    }),
    expect: pods('failed', /answered with status 500/),
  },
  {
    name: 'a list that always expires',
    reply: at(PODS, (response) => json(response, { kind: 'Status', metadata: { continue: 'x' } }, 410)),
    expect: pods('failed', /kept expiring/),
  },
  {
    name: 'cut connections',
    reply: at(PODS, (response) => {
      response.socket?.destroy();
      return true;
    }),
    expect: pods('failed', /connection|reset|cut/),
  },
  {
    name: 'stopped by the user while {} pours in',
    reply: at(PODS, (response) => pour(response, '{"kind":"PodList","items":["', ' '.repeat(1_000), endless)),
    options: { cancelAtLists: true },
    expect: (outcome) => {
      expect(outcome.notes).toContain('The collection ended early: the collection was stopped.');
    },
  },
];

function html(response: ServerResponse): true {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
  return true;
}

function elsewhere(response: ServerResponse): true {
  response.writeHead(302, { location: '/elsewhere' }).end();
  return true;
}

async function collectFrom(mode: Mode): Promise<Outcome> {
  reply = mode.reply;
  asked.length = 0;
  const child = spawn(
    process.execPath,
    ['--max-old-space-size=256', CHILD, kubeconfig, JSON.stringify(mode.options ?? {})],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await once(child, 'close')) as [number | null];
  server.closeAllConnections();
  expect({ mode: mode.name, code }).toEqual({ mode: mode.name, code: 0 });
  return JSON.parse(said) as Outcome;
}

const seen: { readonly peakMb: number; readonly ms: number }[] = [];

test.each(MODES)('$name', async (mode) => {
  const outcome = await collectFrom(mode);
  seen.push(outcome);
  mode.expect(outcome);
  expect(outcome.peakMb).toBeLessThan(PEAK_MB);
});

test('every mode was seen within its bounds', () => {
  const peak = Math.max(...seen.map(({ peakMb }) => peakMb));
  const slowest = Math.max(...seen.map(({ ms }) => ms));
  console.log(
    `${seen.length} hostile modes, each bounded and named: at most ${peak} MB (bound ${PEAK_MB}), slowest ${(slowest / 1000).toFixed(1)} s`,
  );
  expect(seen).toHaveLength(MODES.length);
  expect(MODES.length).toBeGreaterThanOrEqual(25);
});
