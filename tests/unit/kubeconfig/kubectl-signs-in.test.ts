import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { systemClock } from '../../../main/collect/clock.ts';
import { createTransport } from '../../../main/collect/transport.ts';
import { openConnection } from '../../../main/kubeconfig/connection.ts';
import { createAuthority } from '../../../main/sample/certificates.ts';
import { isDrydockError } from '../../../shared/errors.ts';
import { hasKubectl, kubectl } from './kubectl.ts';

/** What a server was shown by who asked. */
interface Shown {
  readonly path: string;
  readonly authorization: string;
  readonly impersonation: readonly string[];
  /** Common name of the client certificate. */
  readonly certificate: string;
}

const dir = mkdtempSync(join(tmpdir(), 'drydock-signs-in-'));
const servers: Server[] = [];
const shown: Shown[] = [];
let secure = '';
let clear = '';
let other = { certificatePem: '', privateKeyPem: '' };

beforeAll(async () => {
  const authority = await createAuthority('ca');
  const serving = await authority.issueServer(['127.0.0.1', 'api.internal']);
  const client = await authority.issueClient('certified', []);
  other = await authority.issueClient('other', []);
  const write = (name: string, text: string) => writeFileSync(join(dir, name), text);
  write('ca.crt', authority.certificatePem);
  write('client.crt', client.certificatePem);
  write('client.key', client.privateKeyPem);
  write('other.key', other.privateKeyPem);
  write('token', ' from-file\n');
  const credential = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential' };
  const script = (name: string, status: object) => {
    write(name, `#!/bin/sh\ncat <<'END'\n${JSON.stringify({ ...credential, status })}\nEND\n`);
    chmodSync(join(dir, name), 0o700);
  };
  script('plugin', { token: 'from-plugin' });
  script('certifier', { clientCertificateData: client.certificatePem, clientKeyData: client.privateKeyPem });
  const note = (request: IncomingMessage) => {
    const certificate =
      'getPeerCertificate' in request.socket ? (request.socket as TLSSocket).getPeerCertificate() : null;
    const raw = request.rawHeaders;
    shown.push({
      path: request.url ?? '',
      authorization: request.headers.authorization ?? '',
      impersonation: raw
        .flatMap((name, at) =>
          at % 2 === 0 && /^impersonate-/i.test(name) ? [`${name.toLowerCase()}: ${raw[at + 1] ?? ''}`] : [],
        )
        .sort(),
      certificate: String(certificate?.subject?.CN ?? ''),
    });
  };
  const tls = {
    cert: serving.certificatePem,
    key: serving.privateKeyPem,
    ca: authority.certificatePem,
    requestCert: true,
  };
  servers.push(
    createServer({ ...tls, rejectUnauthorized: false }, (request, response) => {
      note(request);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    }),
    createHttpServer((request, response) => {
      note(request);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    }),
  );
  const ports: number[] = [];
  for (const server of servers) {
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    ports.push((server.address() as AddressInfo).port);
  }
  [secure = '', clear = ''] = [`https://127.0.0.1:${ports[0]}`, `http://127.0.0.1:${ports[1]}`];
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(dir, { recursive: true, force: true });
});

const CA = { 'certificate-authority': 'ca.crt' };
const CERT = { 'client-certificate': 'client.crt', 'client-key': 'client.key' };
const plugin = (command: string, more: object = {}) => ({
  exec: {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: `./${command}`,
    interactiveMode: 'Never',
    ...more,
  },
});

function writeConfig(user: object, cluster: object): string {
  const path = join(dir, 'config');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'k',
    contexts: [{ name: 'k', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'u', user }],
  };
  writeFileSync(path, stringify(config, { version: '1.1' }));
  return path;
}

/** What kubectl showed the server; null when it refused. */
async function kubectlShows(path: string): Promise<Shown | null> {
  shown.length = 0;
  const { code } = await kubectl([path], 'get', '--raw', '/version', '--request-timeout', '10s');
  return code === 0 ? (shown.at(-1) ?? null) : null;
}

async function drydockShows(path: string): Promise<Shown | null> {
  shown.length = 0;
  try {
    const connection = await openConnection({
      kubeconfigs: [{ path, text: readFileSync(path, 'utf8') }],
      context: null,
      allowExec: true,
      environment: {},
    });
    const signal = AbortSignal.timeout(10_000);
    const transport = createTransport({
      connection,
      signal,
      clock: systemClock(),
      onLog: () => {},
      limits: { tries: 1 },
    });
    try {
      await transport.get({ type: 'plain', path: '/version' });
    } finally {
      await transport.close();
    }
    return shown.at(-1) ?? null;
  } catch (error) {
    if (!isDrydockError(error) && (error as Error).name !== 'RequestFailure') throw error;
    return null;
  }
}

