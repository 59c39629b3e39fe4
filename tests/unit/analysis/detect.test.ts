import { describe, expect, test } from 'vitest';
import { detectPlatform } from '../../../main/analysis/platform/detect.ts';
import { buildSnapshotIndex } from '../../../main/snapshot/index.ts';
import { snapshotOf } from '../../fixtures/snapshot-builder.ts';
import { daemonSet, node, object, staticPod } from './controls/objects.ts';

const labelled = (label: string) => object('v1', 'Node', 'node-1', {}, { labels: { [label]: 'x' } });
const detect = (...objects: Parameters<typeof snapshotOf>[0]) =>
  detectPlatform(buildSnapshotIndex(snapshotOf(objects)));

describe('the platform', () => {
  test.each([
    ['EKS', 'aws', true, node('v1.34.1-eks-1', true)],
    ['GKE', 'gcp', true, labelled('cloud.google.com/gke-nodepool')],
    ['AKS', 'azure', true, labelled('kubernetes.azure.com/cluster')],
    ['ROSA', 'aws', true, labelled('api.openshift.com/rosa')],
    ['DOKS', 'digitalocean', true, labelled('doks.digitalocean.com/node-id')],
    ['OpenShift', 'self-hosted', false, labelled('node.openshift.io/os_id')],
    ['kubeadm', 'self-hosted', false, staticPod('kube-apiserver', [])],
    ['kind', 'local', false, daemonSet('kindnet', 'kube-system', { image: 'docker.io/kindest/kindnetd:v1' })],
  ])('%s of %s is recognised', (distribution, provider, managedControlPlane, sign) => {
    expect(detect(sign)).toMatchObject({ distribution, provider, managedControlPlane });
  });
  test('without a sign nothing is guessed', () => {
    expect(detect(object('v1', 'Node', 'node-1'))).toMatchObject({
      distribution: null,
      provider: null,
      managedControlPlane: null,
      supported: null,
      cni: null,
    });
  });
});
