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
    expect(withPolicy).toEqual(new Set(['labels', 'platform', 'vault']));
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

  it('puts a proxy beside every pod of the namespaces in the mesh, which are three of sixteen', () => {
    const meshed = cluster.all('Pod').filter(({ spec }) => JSON.stringify(spec).includes('istio-proxy'));
    expect(new Set(meshed.map(({ metadata }) => metadata.namespace))).toEqual(
      new Set(['customs', 'labels', 'tracking-api']),
    );
    for (const { spec } of cluster.pods('customs')) expect(spec.containers.at(-1)?.name).toBe('istio-proxy');
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

describe('what else is there to find', () => {
  it('shows one look-alike of a system component, three weeks old, of an account nobody knows', () => {
    const pod = cluster.one('Pod', 'kube-proxy-7zq2m', 'default');
    expect((pod['spec'] as PodSpec).containers[0]?.image).toMatch(/^docker\.io\//);
    expect(pod.metadata.creationTimestamp).toBe('2026-10-12T02:47:09Z');
    expect(JSON.stringify(pod)).toContain('svc-migrate-tmp');
    expect(pod.metadata.ownerReferences).toBeUndefined();
  });

  it('calls no webhook outside the cluster: that would be a second sign', () => {
    const text = JSON.stringify([
      ...cluster.all('MutatingWebhookConfiguration'),
      ...cluster.all('ValidatingWebhookConfiguration'),
    ]);
    const hosts = [...text.matchAll(/"url":"https:\/\/([^/:"]+)/g)].map(([, host]) => host);
    expect(new Set(hosts)).toEqual(new Set(['127.0.0.1', 'cost-tagger.monitoring.svc']));
  });

  it('has a retired ingress controller with snippets, and the interfaces of Argo CD and Grafana on it', () => {
    const text = JSON.stringify(cluster.one('Deployment', 'ingress-nginx-controller', 'ingress-nginx'));
    expect(text).toContain('registry.k8s.io/ingress-nginx/controller');
    expect(cluster.one('ConfigMap', 'ingress-nginx-controller', 'ingress-nginx')['data']).toMatchObject({
      'allow-snippet-annotations': 'true',
    });
    expect(JSON.stringify(cluster.one('Ingress', 'argocd-server', 'argocd'))).toContain(
      'deploy.halcyon.example',
    );
    expect(JSON.stringify(cluster.one('Ingress', 'grafana', 'monitoring'))).toContain(
      'dashboards.halcyon.example',
    );
  });

  it('runs CI privileged with the socket of the container runtime', () => {
    const runner = cluster.pods('ci').find(({ spec }) => spec.serviceAccountName === 'gitlab-runner')?.spec;
    expect(runner?.containers[0]?.securityContext?.privileged).toBe(true);
    expect(runner?.volumes?.map(({ hostPath }) => hostPath?.path)).toContain('/var/run/docker.sock');
  });

  it('backs databases up to a bucket, lets developers administer sandbox, and breaks one aggregated API', () => {
    expect(JSON.stringify(cluster.all('Cluster', 'data'))).toContain('s3://halcyon-pg-backup');
    expect(cluster.one('RoleBinding', 'developers-admin', 'sandbox')['roleRef']).toMatchObject({
      name: 'admin',
    });
    const broken = cluster.one('APIService', 'v1beta1.custom.metrics.k8s.io');
    expect(JSON.stringify(broken['status'])).toContain('"status":"False"');
  });

  it('has objects of every kind that the collector is refused', () => {
    expect(names('Secret', 'vault').length).toBeGreaterThan(0);
    expect(names('PersistentVolume').length).toBeGreaterThan(0);
    expect(names('CertificateSigningRequest')).toHaveLength(1);
  });
});

describe('what is well made', () => {
  it.each(['platform', 'vault'])(
    '%s is restricted, denies by default, pins digests and has a quota',
    (namespace) => {
      expect(labelsOf(namespace)['pod-security.kubernetes.io/enforce']).toBe('restricted');
      expect(cluster.one('NetworkPolicy', 'default-deny', namespace)['spec']).toEqual({
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
      });
      for (const { spec } of cluster.pods(namespace))
        for (const { image } of spec.containers) expect(image).toMatch(/@sha256:[0-9a-f]{64}$/);
      expect(names('ResourceQuota', namespace)).toHaveLength(1);
    },
  );

  it('verifies signatures for platform, and keeps tracking-api available', () => {
    expect(cluster.one('ClusterImagePolicy', 'platform-signed')['spec']).toMatchObject({ mode: 'enforce' });
    expect(labelsOf('platform')['policy.sigstore.dev/include']).toBe('true');
    expect(names('PodDisruptionBudget', 'tracking-api').toSorted()).toEqual([
      'carrier-gateway',
      'tracking-api',
    ]);
  });
});

describe('two weeks later', () => {
  const later = readCluster('later');

  it('has the fixes and the new faults, and everything else as it was', () => {
    expect(later.one('Namespace', 'parcel-photos').metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'baseline',
    });
    expect(later.clusterAdmins()).not.toContain('User marten.contractor@halcyon.example');
    expect(JSON.stringify(later.one('Deployment', 'label-renderer', 'labels'))).toContain('@sha256:');
    expect(later.one('Ingress', 'buyer-demo', 'default')).toBeDefined();
    expect(later.all('PodDisruptionBudget', 'tracking-api')).toHaveLength(1);
    expect(later.one('Pod', 'kube-proxy-7zq2m', 'default').metadata.uid).toBe(
      cluster.one('Pod', 'kube-proxy-7zq2m', 'default').metadata.uid,
    );
  });

  it('finds the pods of the first snapshot again, but those of a changed template made anew', () => {
    const at = (reader: typeof later, namespace: string) =>
      reader
        .pods(namespace)
        .map(({ object: { metadata } }) => `${metadata.name} ${metadata.creationTimestamp}`);
    expect(at(later, 'tracking-api')).toEqual(at(cluster, 'tracking-api'));
    const renderers = at(later, 'labels').filter((pod) => pod.startsWith('label-renderer'));
    expect(renderers.every((pod) => pod.endsWith('2026-11-10T10:20:04Z'))).toBe(true);
    expect(at(cluster, 'labels')).not.toEqual(expect.arrayContaining(renderers));
  });

  it('has no pod that is older than its owner', () => {
    const made = new Map(
      later.objects.map(({ metadata }) => [metadata.uid, metadata.creationTimestamp ?? '']),
    );
    for (const { metadata } of later.all('Pod'))
      for (const owner of metadata.ownerReferences ?? [])
        expect((metadata.creationTimestamp ?? '') >= (made.get(owner.uid) ?? ''), metadata.name).toBe(true);
  });

  it('refuses nothing that runs: no pod in parcel-photos breaks the new label', () => {
    for (const { spec } of later.pods('parcel-photos'))
      expect(spec.volumes?.filter(({ hostPath }) => hostPath !== undefined) ?? []).toEqual([]);
  });
});

