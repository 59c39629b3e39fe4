/** Where people put secrets besides the obvious places: each planted word must go, what a control reads must stay. */

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { maskArguments, maskText } from '../../../../main/snapshot/redaction/mask.ts';
import { redactObject } from '../../../../main/snapshot/redaction/redact.ts';

/** Looks like nothing: only its place can give it away. */
const PLANTED = 'otterly';

const CUSTOM: readonly (readonly [place: string, spec: string])[] = [
  ['variables under another name than env', 'extraEnvVars: [{name: MODE, value: PLANTED}]'],
  ['variables as a map under another name', 'extraEnv: {MODE: PLANTED}\nenvironment: {MODE: PLANTED}'],
  ['variables as a map of objects', 'env: {MODE: {value: PLANTED}}'],
  ['variables as assignments', 'Env: [MODE=PLANTED, "PATH=/bin:PLANTED"]'],
  [
    'annotations to be set elsewhere',
    'podAnnotations: {a: PLANTED}\nkustomize: {commonAnnotations: {a: PLANTED}}',
  ],
  [
    'a Secret within',
    'manifests: [{apiVersion: v1, kind: Secret, data: {a: PLANTED}, stringData: {b: PLANTED}}]',
  ],
  ['a ConfigMap within', 'manifests: [{kind: ConfigMap, data: {a: PLANTED}, binaryData: {b: PLANTED}}]'],
  ['a Secret that a policy makes', 'generate: {kind: Secret, name: s, data: {data: {a: PLANTED}}}'],
  ['the data of a template', 'template: {data: {config.yaml: "a: PLANTED"}}'],
  ['substitutions', 'postBuild: {substitute: {plain: PLANTED}}'],
  ['values as text', 'helm: {values: "settings:\\n  plain: PLANTED\\n"}'],
  ['the first boot of a machine', 'userData: "chpasswd: {list: [root PLANTED]}"\nnetworkData: PLANTED'],
  ['files to be written', 'files: [{path: /etc/x, content: PLANTED}]'],
  ['a value below a name', 'password: {value: PLANTED}\nhecToken: {value: PLANTED}\napi: {key: PLANTED}'],
  [
    'several values of one parameter',
    'params: [{name: tokens, value: [PLANTED]}, {name: creds, value: {a: PLANTED}}]',
  ],
  ['the default of a parameter', 'params: [{name: token, default: PLANTED}]'],
  ['headers', 'headers: {x-team: PLANTED}\ncustomRequestHeaders: {X-Team: PLANTED}'],
  ['a sign-in written as one', 'auth: "user:PLANTED"'],
  [
    'users with their password hashes',
    'users: ["ann:$apr1$PLANTED$PLANTEDPLANTED", "ben:$2y$05$PLANTEDPLANTED"]',
  ],
  [
    'names that people coined',
    'requirepass: PLANTED\nsasl.jaas.config: PLANTED\ncertificateKey: PLANTED\nSECRET_KEY_BASE: PLANTED',
  ],
  [
    'addresses that are credentials',
    'address: https://hooks.slack.com/services/T00/B00/PLANTED\nmanifestUrl: https://r.test/v3/import/PLANTED.yaml',
  ],
  [
    'statements',
    'postInitSQL: ["ALTER ROLE x PASSWORD \'PLANTED\'", "CREATE USER a IDENTIFIED BY \'PLANTED\'"]',
  ],
  ['patches as text', 'patch: "value: {name: DB_PASSWORD, value: PLANTED}"'],
];

describe('a custom resource', () => {
  test.each(CUSTOM)('loses %s', (_place, spec) => {
    const redacted = redactObject({
      apiVersion: 'things.example.test/v1',
      kind: 'Thing',
      metadata: { name: 'thing' },
      spec: parse(spec.replaceAll('PLANTED', PLANTED)) as unknown,
    });
    expect(JSON.stringify(redacted)).not.toContain(PLANTED);
    expect(redactObject(redacted)).toEqual(redacted);
  });

  test('keeps what points at a credential, numbers and switches, and nothing that only its name could explain', () => {
    const spec = {
      password: { name: 'db', key: 'password' },
      clientSecret: { secretName: 'oauth', key: 'id' },
      apiTokenSecretRef: { name: 'dns', key: 'token' },
      data: [{ remoteRef: { key: 'path/to/it' } }],
      selector: {
        matchLabels: { app: 'shop' },
        matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }],
      },
      replicas: 3,
      tls: true,
    };
    const redacted = redactObject({
      apiVersion: 'x.test/v1',
      kind: 'X',
      metadata: { name: 'x' },
      spec: { ...spec, environment: 'production', auth: 'kubernetes', hosts: ['shop.example'] },
    });
    expect(redacted?.['spec']).toMatchObject(spec);
    expect(redacted?.['spec']).toMatchObject({
      environment: { $redacted: { length: 10, looksLike: 'plain' } },
      auth: { $redacted: {} },
      hosts: [{ $redacted: {} }],
    });
  });

  test('of a group that only looks built in is one all the same', () => {
    const redacted = redactObject({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name: 'x' },
      spec: { rules: [{ filters: [{ set: [{ name: 'Authorization', value: PLANTED }] }] }], apiKey: PLANTED },
    });
    expect(JSON.stringify(redacted)).not.toContain(PLANTED);
  });
});

