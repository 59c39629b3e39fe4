/** What only sounds like a secret stays whole, wherever it stands; what may be one does not. */
import { describe, expect, test } from 'vitest';
import { at } from '../../../../main/snapshot/read.ts';
import { maskDirectives, maskText } from '../../../../main/snapshot/redaction/mask.ts';
import { redactObject } from '../../../../main/snapshot/redaction/redact.ts';
import { CREDENTIAL_CLASSES, LooksLike } from '../../../../shared/evidence.ts';
import { WHOLE_LINES } from './whole-lines.ts';

const pod = (container: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a' },
  spec: { containers: [{ name: 'a', image: 'registry.example/a:1', ...container }] },
});

describe('command lines of well-known programs', () => {
  test.each(WHOLE_LINES)('%s', (_program, words) => {
    const shell = ['sh', '-c', words.join(' ')];
    for (const container of [{ args: words }, { command: words }, { command: shell }])
      expect(redactObject(pod(container))).toEqual(pod(container));
  });
  test('are many', () => expect(WHOLE_LINES.length).toBeGreaterThanOrEqual(60));
});

const NAMES = [
  'key',
  'tls-key',
  'tlsKey',
  'cert',
  'token',
  'api-token',
  'client_secret',
  'auth',
  'SECRET',
  'TLS_KEY',
];

const PATHS = [
  '/cert.key',
  '/x/y/server.pem',
  './ca.crt',
  '../certs/tls.crt',
  '/app.token',
  '/kube/admin.kubeconfig',
  '/a/store.p12',
  '/x/settings.json',
  './settings.yaml',
  '/conf.d/app.conf',
  '~/.kube/client.key',
  '$HOME/pki/client.key',
  '$(CERTS)/tls.key',
  '/etc/app/plain',
  '/var/run/secrets/kubernetes.io/serviceaccount/token',
  '/run/secrets/a',
  '/certs/a',
  '/secrets/db/key',
  '/webhook-certs/key',
  'file:///etc/ssl/private',
  'file:///tls.key',
  '/a.key,/b.key',
  '/etc/a:/etc/b',
];

/** Base64 and words that begin as a path does. */
const NO_PATHS = [
  '/9j4AAQSkZJRgABAQ',
  '/9j/4AAQSkZJRgABAQ/ZZ',
  '/otterly',
  '/otterly/quiet',
  'abc/9jQx/zz',
  '/etc',
  '/etc/a,otterly',
  '/etc/app:otterly',
  'otterly.quiet',
  'otterly.token',
  'x/Qk9c/otter+1=',
];

describe('a path is no credential', () => {
  test.each(PATHS)('%s', (path) => {
    for (const name of NAMES) {
      for (const text of [
        `--${name}=${path}`,
        `${name}: ${path}`,
        `{"${name}": "${path}"}`,
        `run --${name} ${path} -v`,
      ])
        expect(maskText(text)).toBe(text);
      for (const args of [[`--${name}=${path}`], [`--${name}`, path], [`${name}=${path}`]])
        expect(redactObject(pod({ args }))).toEqual(pod({ args }));
      expect(isCredential(variable(name, path))).toBe(false);
      expect(isCredential(setting(name, path))).toBe(false);
      expect(isCredential(setting('app.conf', `port = 80\n${name} = ${path}\n`))).toBe(false);
      expect(isCredential(custom(name, path))).toBe(false);
    }
    expect(maskDirectives(`ssl_certificate_key ${path};`)).toBe(`ssl_certificate_key ${path};`);
  });
});

describe('what begins as a path may be one', () => {
  test.each(NO_PATHS.filter((value) => value !== '/etc'))('%s', (value) => {
    for (const name of NAMES.filter((each) => each !== 'cert')) {
      expect(maskText(`--${name}=${value}`)).not.toContain(value);
      expect(JSON.stringify(redactObject(pod({ args: [`--${name}`, value] })))).not.toContain(value);
      expect(JSON.stringify(redactObject(pod({ args: [`--${name}=${value}`] })))).not.toContain(value);
    }
  });
  test('and under the name of a password only a mounted file is none', () => {
    for (const value of ['/winter.key', './winter.pem', 'winter.key', '/9j/4AAQ'])
      expect(maskText(`--password=${value}`)).toBe('--password=***');
    expect(maskText('--password=/run/secrets/db')).toBe('--password=/run/secrets/db');
    expect(isCredential(variable('DB_PASSWORD', '/winter.key'))).toBe(true);
  });
});

