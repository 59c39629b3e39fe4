/** Every part of the story of main/sample/README.md is in the objects, not only in the telling. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { canaryForms, SAMPLE_CANARIES } from '../../../main/sample/canaries.ts';
import { keyOf } from '../../../main/sample/expand.ts';
import { loadSample } from '../../../main/sample/load.ts';
import { writeSample } from '../../../main/sample/write.ts';
import { type PodSpec, type Rule, readCluster } from './cluster-reader.ts';

const cluster = readCluster('first');
const names = (kind: string, namespace?: string) =>
  cluster.all(kind, namespace).map(({ metadata }) => metadata.name);
const labelsOf = (namespace: string) => cluster.one('Namespace', namespace).metadata.labels ?? {};
const allows = (rules: readonly Rule[], verb: string, resource: string) =>
  rules.some(({ verbs, resources }) => verbs.includes(verb) && resources?.includes(resource));

describe('the size of the sample', () => {
  it('has 16 namespaces, 9 nodes in 3 zones, 500 to 900 objects and more than 30 kinds', () => {
    expect(names('Namespace')).toHaveLength(16);
    const zones = cluster.all('Node').map(({ metadata }) => metadata.labels?.['topology.kubernetes.io/zone']);
    expect(zones).toHaveLength(9);
    expect(new Set(zones).size).toBe(3);
    expect(cluster.objects.length).toBeGreaterThanOrEqual(500);
    expect(cluster.objects.length).toBeLessThan(900);
    expect(new Set(cluster.objects.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(30);
  });

  it('names no object twice and puts each into a namespace that exists', () => {
    expect(new Set(cluster.objects.map(keyOf)).size).toBe(cluster.objects.length);
    const known = new Set(names('Namespace'));
    for (const { metadata } of cluster.objects)
      if (metadata.namespace !== undefined) expect(known).toContain(metadata.namespace);
  });

  it('gives every pod an address of its own, unless it shares that of its node', () => {
    const addresses = cluster
      .all('Pod')
      .filter(({ spec }) => (spec as { hostNetwork?: boolean }).hostNetwork !== true)
      .map(({ status }) => (status as { podIP: string }).podIP);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it('is the same at every start', () => {
    expect(JSON.stringify(loadSample('first'))).toBe(JSON.stringify(cluster.objects));
  });
});

describe('the path', () => {
  const uploader = cluster
    .pods('parcel-photos')
    .find(({ spec }) => spec.serviceAccountName === 'photo-uploader');

  it('begins at an Ingress that leads to an outdated image processor without sign-in', () => {
    const ingress = JSON.stringify(cluster.one('Ingress', 'photo-uploader', 'parcel-photos')['spec']);
    expect(ingress).toContain('photos.halcyon.example');
    expect(cluster.one('ConfigMap', 'photo-settings', 'parcel-photos')['data']).toMatchObject({
      UPLOAD_AUTH: 'none',
    });
    expect(uploader?.spec.containers[0]?.image).toContain('imagemagick-6.9.10');
  });

  it('goes on with a mounted token that may create pods where nothing refuses them', () => {
    expect(uploader?.spec.volumes?.some(({ name }) => name.startsWith('kube-api-access-'))).toBe(true);
    const [grant] = cluster.grants('photo-uploader', 'parcel-photos');
    expect(grant?.namespace).toBe('parcel-photos');
    expect(allows(grant?.rules ?? [], 'create', 'pods')).toBe(true);
    expect(Object.keys(labelsOf('parcel-photos')).filter((key) => key.startsWith('pod-security'))).toEqual(
      [],
    );
    expect(names('NetworkPolicy', 'parcel-photos')).toEqual([]);
  });

  it('reaches a node on which the token of a CI runner lies', () => {
    const conversion = cluster.one('Pod', 'convert-20261102-0812', 'parcel-photos')['spec'] as PodSpec;
    expect(conversion.volumes?.some(({ hostPath }) => hostPath !== undefined)).toBe(true);
    const runners = cluster.pods('ci').filter(({ spec }) => spec.serviceAccountName === 'gitlab-runner');
    expect(runners.map(({ spec }) => spec.nodeName)).toContain(conversion.nodeName);
    expect(runners.every(({ spec }) => spec.automountServiceAccountToken !== false)).toBe(true);
  });

  it('ends at the token Secret of an account that is cluster-admin', () => {
    const inArgo = cluster.grants('gitlab-runner', 'ci').find(({ namespace }) => namespace === 'argocd');
    expect(allows(inArgo?.rules ?? [], 'get', 'secrets')).toBe(true);
    const token = cluster.one('Secret', 'argocd-application-controller-token', 'argocd');
    expect(token['type']).toBe('kubernetes.io/service-account-token');
    expect(token.metadata.annotations?.['kubernetes.io/service-account.name']).toBe(
      'argocd-application-controller',
    );
    expect(cluster.clusterAdmins()).toContain('ServiceAccount argocd-application-controller');
  });

  it('is cut by removing that token: no pod runs as a cluster-admin, and nobody on the way may make a token', () => {
    const owners = cluster.all('Pod').filter(({ metadata, spec }) => {
      const grants = cluster.grants((spec as PodSpec).serviceAccountName, metadata.namespace ?? '');
      return grants.some(({ rules }) =>
        rules.some(({ verbs, resources }) => verbs.includes('*') && resources?.includes('*')),
      );
    });
    expect(owners).toEqual([]);
    for (const account of cluster.all('ServiceAccount')) {
      const { name, namespace } = account.metadata;
      if (name === 'argocd-application-controller') continue;
      const reaching = cluster
        .grants(name, namespace ?? '')
        .filter((grant) => grant.namespace === null || grant.namespace === 'argocd');
      for (const { rules } of reaching)
        if (namespace !== 'kube-system')
          for (const resource of ['secrets', 'pods', 'deployments', 'serviceaccounts/token', 'pods/exec'])
            expect(allows(rules, 'create', resource), `${namespace}/${name} ${resource}`).toBe(false);
    }
  });
});

describe('contradictions that wait for an answer', () => {
  it('isolates two of sixteen namespaces: a third has a policy that selects nothing', () => {
    const withPolicy = new Set(cluster.all('NetworkPolicy').map(({ metadata }) => metadata.namespace));
    expect([...withPolicy].toSorted()).toEqual(['labels', 'platform', 'vault']);
    const apps = cluster.pods('labels').map(({ object }) => object.metadata.labels?.['app']);
    expect(apps).not.toContain('label-printer');
    const cni = JSON.stringify(cluster.one('DaemonSet', 'aws-node', 'kube-system'));
    expect(cni).toContain('--enable-network-policy=true');
  });

  it('has cluster-admins outside the platform team', () => {
    expect(cluster.clusterAdmins()).toEqual([
      'Group halcyon:platform-team',
      'Group system:masters',
      'Group vendor:northgate-support',
      'ServiceAccount argocd-application-controller',
      'User gitlab-ci',
      'User marten.contractor@halcyon.example',
    ]);
    expect(JSON.stringify(cluster.one('ConfigMap', 'aws-auth', 'kube-system'))).toContain('system:masters');
  });

  it('keeps credentials in the environment, in config maps and in the values of a Helm release', () => {
    const env = cluster
      .all('Deployment')
      .filter((one) => /"value":"[^"]*CANARY-env/.test(JSON.stringify(one)));
    expect(env.length).toBeGreaterThanOrEqual(5);
    expect(
      cluster.all('ConfigMap').filter((one) => JSON.stringify(one['data'] ?? {}).includes('CANARY-configmap'))
        .length,
    ).toBeGreaterThanOrEqual(3);
    expect(cluster.one('Secret', 'sh.helm.release.v1.grafana.v7', 'monitoring')['type']).toBe(
      'helm.sh/release.v1',
    );
  });

  it('runs mutable tags, kubelets two minors behind, plain HTTP and a permissive mesh', () => {
    const images = cluster
      .all('Pod')
      .flatMap(({ spec }) => (spec as PodSpec).containers.map(({ image }) => image));
    expect(images.filter((image) => /:(latest|main|stable|dev)$/.test(image)).length).toBeGreaterThanOrEqual(
      5,
    );
    for (const node of cluster.all('Node'))
      expect(JSON.stringify(node['status'])).toMatch(/"kubeletVersion":"v1\.31\.\d+-eks-/);
    const plain = cluster.all('Ingress').filter(({ spec }) => (spec as { tls?: unknown }).tls === undefined);
    expect(plain.map(({ metadata }) => metadata.name).toSorted()).toEqual(['billing', 'grafana', 'labels']);
    expect(cluster.one('PeerAuthentication', 'default', 'istio-system')['spec']).toEqual({
      mtls: { mode: 'PERMISSIVE' },
    });
  });

  it('deploys to a staging cluster that nobody mentioned', () => {
    expect(JSON.stringify(cluster.one('Application', 'tracking-api-staging', 'argocd'))).toContain(
      'https://staging-eks.halcyon.example',
    );
    expect(cluster.one('Secret', 'cluster-staging-eks.halcyon.example', 'argocd').metadata.labels).toEqual({
      'argocd.argoproj.io/secret-type': 'cluster',
    });
  });
});