describe.skipIf(!hasKubectl)('kubectl and Drydock sign in alike with', () => {
  let accepted = 0;
  test.each<[what: string, user: object, cluster: (() => object) | null]>([
    ['a token', { token: 'a' }, null],
    ['a token and a token file', { token: 'a', tokenFile: 'token' }, null],
    ['a token and a token file that is not there', { token: 'a', tokenFile: 'none' }, null],
    ['a token file', { tokenFile: 'token' }, null],
    ['a token file that is not there', { tokenFile: 'none' }, null],
    ['a token and a password', { token: 'a', username: 'b', password: 'c' }, null],
    ['a token file and a password', { tokenFile: 'token', username: 'b', password: 'c' }, null],
    ['a user name and a password', { username: 'bü', password: 'c:d' }, null],
    ['a user name alone', { username: 'b' }, null],
    ['a client certificate', CERT, null],
    ['a client certificate and a token', { ...CERT, token: 'a' }, null],
    ['a client certificate and a password', { ...CERT, username: 'b', password: 'c' }, null],
    ['a client certificate and a program', { ...CERT, ...plugin('plugin') }, null],
    ['a client certificate and the key of another', { ...CERT, 'client-key': 'other.key' }, null],
    ['a client certificate without a key', { 'client-certificate': 'client.crt' }, null],
    ['a program', plugin('plugin'), null],
    ['a program that gives a certificate', plugin('certifier'), null],
    ['a program and a token', { ...plugin('plugin'), token: 'a' }, null],
    ['a program and a password', { ...plugin('plugin'), username: 'b' }, null],
    ['a program that is not there', plugin('none'), null],
    [
      'a program of another version',
      plugin('plugin', { apiVersion: 'client.authentication.k8s.io/v1beta1' }),
      null,
    ],
    ['a program with a variable without a name', plugin('plugin', { env: [{ name: '', value: 'x' }] }), null],
    [
      'a program that asks for a terminal in an unknown way',
      plugin('plugin', { interactiveMode: 'Perhaps' }),
      null,
    ],
    ['an auth-provider', { 'auth-provider': { name: 'gcp' } }, null],
    [
      'everything that can be acted as',
      {
        token: 'a',
        as: 'jane',
        'as-uid': '7',
        'as-groups': ['one', 'two'],
        'as-user-extra': { 'example.com/scopes': ['x', 'y'], 'Odd (%) ü': ['z'] },
      },
      null,
    ],
    ['a name beyond ASCII', { token: 'a', as: 'jäne€' }, null],
    ['groups without a user', { token: 'a', 'as-groups': ['one'] }, null],
    ['a line break in a name', { token: 'a', as: 'jane\nImpersonate-Group: system:masters' }, null],
    ['a line break in a token', { token: 'a\nX: y' }, null],
    ['plain HTTP and a token', { token: 'a', as: 'jane' }, () => ({ server: clear })],
    ['plain HTTP and a password', { username: 'a', password: 'b' }, () => ({ server: clear })],
    ['plain HTTP and a program', plugin('plugin'), () => ({ server: clear })],
    ['a path in the server', { token: 'a' }, () => ({ ...CA, server: `${secure}/k8s/clusters/c-1/` })],
    [
      'an authority and no check',
      { token: 'a' },
      () => ({ ...CA, server: secure, 'insecure-skip-tls-verify': true }),
    ],
    ['no check', { token: 'a' }, () => ({ server: secure, 'insecure-skip-tls-verify': true })],
    ['an unknown authority', { token: 'a' }, () => ({ server: secure })],
    [
      'an authority given twice',
      { token: 'a' },
      () => ({ ...CA, server: secure, 'certificate-authority-data': 'YQ==' }),
    ],
    [
      'the server under its other name',
      { token: 'a' },
      () => ({ ...CA, server: secure, 'tls-server-name': 'api.internal' }),
    ],
    [
      'the server under a wrong name',
      { token: 'a' },
      () => ({ ...CA, server: secure, 'tls-server-name': 'wrong.internal' }),
    ],
    [
      'a proxy of an unknown kind',
      { token: 'a' },
      () => ({ ...CA, server: secure, 'proxy-url': 'ftp://proxy.example' }),
    ],
  ])('%s', async (_, user, cluster) => {
    const path = writeConfig(user, cluster?.() ?? { ...CA, server: secure });
    const [theirs, ours] = [await kubectlShows(path), await drydockShows(path)];
    // kubectl leaves the path of the server out of `get --raw`; here it is what was asked for.
    const but = (one: Shown | null) => (one === null ? null : { ...one, path: '' });
    expect(but(ours)).toEqual(but(theirs));
    if (theirs !== null) accepted += 1;
  });

  test('enough that is accepted for the comparison to mean something', () => {
    expect(accepted).toBeGreaterThanOrEqual(20);
  });
});
