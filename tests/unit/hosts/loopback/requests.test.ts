/** What the host reads of requests whose sender is not known, and what it answers. SECURITY S-29 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { hasBody, readSmallBody } from '../../../../main/hosts/loopback/body.ts';
import { createDownloads } from '../../../../main/hosts/loopback/downloads.ts';
import { json, refuse, refuseSocket, respond } from '../../../../main/hosts/loopback/respond.ts';
import { stringField } from '../../../../main/hosts/loopback/sign-in.ts';
import { targetOf } from '../../../../main/hosts/loopback/target.ts';

async function serverOf(handle: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(handle);
  server.on('checkContinue', handle);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, port: (server.address() as AddressInfo).port };
}

async function ask(
  port: number,
  options: { headers?: Record<string, string>; body?: string; path?: string } = {},
) {
  const { headers = {}, body = '', path = '/' } = options;
  const sent = request({ host: '127.0.0.1', port, method: 'POST', path, headers });
  sent.on('error', () => undefined);
  if (headers['Expect'] === undefined) sent.end(body);
  else sent.once('continue', () => sent.end(body));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode, headers: response.headers, text };
}

/** What the host reads of a body; `null` as a text when it reads none. */
async function readBy(body: string, headers?: Record<string, string>): Promise<string> {
  const { port } = await serverOf((incoming, response) => {
    void readSmallBody(incoming, response).then((text) =>
      json(response, { text, hasBody: hasBody(incoming) }),
    );
  });
  return (await ask(port, { body, ...(headers && { headers }) })).text;
}

test('a small body is read whole, to its last byte', async () => {
  expect(await readBy('{"token":"é"}')).toBe('{"text":"{\\"token\\":\\"é\\"}","hasBody":true}');
  expect(await readBy('x'.repeat(1000))).toContain('x'.repeat(1000));
});

test('S-29 a body of more than a thousand bytes is not kept', async () => {
  expect(await readBy('x'.repeat(1001))).toContain('"text":null');
  expect(await readBy('é'.repeat(501))).toContain('"text":null');
});

test('a client that waits for it is told to send its body', async () => {
  expect(await readBy('{}', { Expect: '100-continue' })).toContain('"text":"{}"');
});

test('a body is known by its length or by its chunks', async () => {
  expect(await readBy('', { 'Content-Length': '0' })).toBe('{"text":"","hasBody":false}');
  expect(await readBy('a', { 'Transfer-Encoding': 'chunked' })).toBe('{"text":"a","hasBody":true}');
});

test('a client that leaves in the middle is read as nothing', async () => {
  const read = Promise.withResolvers<string | null>();
  const { port } = await serverOf((incoming, response) => {
    void readSmallBody(incoming, response).then(read.resolve);
    client.destroy();
  });
  const client = connect(port, '127.0.0.1');
  client.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf');
  expect(await read.promise).toBeNull();
});

test.each([
  ['/', '/', ''],
  ['/upload?name=a%20b&purpose=x', '/upload', 'name=a+b&purpose=x'],
  ['/a?', '/a', ''],
  ['/a?b?c=1', '/a', 'b%3Fc=1'],
  ['/%2e%2e/a', '/%2e%2e/a', ''],
])('the target %s is the path %s with “%s”', (asked, path, query) => {
  const target = targetOf(asked);
  expect([target?.path, target?.query.toString()]).toEqual([path, query]);
});

test.each([undefined, '', '*', 'http://localhost/', 'a/b'])('the target %s is none', (asked) => {
  expect(targetOf(asked)).toBeNull();
});

test.each([
  ['{"token":"a"}', 'a'],
  ['{"token":1}', ''],
  ['{"other":"a"}', ''],
  ['"token"', ''],
  ['null', ''],
  ['not json', ''],
  [`{"token":"${'x'.repeat(988)}"}`, 'x'.repeat(988)],
  [`{"token":"${'x'.repeat(989)}"}`, ''],
])('the token of %s is “%s”', (text, token) => {
  expect(stringField(text, 'token')).toBe(token);
});

test('a finished file is served once, as a file of its name, and kept by no cache', async () => {
  const downloads = createDownloads();
  const path = downloads.offer('Bericht für “X”.pdf', Buffer.from('pdf'));
  const { port } = await serverOf((incoming, response) =>
    downloads.serve((incoming.url ?? '').slice('/download/'.length), incoming, response),
  );
  expect(path).toMatch(/^\/download\/[\w-]{43}$/);
  const answer = await ask(port, { path });
  expect([answer.status, answer.text]).toEqual([200, 'pdf']);
  expect(answer.headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-length': '3',
    'cache-control': 'no-store',
    'content-disposition': "attachment; filename*=UTF-8''Bericht%20f%C3%BCr%20%E2%80%9CX%E2%80%9D.pdf",
  });
  expect((await ask(port, { path })).status).toBe(404);
  expect(downloads.offer('a', Buffer.from('a'))).not.toBe(path);
});

test('a refusal closes the connection, and tells a problem only where there is one', async () => {
  const problem = { code: 'UPLOAD_TOO_LARGE', message: 'Too large.', remedy: 'Send less.' };
  const { port } = await serverOf((incoming, response) =>
    refuse(incoming, response, 413, incoming.url === '/told' ? problem : undefined),
  );
  const bare = await ask(port);
  expect([bare.status, bare.text, bare.headers['content-type']]).toEqual([413, '', 'text/plain']);
  expect(bare.headers.connection).toBe('close');
  const told = await ask(port, { path: '/told' });
  expect([JSON.parse(told.text), told.headers['content-type']]).toEqual([problem, 'application/json']);
});

test('an answer is given once', async () => {
  const { port } = await serverOf((_, response) => {
    json(response, 'first');
    respond(response, { status: 500, type: 'text/plain', body: 'second' });
  });
  const answer = await ask(port);
  expect([answer.status, answer.text, answer.headers['cache-control']]).toEqual([200, '"first"', 'no-store']);
});

test('S-06 a refusal on a bare socket is a whole answer with the security headers, then the end', async () => {
  const { server, port } = await serverOf(() => undefined);
  server.on('upgrade', (_, socket) => refuseSocket(socket, 403));
  const client = connect(port, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n');
  let text = '';
  for await (const chunk of client) text += String(chunk);
  const [status, ...headers] = text.split('\r\n');
  expect(status).toBe('HTTP/1.1 403 Forbidden');
  expect(headers).toContain('Content-Length: 0');
  expect(headers).toContain('Connection: close');
  expect(headers).toContain('X-Content-Type-Options: nosniff');
  expect(headers.slice(-2)).toEqual(['', '']);
});