test.each([
  [
    'mount options of a volume',
    { apiVersion: 'v1', kind: 'PersistentVolume', spec: { mountOptions: [PLANTED] } },
  ],
  [
    'what a driver says of an attached volume',
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'VolumeAttachment',
      status: { attachmentMetadata: { a: PLANTED } },
    },
  ],
  [
    'objects of a list that was read as one',
    {
      apiVersion: 'v1',
      kind: 'List',
      items: [
        { kind: 'Secret', data: { a: PLANTED }, stringData: { a: PLANTED } },
        { kind: 'ConfigMap', data: { a: PLANTED } },
      ],
    },
  ],
  [
    'defaults of a custom resource’s definition',
    {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      spec: { schema: { properties: { password: { type: 'string', default: PLANTED, example: PLANTED } } } },
    },
  ],
  [
    'queries in annotations that hold addresses',
    {
      metadata: {
        name: 'x',
        annotations: {
          'nginx.ingress.kubernetes.io/permanent-redirect': `https://h.test/x?x=${PLANTED}`,
          'nginx.ingress.kubernetes.io/mirror-target': `https://h.test/x?x=${PLANTED}`,
          'nginx.ingress.kubernetes.io/app-root': `/x?x=${PLANTED}`,
          'prometheus.io/path': `/metrics?x=${PLANTED}`,
        },
      },
    },
  ],
  [
    'credentials in snippets',
    {
      metadata: {
        name: 'x',
        annotations: {
          'nginx.ingress.kubernetes.io/configuration-snippet': [
            `proxy_set_header Authorization "Basic ${PLANTED}";`,
            `proxy_set_header X-Api-Key ${PLANTED};`,
            `set $api_token "${PLANTED}";`,
            `if ($http_x_api_key != "${PLANTED}") { return 403; }`,
          ].join('\n'),
        },
      },
    },
  ],
  [
    'credentials of the Corefile',
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'coredns', namespace: 'kube-system' },
      data: {
        Corefile: `.:53 {\n  etcd {\n    credentials me ${PLANTED}\n  }\n  route53 z {\n    aws_access_key A ${PLANTED}\n  }\n}`,
      },
    },
  ],
  [
    'credentials of a kubeconfig',
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'cluster-info', namespace: 'kube-public' },
      data: { kubeconfig: `users:\n- name: a\n  user:\n    token: ${PLANTED}\n    password: ${PLANTED}\n` },
    },
  ],
] as const)('%s are removed', (_place, object) => {
  const redacted = redactObject({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'x' },
    ...object,
  });
  expect(redacted).not.toBeNull();
  expect(JSON.stringify(redacted)).not.toContain(PLANTED);
  expect(redactObject(redacted)).toEqual(redacted);
});

describe('masking', () => {
  test.each([
    ['auth:\n  password: PLANTED\nport: 80', 'auth:\n  password: ***\nport: 80'],
    ['user:\n    token: PLANTED', 'user:\n    token: ***'],
    ['password: |-\n  PLANTED\n  PLANTED\nport: 80', 'password: ***\nport: 80'],
    [
      '- name: DB_PASSWORD\n  value: PLANTED\n- name: PORT\n  value: "80"',
      '- name: DB_PASSWORD\n  value: ***\n- name: PORT\n  value: "80"',
    ],
    ['{"name":"DB_PASSWORD","value":"PLANTED"}', '{"name":"DB_PASSWORD","value":***}'],
    ['curl -ume:PLANTED https://x.test', 'curl -ume:*** https://x.test'],
    ['mysql -u root -pPLANTED db', 'mysql -u root -p*** db'],
    ['sshpass -p PLANTED ssh x', 'sshpass -p *** ssh x'],
    ['redis-cli -a PLANTED ping', 'redis-cli -a *** ping'],
    ['docker login -u a -p PLANTED registry.test', 'docker login -u a -p *** registry.test'],
    ['docker run -p 80:80 x', 'docker run -p 80:80 x'],
    ['app --dsn a:PLANTED@tcp(db:3306)/x', 'app --dsn a:***@tcp(db:3306)/x'],
    ["headers:add('Authorization', 'Basic PLANTED')", "headers:add('Authorization', 'Basic ***')"],
    ['AGE-SECRET-KEY-1PLANTEDPLANTEDPLANTED', '***'],
    ['read the secret of the day\nand go on', 'read the secret of the day\nand go on'],
  ])('of %j', (text, masked) => {
    const planted = text.replaceAll('PLANTED', PLANTED);
    expect(maskText(planted)).toBe(masked);
    expect(maskText(masked)).toBe(masked);
  });

  test.each([
    [
      ['redis-server', '--requirepass', PLANTED, '--masterauth', PLANTED],
      ['redis-server', '--requirepass', '***', '--masterauth', '***'],
    ],
    [
      ['/usr/bin/mysqladmin', `-p${PLANTED}`, 'ping'],
      ['/usr/bin/mysqladmin', '-p***', 'ping'],
    ],
    [
      ['redis-cli', '-a', PLANTED, 'ping'],
      ['redis-cli', '-a', '***', 'ping'],
    ],
    [
      ['curl', '--user', `me:${PLANTED}`],
      ['curl', '--user', 'me:***'],
    ],
    [
      ['docker', 'run', '--user', '1000:1000', '-p', '80:80'],
      ['docker', 'run', '--user', '1000:1000', '-p', '80:80'],
    ],
    [
      ['server', '-p', '8080', '-a', '0.0.0.0'],
      ['server', '-p', '8080', '-a', '0.0.0.0'],
    ],
  ])('of a command line %j', (parts, masked) => {
    expect(maskArguments(parts)).toEqual(masked);
    expect(maskArguments(masked)).toEqual(masked);
  });
});
