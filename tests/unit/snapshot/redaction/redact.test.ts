import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classify } from '../../../../main/snapshot/redaction/classify.ts';
import { maskArguments, maskText } from '../../../../main/snapshot/redaction/mask.ts';
import { redactObject } from '../../../../main/snapshot/redaction/redact.ts';

const PODS = { group: '', version: 'v1', resource: 'pods', kind: 'Pod', namespaced: true };
const CANARY = 'canary-Zx81-Quiet-Otter-77';

describe('redaction', () => {
  test('removes the parameters of storage classes, which stand at the top of the object', () => {
    const redacted = redactObject({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'shared' },
      provisioner: 'csi.example.test',
      parameters: { restuserkey: CANARY, plain: CANARY },
      mountOptions: [`password=${CANARY}`, CANARY],
    });
    expect(JSON.stringify(redacted)).not.toContain(CANARY);
    expect(redacted).toMatchObject({
      provisioner: 'csi.example.test',
      parameters: { plain: { $redacted: { length: CANARY.length } } },
    });
  });

  test('removes values of env, probes, lifecycle, annotations and managed fields of a pod', () => {
    const redacted = redactObject(
      {
        metadata: {
          name: 'shop',
          namespace: 'default',
          managedFields: [{ manager: 'argocd-controller', apiVersion: 'apps/v1beta1' }],
          annotations: {
            'kubectl.kubernetes.io/last-applied-configuration': `{"apiVersion":"v1beta9","x":"${CANARY}"}`,
            'eks.amazonaws.com/role-arn': 'arn:aws:iam::000000000000:role/shop',
            'team.example/note': CANARY,
          },
        },
        spec: {
          containers: [
            {
              name: 'web',
              image: 'registry.example/shop:1',
              args: ['--password', CANARY, `--api-token=${CANARY}`, '--port=80'],
              env: [
                { name: 'DB_PASSWORD', value: CANARY },
                { name: 'X', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
              ],
              livenessProbe: {
                httpGet: {
                  path: `/x?key=${CANARY}`,
                  httpHeaders: [{ name: 'Authorization', value: CANARY }],
                },
              },
              readinessProbe: { exec: { command: ['check', CANARY] } },
              lifecycle: { preStop: { exec: { command: ['sh', '-c', CANARY] } } },
            },
          ],
        },
      },
      PODS,
    );
    expect(JSON.stringify(redacted)).not.toContain(CANARY);
    expect(redacted?.apiVersion).toBe('v1');
    expect(redacted?.kind).toBe('Pod');
    expect(redacted?.$drydock).toEqual({
      apiVersionsSeen: ['apps/v1beta1', 'v1beta9'],
      fieldManagers: ['argocd-controller'],
    });
    expect(redacted?.metadata.annotations?.['eks.amazonaws.com/role-arn']).toContain('role/shop');
    expect(redacted?.spec).toMatchObject({
      containers: [
        { env: [{ value: { $redacted: { length: CANARY.length, looksLike: 'password-like-name' } } }, {}] },
      ],
    });
  });

  test('keeps the Corefile and no other ConfigMap value', () => {
    const data = { Corefile: '.:53 {}', other: CANARY };
    const map = (namespace: string, name: string) =>
      redactObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data });
    expect(map('kube-system', 'coredns')?.data).toMatchObject({
      Corefile: '.:53 {}',
      other: { $redacted: {} },
    });
    expect(map('default', 'coredns')?.data).toMatchObject({ Corefile: { $redacted: {} } });
  });

  test('leaves of a Secret only its type and number of keys', () => {
    const secret = redactObject({
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'Opaque',
      metadata: { name: 's', namespace: 'a', annotations: { note: CANARY } },
      data: { a: CANARY, b: CANARY },
    });
    expect(JSON.stringify(secret)).not.toContain(CANARY);
    expect(secret?.$drydock?.secretKeys).toBe(2);
    expect(secret).not.toHaveProperty('data');
  });

  test('removes credential-like fields of custom resources, and credentials of webhook URLs', () => {
    const custom = redactObject({
      apiVersion: 'db.example/v1',
      kind: 'Database',
      metadata: { name: 'd' },
      spec: { adminPassword: CANARY, passwordSecretRef: { name: 'kept' } },
    });
    expect(JSON.stringify(custom)).not.toContain(CANARY);
    expect(JSON.stringify(custom)).toContain('kept');
    const webhook = redactObject({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'w' },
      webhooks: [{ clientConfig: { url: `https://u:${CANARY}@hook.example/x?token=${CANARY}` } }],
    });
    expect(JSON.stringify(webhook)).not.toContain(CANARY);
    expect(JSON.stringify(webhook)).toContain('hook.example/x');
  });

  test('redacts twice to the same and never throws, whatever JSON arrives', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const once = redactObject({
          apiVersion: 'x.example/v1',
          kind: 'X',
          metadata: { name: 'x' },
          spec: value,
        });
        expect(redactObject(once)).toEqual(once);
      }),
    );
  });

  test('stands values nested a hundred thousand levels deep', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const raw: unknown = JSON.parse(
      `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"data":{"a":${deep}},"other":${deep}}`,
    );
    expect(JSON.stringify(redactObject(raw)).length).toBeLessThan(10_000);
  });

  test('does not follow __proto__', () => {
    const raw: unknown = JSON.parse(
      '{"apiVersion":"v1","kind":"X","metadata":{"name":"x"},"spec":{"__proto__":{"a":1}}}',
    );
    expect(Object.getPrototypeOf(redactObject(raw)?.spec)).toBe(Object.prototype);
  });
});