describe('values beside a name that sounds like a secret', () => {
  test.each([
    '--key-size=2048',
    '--secret-name=x-Y1',
    '--token-ttl=24h',
    '--token=24h0m0s',
    '--auth-mode=RBAC',
    '--authorization=rbac',
    '--password-policy=strict',
    '--secret-namespace=shop',
    '--token-ref=web',
    '--secret-class=tls',
    '--token-type=jwt',
    '--token-url=https://login.example.test/oauth/token',
    '--cookie-secure=true',
    '--tls-key= --port=80',
    '--tls-key=server-key.pem',
    '--ca-cert=pki/ca.crt',
    '--key=${KEY} --port=80',
    '--default-tls-secret=ingress/web-tls',
    '--image-pull-secrets=regcred',
    'redis-cli -a "$REDIS_PASSWORD" ping',
    'export TOKEN=`cat /run/token`; run',
    'Authorization: Bearer $TOKEN',
    'curl -H "Authorization: Bearer $(cat /var/run/secrets/kubernetes.io/serviceaccount/token)" https://a',
  ])('%s', (text) => expect(maskText(text)).toBe(text));
  test('but an address that signs in, a number and a word', () => {
    expect(maskText('--token-url=https://app:otterly@a.test/')).not.toContain('otterly');
    expect(maskText('--token=840291')).toBe('--token=***');
    expect(maskText('--auth=otterly')).toBe('--auth=***');
    expect(maskText('--key=${KEY:-otterly}')).not.toContain('otterly');
    expect(maskText('--key=${KEY}otterly')).not.toContain('otterly');
    expect(maskText('--tls-secret=Otterly=1')).not.toContain('Otterly');
    expect(maskText('--token=s3cr.key')).toBe('--token=***');
    expect(maskText('Authorization: Bearer otterly')).toBe('Authorization: Bearer ***');
    expect(maskText('Authorization: Bearer $(echo otterly)')).not.toContain('otterly');
  });
});

test('kernel parameters, cipher suites, classes and digests are not random', () => {
  const args = ['vm.max_map_count=262144', '-Dx=io.k8s.cassandra.KubernetesSeedProvider'];
  expect(redactObject(pod({ args }))).toEqual(pod({ args }));
  expect(isCredential(variable('CIPHERS', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'))).toBe(false);
  expect(isCredential(variable('TYPE', 'type.googleapis.com/envoy.filters.http.v3.RateLimit'))).toBe(false);
  const hidden = ['cXVpZXRPdHRlcjE5ODQ3Nw==', 'SEED=cXVpZXRPdHRlcjE5ODQ3Nw=='];
  const shown = JSON.stringify(redactObject(pod({ args: hidden })));
  expect(shown).not.toContain('cXVpZXRP');
});

test('a comparison gives no credential', () => {
  expect(isCredential(setting('a.cel', 'has(x) &&\nx.automountServiceAccountToken == false\n'))).toBe(false);
  expect(isCredential(setting('a.rego', 'input.db.password == "s3cr3t!"\nallow = true\n'))).toBe(true);
});

test('a map of a custom resource that has the name of labels is replaced, not masked', () => {
  const stored = custom('labels', { description: 'Labels to be added, too' });
  expect(at(stored, 'spec', 'labels', 'description', '$redacted', 'looksLike')).toBe('plain');
});

describe('an entrance keeps the characters that break out of a configuration', () => {
  test.each([
    ['https://a.test/#;load_module otterly;', '#;'],
    ['https://a.test/#;}\n\n}\nssl_engine otterly', '#;}\n'],
    ['https://a.test/?rd=otterly x', ' '],
    ['https://a.test/hooks/otterly;}', ';}'],
    ['https://a:otterly;{@a.test/x', ';{'],
    ['https://a.test/?x=otterly"\'`\\', '"\'`\\'],
  ])('%j', (value, kept) => {
    const name = 'nginx.ingress.kubernetes.io/auth-url';
    const raw = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'a', annotations: { [name]: value } },
    };
    const stored = redactObject(raw);
    const shown = stored?.metadata.annotations?.[name] ?? '';
    expect(shown).not.toContain('otterly');
    for (const unit of kept) expect(shown).toContain(unit);
    expect(redactObject(stored)).toEqual(stored);
  });
  test('and has none that was not there', () => {
    const name = 'nginx.ingress.kubernetes.io/auth-url';
    const raw = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'a', annotations: { [name]: 'https://a.test/x?rd=1' } },
    };
    expect(redactObject(raw)?.metadata.annotations?.[name]).toBe('https://a.test/x?***');
  });
});

const variable = (name: string, value: string) =>
  at(redactObject(pod({ env: [{ name, value }] })), 'spec', 'containers', 0, 'env', 0, 'value');

const setting = (key: string, value: string) =>
  at(
    redactObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { [key]: value } }),
    'data',
    key,
  );

const custom = (key: string, value: unknown) =>
  redactObject({
    apiVersion: 'example.test/v1',
    kind: 'App',
    metadata: { name: 'a' },
    spec: { [key]: value },
  });

/** Any value of a class that controls judge as a credential. */
function isCredential(stored: unknown): boolean {
  return [...JSON.stringify(stored).matchAll(/"looksLike":"([^"]+)"/g)].some(([, seen]) => {
    const looksLike = LooksLike.safeParse(seen);
    return looksLike.success && CREDENTIAL_CLASSES.has(looksLike.data);
  });
}
