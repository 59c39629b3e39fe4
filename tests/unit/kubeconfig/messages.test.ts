/** What is wrong with a kubeconfig is said as it is, with what to do about it. */
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { proxyFailureOf } from '../../../main/collect/failure.ts';
import { requireCluster } from '../../../main/collect/reach.ts';
import { openConnection } from '../../../main/kubeconfig/connection.ts';
import { parseKubeconfig } from '../../../main/kubeconfig/parse.ts';
import { isDrydockError } from '../../../shared/errors.ts';

function text(user: object, cluster: object = {}, context: object = {}): string {
  return stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'main',
      contexts: [{ name: 'main', context: { cluster: 'c', user: 'u', ...context } }],
      clusters: [{ name: 'c', cluster: { server: 'https://192.0.2.10:6443', ...cluster } }],
      users: [{ name: 'u', user }],
    },
    { version: '1.1' },
  );
}

async function said(yaml: string): Promise<string> {
  try {
    await openConnection({ kubeconfigs: [{ path: null, text: yaml }], context: null, allowExec: [] });
    return '';
  } catch (error) {
    if (!isDrydockError(error)) throw error;
    return `${error.message} ${error.remedy}`;
  }
}

const exec = (more: object) => ({
  exec: { apiVersion: 'client.authentication.k8s.io/v1', command: '/bin/aws', ...more },
});

describe('a fault of a context names itself', () => {
  test.each<[what: string, yaml: string, words: RegExp]>([
    [
      'a user that is missing',
      text({ token: 'x' }, {}, { user: 'gone' }),
      /names the user "gone", which is not in the file/,
    ],
    [
      'a cluster that is missing',
      text({ token: 'x' }, {}, { cluster: 'gone' }),
      /names the cluster "gone", which is not in the file/,
    ],
    ['no cluster', text({ token: 'x' }, {}, { cluster: '' }), /names no cluster/],
    [
      'a server without a scheme',
      text({ token: 'x' }, { server: '192.0.2.10:6443' }),
      /server does not begin with https:\/\//,
    ],
    [
      'a server of another scheme',
      text({ token: 'x' }, { server: 'ftp://192.0.2.10' }),
      /begins with ftp:\/\/ instead of https/,
    ],
    ['no server', text({ token: 'x' }, { server: '' }), /has no server/],
    [
      'a server with a blank',
      text({ token: 'x' }, { server: 'https://a b' }),
      /contains a space or a line break/,
    ],
    [
      'a server with a password',
      text({ token: 'x' }, { server: 'https://me:pw@192.0.2.1' }),
      /contains a user name or a password/,
    ],
    ['a server with a query', text({ token: 'x' }, { server: 'https://192.0.2.1/?a' }), /contains a query/],
    [
      'a token with a line end',
      text({ token: 'x\n' }),
      /token contains a line break at its end.*on one line/,
    ],
    ['a token over two lines', text({ token: 'x\ny' }), /token contains a line break\./],
    [
      'a password with a control character',
      text({ username: 'u', password: 'a\u0001' }),
      /control character|not valid YAML/,
    ],
    [
      'an authority and no check',
      text({ token: 'x' }, { 'certificate-authority': '/ca', 'insecure-skip-tls-verify': true }),
      /certificate authority and insecure-skip-tls-verify.*Remove insecure-skip-tls-verify/,
    ],
    [
      'a token and a password',
      text({ token: 'x', username: 'u', password: 'p' }),
      /both a token and a user name with a password/,
    ],
    [
      'a certificate without its key',
      text({ 'client-certificate': '/a' }),
      /client certificate without its key/,
    ],
    ['a key without its certificate', text({ 'client-key': '/a' }), /client key without its certificate/],
    [
      'a proxy that is none',
      text({ token: 'x' }, { 'proxy-url': 'ftp://p' }),
      /proxy-url is not an http, https or socks5 address/,
    ],
    ['groups without a user', text({ token: 'x', 'as-groups': ['g'] }), /impersonates groups without a user/],
    [
      'an old protocol',
      text(exec({ apiVersion: 'client.authentication.k8s.io/v1alpha1' })),
      /protocol version that Kubernetes removed.*Update/,
    ],
    ['a sign-in program without a name', text(exec({ command: '' })), /sign-in program has no name/],
    [
      'a program that needs a terminal',
      text(exec({ interactiveMode: 'Always' })),
      /requires a terminal.*Ask for a token or a client certificate/,
    ],
    [
      'an auth-provider',
      text({ 'auth-provider': { name: 'gcp' } }),
      /auth-provider.*Ask for a token or a client certificate/,
    ],
    ['a field of the future', text({ token: 'x', teleport: true }), /field teleport.*Ask for a token/],
    ['a relative path without a folder', text({ tokenFile: 'a' }), /relative path.*full path/],
  ])('%s', async (_, yaml, words) => {
    const line = await said(yaml);
    expect(line).toMatch(words);
    expect(line).not.toMatch(/uses \S+, which Drydock does not support/);
    expect(line.match(/[.!?](?= [A-Z]|$)/g)?.length).toBeLessThanOrEqual(2);
  });

  test('broken YAML says its line, and nothing of what stands there', async () => {
    expect(await said('users:\n- name: a\n  user: {token: "sec-ret\n')).toMatch(
      /line \d: a quote is not closed/,
    );
    expect(await said('users: [{name: a, user: {token: "sec-ret"}}')).not.toContain('sec-ret');
  });
});

test('an authority in !!binary is the base64 that kubectl reads', () => {
  const data = Buffer.from('-----BEGIN CERTIFICATE-----\n').toString('base64');
  const yaml = `contexts: [{name: a, context: {cluster: c}}]\nclusters:\n- name: c\n  cluster:\n    server: https://x\n    certificate-authority-data: !!binary ${Buffer.from(data).toString('base64')}\n`;
  expect(parseKubeconfig([{ path: null, text: yaml }]).clusters.get('c')?.certificateAuthority).toEqual({
    data,
    alsoFile: false,
  });
});

test('a dead proxy is named, and not the server behind it', async () => {
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  const get = async () => Promise.reject(proxyFailureOf('http://127.0.0.1:9', refused));
  const asked = requireCluster({ get } as never, 'https://192.0.2.10');
  await expect(asked).rejects.toMatchObject({
    code: 'PROXY_UNREACHABLE',
    message: 'The proxy http://127.0.0.1:9 to https://192.0.2.10 does not work: nothing listens there.',
  });
});