describe('classify', () => {
  test.each([
    ['x', '', 'empty'],
    ['x', 'hello there', 'plain'],
    ['x', '8080', 'boolean-or-number'],
    ['x', '/etc/ssl/ca.pem', 'file-path'],
    ['x', 'https://api.example/v1', 'url'],
    ['x', 'postgres://u:p@db.example/x', 'url-with-credentials'],
    ['x', '-----BEGIN RSA PRIVATE KEY-----\nAA', 'private-key'],
    ['x', '-----BEGIN CERTIFICATE-----\nAA', 'certificate'],
    ['x', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.abc', 'jwt'],
    ['x', 'AKIAIOSFODNN7EXAMPLE', 'aws-key'],
    ['DB_PASSWORD', 'summer', 'password-like-name'],
    // A number is a password where the name asks for one, and a switch or a size elsewhere.
    ['MYSQL_PASSWORD', '1234', 'password-like-name'],
    ['DB_PASSWORD', '1234567890123456', 'password-like-name'],
    ['PIN_SECRET', '20240131', 'password-like-name'],
    ['db.pwd', '4711', 'password-like-name'],
    ['PASSWORD_2', '123abc', 'password-like-name'],
    ['REQUIRE_PASSWORD', '1', 'boolean-or-number'],
    ['ALLOW_EMPTY_PASSWORD', 'yes', 'boolean-or-number'],
    ['MIN_PASSWORD_LENGTH', '1234', 'boolean-or-number'],
    ['MAX_TOKENS', '4096', 'boolean-or-number'],
    ['PASSWORD_FILE', '1234', 'boolean-or-number'],
    // Every shell sets these.
    ['PWD', 'srv', 'plain'],
    ['OLDPWD', '/app', 'file-path'],
    ['APP_PWD', 'winter', 'password-like-name'],
    // Headers with a credential in them, whatever their variable is called.
    ['x', 'Basic YWRtaW46c2VjcmV0', 'high-entropy'],
    ['HEADERS', 'Authorization: Bearer 7f3a99c1', 'high-entropy'],
    ['x', 'bearer abcdefghijklmnopqrstuvwxyz', 'high-entropy'],
    ['x', 'Basic authentication is off', 'plain'],
    ['x', 'sends a bearer credential', 'plain'],
    ['DB_PASSWORD', '/run/secrets/db', 'file-path'],
    ['DB_PASSWORD', '/var/run/secrets/eks.example/serviceaccount/token', 'file-path'],
    ['DB_PASSWORD', '/9j/4AAQSkZJRgABAQ', 'password-like-name'],
    ['DB_PASSWORD', '/run/../x y', 'password-like-name'],
    ['POSTGRES_PASSWORD_FILE', 'db.txt', 'plain'],
    ['TLS_KEY_FILE', 'q8Zr2LmV0tYx7WcN4bKd9', 'plain'],
    ['x', 'q8Zr2LmV0tYx7WcN4bKd9', 'high-entropy'],
  ] as const)('%s=%s is %s', (name, value, expected) => {
    expect(classify(name, value)).toBe(expected);
  });
});

describe('masking', () => {
  test.each([
    ['curl https://u:pw@host.example/?token=VALUE', 'curl https://***@host.example/?token=***'],
    ['curl "https://host.example/x?a=1&api_key=VALUE"', 'curl "https://host.example/x?a=1&api_key=***"'],
    ['url: https://host.example/#access_token=VALUE', 'url: https://host.example/#access_token=***'],
    [
      'psql postgres://h.example/db?password=VALUE&ssl=on',
      'psql postgres://h.example/db?password=***&ssl=on',
    ],
    ['GET /x?page=2&token_ttl=30s', 'GET /x?page=2&token_ttl=30s'],
  ])('of an address: %s', (text, masked) => {
    expect(maskText(text)).toBe(masked);
    expect(maskText(masked)).toBe(masked);
  });

  test('masks the argument after a credential flag and inside a shell line, not files and switches', () => {
    expect(maskArguments(['--token', 'abcdef', '--token-file', '/run/t', '--port=1'])).toEqual([
      '--token',
      '***',
      '--token-file',
      '/run/t',
      '--port=1',
    ]);
    expect(maskText('export DB_PASSWORD=summer; run --verbose')).toBe(
      'export DB_PASSWORD=***; run --verbose',
    );
    expect(maskText('curl -u me:summer https://x.example')).toBe('curl -u me:*** https://x.example');
  });
});
