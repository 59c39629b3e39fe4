import { redactObject } from '../../../main/snapshot/redaction/redact.ts';
import { WHOLE_LINES } from '../snapshot/redaction/whole-lines.ts';
import { type Case, NOTHING, testFamily } from './cases.ts';
import { deployment, granted, namespace, node, object, redacted, service, staticPod } from './objects.ts';

const REFUSED: Case = { forbidden: ['/pods'] };
const env = (...entries: readonly object[]): Case => ({ objects: [deployment({ env: entries })] });
const CONTAINER = 'spec.template.spec.containers[0]';
const configMap = (value: unknown) =>
  object('v1', 'ConfigMap', 'app', { data: { key: value } }, { namespace: 'shop' });
const storedAs = (raw: object) => {
  const stored = redactObject(raw);
  if (stored === null) throw new Error('not an object');
  return stored;
};
/** As it would be stored. */
const collected = (text: string) =>
  storedAs(object('v1', 'ConfigMap', 'app', { data: { 'app.conf': text } }, { namespace: 'shop' }));
const FILES_WITH_CREDENTIALS = [
  'db.user=app\ndb.password=winter\n',
  'db:\n  user: app\n  password: s3cr3t!\n',
  '{"db": {"user": "app",\n "password": "s3cr3t!"}}',
  '[db]\npassword = s3cr3t!\n',
  'export DB_USER=app\nexport DB_PASSWORD=s3cr3t\n',
  '<db>\n<password>s3cr3t!</password>\n</db>',
];
const FILES_WITHOUT = [
  'DB_PASSWORD_FILE=/run/secrets/db\nDB_USER=app\n',
  'db:\n  user: app\n  password: ${DB_PASSWORD}\n',
  'db:\n  user: app\n  passwordSecret: db-credentials\n',
  'db:\n  user: app\n  password: your-password-here\n',
];
const account = (body: object = {}) => object('v1', 'ServiceAccount', 'web', body, { namespace: 'shop' });
const web = deployment({}, { serviceAccountName: 'web' });
const mountsSecret = deployment({}, { volumes: [{ name: 'db', secret: { secretName: 'db' } }] });
const published = service({ type: 'NodePort', selector: { app: 'web' } });
const openShift = (spec: object) => object('config.openshift.io/v1', 'APIServer', 'cluster', { spec });
const secret = (type: string) =>
  object(
    'v1',
    'Secret',
    'web-token',
    { type },
    {
      namespace: 'shop',
      annotations: { 'kubernetes.io/service-account.name': 'web' },
    },
  );