describe('canaries', () => {
  const written = JSON.stringify([...cluster.objects, ...loadSample('later')]);

  it('are distinct, and each is really planted', () => {
    expect(new Set(SAMPLE_CANARIES).size).toBe(SAMPLE_CANARIES.length);
    for (const canary of SAMPLE_CANARIES)
      expect(
        canaryForms(canary).some((form) => written.includes(form)),
        canary,
      ).toBe(true);
  });

  it('are all in the list', () => {
    const decoded = [...cluster.all('Secret'), ...readCluster('later').all('Secret')].flatMap(({ data }) =>
      Object.values((data ?? {}) as Record<string, string>).map((text) =>
        Buffer.from(text, 'base64').toString(),
      ),
    );
    const found = `${written} ${decoded.join(' ')}`.match(/CANARY-[a-z0-9-]*[a-z0-9]/g) ?? [];
    expect(new Set(found)).toEqual(new Set(SAMPLE_CANARIES));
  });

  it('are planted in every kind of place that the collector must not carry away', () => {
    for (const place of ['secret', 'env', 'configmap', 'command', 'annotation', 'probe', 'webhook', 'cr'])
      expect(
        SAMPLE_CANARIES.some((canary) => canary.startsWith(`CANARY-${place}-`)),
        place,
      ).toBe(true);
  });
});

describe('writing the sample as files', () => {
  it('writes every object once, by namespace and kind', () => {
    const dir = mkdtempSync(join(tmpdir(), 'drydock-sample-'));
    try {
      const files = writeSample(dir, 'first');
      const objects = files.flatMap((file) => parseAllDocuments(readFileSync(file, 'utf8')));
      expect(objects).toHaveLength(cluster.objects.length);
      expect(files.map((file) => relative(dir, file))).toContain(join('parcel-photos', 'deployment.yaml'));
      expect(files.map((file) => relative(dir, file))).toContain(join('_cluster', 'node.yaml'));
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
