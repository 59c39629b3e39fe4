/** Names of this machine, and no name that only looks like one. SECURITY S-29 */
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { isLoopbackHost, isSameOrigin } from '../../../../main/hosts/loopback/request-checks.ts';
import { stringField } from '../../../../main/hosts/loopback/sign-in.ts';
import { targetOf } from '../../../../main/hosts/loopback/target.ts';

test.each([
  ['127.0.0.1', true],
  ['127.0.0.1:8080', true],
  ['localhost:1', true],
  ['[::1]:65535', true],
  [undefined, false],
  ['', false],
  ['evil.example', false],
  ['localhost.evil.example', false],
  ['evil.example:127.0.0.1', false],
  ['xlocalhost', false],
  ['127.0.0.1.evil.example', false],
  ['127a0b0c1', false],
  ['localhost:', false],
  ['localhost:123456', false],
  ['localhost:80@evil.example', false],
])('the host %s is this machine: %s', (host, expected) => {
  expect(isLoopbackHost(host)).toBe(expected);
});

const requestOf = (headers: Record<string, string>) =>
  Object.assign(new IncomingMessage(new Socket()), { headers });

test.each([
  ['of this host', { host: 'localhost:9000', origin: 'http://localhost:9000' }, true],
  ['of another port', { host: 'localhost:9000', origin: 'http://localhost:9001' }, false],
  ['of another name of this machine', { host: 'localhost:9000', origin: 'http://127.0.0.1:9000' }, false],
  ['of another scheme', { host: 'localhost:9000', origin: 'https://localhost:9000' }, false],
  ['that is missing', { host: 'localhost:9000' }, false],
  ['of a host that is both foreign', { host: 'evil.example', origin: 'http://evil.example' }, false],
  ['of nobody', { host: 'localhost:9000', origin: 'null' }, false],
])('an origin %s is the same: %s', (_, headers, expected) => {
  expect(isSameOrigin(requestOf(headers))).toBe(expected);
});

test.each([
  ['a string', '{"secret":"a"}', 'a'],
  ['a number', '{"secret":1}', ''],
  ['another field', '{"other":"a"}', ''],
  ['no object', '"secret"', ''],
  ['null', 'null', ''],
  ['no JSON', 'not json', ''],
  ['more than a secret takes', `{"secret":"${'x'.repeat(1000)}"}`, ''],
])('a field of a message that is %s is read as what it is', (_, text, expected) => {
  expect(stringField(text, 'secret')).toBe(expected);
});

test('a request line is split and not resolved', () => {
  expect(targetOf('/upload?name=a%20b&purpose=x')?.path).toBe('/upload');
  expect(targetOf('/upload?name=a%20b&purpose=x')?.query.get('name')).toBe('a b');
  expect(targetOf('/../a')?.path).toBe('/../a');
  expect([targetOf(undefined), targetOf('*'), targetOf('http://localhost/'), targetOf('')]).toEqual([
    null,
    null,
    null,
    null,
  ]);
});