testFamily('secrets', {
  'credential-in-env': {
    fail: {
      ...env({ name: 'MODE', value: 'live' }, { name: 'PASSWORD', value: redacted('password-like-name') }),
      path: `${CONTAINER}.env[1].value`,
      value: 'redacted (named like a password)',
      message: /variable PASSWORD/,
    },
    pass: [
      env({ name: 'PASSWORD_FILE', value: redacted('file-path') }),
      env({ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'app', key: 'password' } } }),
    ],
    unknown: REFUSED,
    'not-applicable': NOTHING,
  },
  'credential-in-arguments': {
    fail: {
      objects: [deployment({ args: ['--mode=live', '--password=***'] })],
      path: `${CONTAINER}.args[1]`,
      value: '--password=***',
    },
    pass: [
      { objects: [deployment({ args: ['--password-file=/run/secrets/password'] })] },
      // As they would be stored.
      ...WHOLE_LINES.map(([, args]) => ({ objects: [storedAs(deployment({ args }))] })),
    ],
    unknown: REFUSED,
    'not-applicable': NOTHING,
  },
  'credential-in-config-map': {
    fail: [
      { objects: [configMap(redacted('url-with-credentials'))], path: 'data["key"]' },
      { objects: [configMap('kubernetes {\n  token ***\n}\n')], value: '***' },
      ...FILES_WITH_CREDENTIALS.map((text) => ({
        objects: [collected(text)],
        path: 'data["app.conf"]',
        value: 'redacted (a credential in a file)',
        message: /a file with a line that looks like a credential/,
      })),
    ],
    pass: [
      { objects: [configMap(redacted('url'))] },
      ...FILES_WITHOUT.map((text) => ({ objects: [collected(text)] })),
    ],
    unknown: { forbidden: ['/configmaps'] },
    'not-applicable': NOTHING,
  },
  'long-lived-token': {
    fail: {
      objects: [secret('kubernetes.io/service-account-token')],
      path: 'type',
      message: /account web that never expires/,
    },
    pass: { objects: [secret('Opaque')] },
    unknown: { forbidden: ['/secrets'] },
    'not-applicable': NOTHING,
  },
  'needless-token-mount': {
    fail: { objects: [account(), web], path: 'spec.template.spec.automountServiceAccountToken' },
    pass: [
      { objects: [account({ automountServiceAccountToken: false }), web] },
      {
        objects: [
          account(),
          web,
          ...granted([{ resources: ['pods'], verbs: ['get'] }], {
            kind: 'ServiceAccount',
            namespace: 'shop',
            name: 'web',
          }),
        ],
      },
    ],
    unknown: [REFUSED, { objects: [account(), web], forbidden: ['/serviceaccounts'] }],
    'not-applicable': NOTHING,
  },
  'secret-in-env': {
    fail: [
      {
        ...env({ name: 'A', valueFrom: { secretKeyRef: { name: 'app', key: 'a' } } }),
        path: `${CONTAINER}.env[0].valueFrom.secretKeyRef`,
      },
      {
        objects: [deployment({ envFrom: [{ secretRef: { name: 'app' } }] })],
        path: `${CONTAINER}.envFrom[0].secretRef`,
      },
    ],
    pass: env({ name: 'A', value: 'b' }),
    unknown: REFUSED,
    'not-applicable': NOTHING,
  },
  'exposed-pod-holds-secrets': {
    fail: [
      {
        objects: [published, mountsSecret],
        path: 'spec.template.spec.volumes[0].secret.secretName',
        value: 'db',
        message: /Published by NodePort shop\/web and holds Secret db/,
      },
      // What was seen holds, whatever else could not be read.
      { objects: [published, mountsSecret], forbidden: ['networking.k8s.io/ingresses'] },
    ],
    pass: [{ objects: [mountsSecret] }, { objects: [published, deployment()] }],
    unknown: [REFUSED, { objects: [mountsSecret], forbidden: ['/services'] }],
    'not-applicable': NOTHING,
  },
  'no-external-store': {
    fail: [
      { objects: [deployment()], path: 'kinds' },
      { objects: [deployment({}, { volumes: [{ name: 's', csi: { driver: 'ebs.csi.aws.com' } }] })] },
    ],
    pass: [
      {
        objects: [deployment({}, { volumes: [{ name: 's', csi: { driver: 'secrets-store.csi.k8s.io' } }] })],
        message: /Secrets Store CSI Driver is used/,
      },
      { objects: [deployment({ image: 'docker.io/hashicorp/vault:1.20.0' })] },
      { objects: [object('external-secrets.io/v1', 'ExternalSecret', 'db', {}, { namespace: 'shop' })] },
    ],
    unknown: [{ objects: [deployment()], forbidden: ['/pods'] }, { origin: 'live' }],
    'not-applicable': [NOTHING, { objects: [namespace('kube-system')] }],
  },
  'no-encryption-at-rest': {
    fail: [
      {
        objects: [staticPod('kube-apiserver', ['kube-apiserver'])],
        path: 'spec.containers[0]',
        value: 'no --encryption-provider-config',
      },
      { objects: [openShift({})], path: 'spec.encryption.type', value: 'not set' },
    ],
    pass: [
      {
        objects: [
          staticPod('kube-apiserver', ['kube-apiserver', '--encryption-provider-config=/etc/enc.yaml']),
        ],
      },
      {
        objects: [
          staticPod('kube-apiserver', ['kube-apiserver', '--encryption-provider-config', '/etc/enc.yaml']),
        ],
      },
      { objects: [openShift({ encryption: { type: 'aesgcm' } })] },
    ],
    unknown: [
      REFUSED,
      { objects: [node('v1.34.1-eks-1', true)], origin: 'live' },
      { objects: [staticPod('kube-apiserver', ['/start.sh'])], message: /Another program/ },
    ],
    'not-applicable': { never: 'every cluster has an etcd; files do not show it, which is unknown' },
  },
});
