import { testFamily } from './cases.ts';
import { daemonSet, deployment } from './objects.ts';

const RESTRICTED = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
  capabilities: { drop: ['ALL'] },
};

testFamily('podsecurity', {
  baseline: {
    fail: {
      objects: [deployment({ securityContext: { privileged: true } }, { hostPID: true })],
      path: 'spec.template.spec',
      value: 'privileged, hostNamespaces',
    },
    pass: [
      { objects: [deployment()] },
      {
        objects: [
          daemonSet('calico-node', 'kube-system', {
            image: 'quay.io/calico/node:v3.30.1',
            securityContext: { privileged: true },
          }),
        ],
        message: /Recognised as Calico/,
      },
    ],
    unknown: { forbidden: ['/pods'] },
    'not-applicable': {},
  },
  restricted: {
    fail: { objects: [deployment()], message: /runAsNonRoot/ },
    pass: { objects: [deployment({ securityContext: RESTRICTED })] },
    unknown: { forbidden: ['apps/daemonsets'] },
    'not-applicable': {},
  },
});
