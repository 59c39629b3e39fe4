import { type Case, testFamily } from './cases.ts';
import { deployment, node, object, serverVersion } from './objects.ts';

const eks = (minor: number, finishedAt: string): Case => ({
  objects: [node(`v1.${minor}.1-eks-1`, true)],
  facts: serverVersion(minor, '-eks-1'),
  finishedAt,
});
const kubelet = (minor: number): Case => ({ objects: [node(`v1.${minor}.1`)], facts: serverVersion(35) });
const nginx = deployment({ image: 'registry.k8s.io/ingress-nginx/controller:v1.13.3' });
const cronJob = (apiVersion: string, seen: readonly string[] = []) => ({
  ...object(apiVersion, 'CronJob', 'nightly', { spec: {} }, { namespace: 'shop' }),
  $drydock: { apiVersionsSeen: seen },
});

testFamily('version', {
  'server-out-of-support': {
    fail: [
      { ...eks(33, '2026-11-02T09:00:00Z'), message: /ended on 2026-07-29 \(table as of 20/ },
      // Older than the whole table.
      eks(19, '2026-11-02T09:00:00Z'),
      {
        facts: serverVersion(33),
        finishedAt: '2026-07-01T00:00:00Z',
        path: 'apiFacts.serverVersion.gitVersion',
      },
    ],
    pass: [eks(34, '2026-11-02T09:00:00Z'), { facts: serverVersion(33), finishedAt: '2026-06-28T23:00:00Z' }],
    unknown: [{}, { facts: serverVersion(99) }],
  },
  'kubelet-skew': {
    fail: [
      { ...kubelet(34), severity: 'low', path: 'status.nodeInfo.kubeletVersion', value: 'v1.34.1' },
      { ...kubelet(33), severity: 'medium' },
      { ...kubelet(31), severity: 'high' },
    ],
    pass: kubelet(35),
    unknown: [{ forbidden: ['/nodes'] }, { objects: [node('v1.34.1')] }],
  },
  'retired-component': {
    fail: {
      objects: [nginx],
      finishedAt: '2026-04-01T00:00:00Z',
      path: 'spec.template.spec.containers[0].image',
    },
    pass: [{ objects: [nginx], finishedAt: '2026-03-01T00:00:00Z' }, { objects: [deployment()] }],
    unknown: { forbidden: ['/pods'] },
  },
  'removed-api': {
    fail: [
      {
        objects: [cronJob('batch/v1beta1')],
        path: 'apiVersion',
        message: /is written as batch\/v1beta1, which Kubernetes 1\.25 removed/,
      },
      {
        objects: [cronJob('batch/v1', ['batch/v1beta1'])],
        path: 'metadata.managedFields',
        value: 'batch/v1beta1',
      },
      { objects: [cronJob('batch/v1beta1')], facts: serverVersion(23), message: /1\.25 removes/ },
    ],
    pass: [{ objects: [cronJob('batch/v1', ['batch/v1'])] }, {}],
    unknown: { forbidden: ['batch/cronjobs'] },
  },
});
