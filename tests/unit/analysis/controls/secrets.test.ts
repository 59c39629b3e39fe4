import { type Case, testFamily } from './cases.ts';
import { deployment, granted, node, object, redacted, staticPod } from './objects.ts';

const REFUSED: Case = { forbidden: ['/pods'] };
const env = (...entries: readonly object[]): Case => ({ objects: [deployment({ env: entries })] });
const CONTAINER = 'spec.template.spec.containers[0]';
const configMap = (value: unknown) =>
  object('v1', 'ConfigMap', 'app', { data: { key: value } }, { namespace: 'shop' });
const account = (body: object = {}) => object('v1', 'ServiceAccount', 'web', body, { namespace: 'shop' });
const web = deployment({}, { serviceAccountName: 'web' });
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
      value: 'redacted (password-like-name)',
      message: /variable PASSWORD/,
    },
    pass: [
      env({ name: 'PASSWORD_FILE', value: redacted('file-path') }),
      env({ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'app', key: 'password' } } }),
    ],
    unknown: REFUSED,
  },
  'credential-in-arguments': {
    fail: {
      objects: [deployment({ args: ['--mode=live', '--password=***'] })],
      path: `${CONTAINER}.args[1]`,
      value: '--password=***',
    },
    pass: { objects: [deployment({ args: ['--password-file=/run/secrets/password'] })] },
    unknown: REFUSED,
  },
  'credential-in-config-map': {
    fail: { objects: [configMap(redacted('url-with-credentials'))], path: 'data["key"]' },
    pass: { objects: [configMap(redacted('url'))] },
    unknown: { forbidden: ['/configmaps'] },
    'not-applicable': {},
  },
  'long-lived-token': {
    fail: {
      objects: [secret('kubernetes.io/service-account-token')],
      path: 'type',
      message: /account web that never ends/,
    },
    pass: { objects: [secret('Opaque')] },
    unknown: { forbidden: ['/secrets'] },
    'not-applicable': {},
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
  },
  'no-encryption-at-rest': {
    fail: { objects: [staticPod('kube-apiserver', ['kube-apiserver'])], path: 'spec' },
    pass: {
      objects: [
        staticPod('kube-apiserver', ['kube-apiserver', '--encryption-provider-config=/etc/enc.yaml']),
      ],
    },
    unknown: [REFUSED, { objects: [node('v1.34.1-eks-1', true)], origin: 'live' }],
  },
});
