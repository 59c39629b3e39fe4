/**
 * From the manifests that people write to the objects that a cluster holds: ReplicaSets, Pods, EndpointSlices,
 * identifiers, timestamps and statuses. Deterministic: the same manifests always give the same bytes.
 */
import { createHash } from 'node:crypto';
import { fillNode, nodeCompanions } from './expand-nodes.ts';
import { podFrom } from './expand-pods.ts';

/** A Kubernetes object as plain JSON. */
export interface SampleObject {
  apiVersion: string;
  kind: string;
  metadata: SampleMeta;
  [field: string]: unknown;
}
export interface SampleMeta {
  name: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  creationTimestamp?: string;
  uid?: string;
  ownerReferences?: {
    apiVersion: string;
    kind: string;
    name: string;
    uid: string;
    controller: boolean;
    blockOwnerDeletion: boolean;
  }[];
  [field: string]: unknown;
}
export interface PodTemplate {
  metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: Record<string, unknown>;
}

/** Expands manifests; `now` is the moment of the snapshot (ISO 8601). Input objects are not changed. */
export function expandCluster(manifests: readonly SampleObject[], now: string): SampleObject[] {
  const context = new Expansion(structuredClone(manifests) as SampleObject[], now);
  return context.run();
}

/** A stable number from 0 to `below - 1` for a text. */
export function pick(text: string, below: number): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) % below;
}

/** `length` characters as Kubernetes makes them for generated names (no vowels, no look-alikes). */
export function suffix(text: string, length: number): string {
  const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
  const bytes = createHash('sha256').update(`suffix ${text}`).digest();
  return Array.from({ length }, (_, i) => alphabet[(bytes[i] ?? 0) % alphabet.length]).join('');
}

/** A version 4 UUID shape from a text. */
export function stableUid(text: string): string {
  const hex = createHash('sha256').update(`uid ${text}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function keyOf(object: SampleObject): string {
  return `${object.apiVersion}|${object.kind}|${object.metadata.namespace ?? ''}|${object.metadata.name}`;
}

/** Kinds that the platform or an operator writes; nobody applied them with kubectl. */
const NOT_APPLIED = new Set([
  'Node',
  'Namespace',
  'Lease',
  'APIService',
  'FlowSchema',
  'PriorityLevelConfiguration',
  'CertificateSigningRequest',
  'PersistentVolume',
]);
/** Namespaces whose objects were applied by hand with `kubectl apply`, and so carry the last-applied annotation. */
const APPLIED_BY_HAND = new Set(['billing-legacy', 'sandbox', 'parcel-photos', 'default', 'ci']);
const MANAGED_BY_HELM = new Set(['ingress-nginx', 'istio-system', 'monitoring', 'vault', 'argocd', 'data']);

class Expansion {
  readonly now: string;
  private readonly written: SampleObject[];
  private readonly all = new Map<string, SampleObject>();
  private nextPodAddress = 10;
  private nextServiceAddress = 10;

  constructor(written: SampleObject[], now: string) {
    this.written = written;
    this.now = now;
  }

  run(): SampleObject[] {
    for (const object of this.written)
      this.add(this.finish(applied(object), object.metadata.creationTimestamp));
    const nodes = this.ofKind('Node');
    for (const [index, node] of nodes.entries()) {
      fillNode(node, index, this.now);
      for (const companion of nodeCompanions(node, this.now)) this.add(this.finish(companion));
    }
    for (const namespace of this.ofKind('Namespace')) this.fillNamespace(namespace);
    for (const cronJob of this.ofKind('CronJob')) this.jobsOf(cronJob);
    for (const job of this.ofKind('Job')) this.podsOfJob(job);
    for (const deployment of this.ofKind('Deployment')) this.replicaSetsOf(deployment);
    for (const daemonSet of this.ofKind('DaemonSet')) this.podsOfDaemonSet(daemonSet);
    for (const statefulSet of this.ofKind('StatefulSet')) this.podsOfStatefulSet(statefulSet);
    for (const pod of this.written.filter((object) => object.kind === 'Pod')) this.nakedPod(pod);
    for (const service of this.ofKind('Service')) this.endpointsOf(service);
    let resourceVersion = 48_120_000;
    for (const object of this.all.values()) {
      resourceVersion += 1 + pick(`rv ${keyOf(object)}`, 400);
      object.metadata['resourceVersion'] = String(resourceVersion);
    }
    return [...this.all.values()];
  }

  private ofKind(kind: string): SampleObject[] {
    return [...this.all.values()].filter((object) => object.kind === kind);
  }

  private add(object: SampleObject): SampleObject {
    const key = keyOf(object);
    if (this.all.has(key)) throw new Error(`the sample defines ${key} twice`);
    this.all.set(key, object);
    return object;
  }

  /** Adds what the API server adds to every object. */
  private finish(object: SampleObject, created?: string): SampleObject {
    const meta = object.metadata;
    meta.uid ??= stableUid(keyOf(object));
    meta.creationTimestamp = created ?? meta.creationTimestamp ?? this.creationOf(object);
    if (object['spec'] !== undefined && meta['generation'] === undefined)
      meta['generation'] = 1 + pick(`gen ${keyOf(object)}`, 9);
    return object;
  }

  private creationOf(object: SampleObject): string {
    const birth = Date.parse('2024-02-12T08:14:00Z');
    const isSystem =
      object.metadata.namespace === 'kube-system' || object.metadata.name.startsWith('system:');
    if (isSystem || object.kind === 'APIService') return iso(birth + pick(keyOf(object), 3600) * 1000);
    // Old enough that nothing counts as fresh unless the story says so.
    const end = Date.parse('2026-07-01T00:00:00Z');
    return iso(birth + pick(keyOf(object), Math.floor((end - birth) / 1000)) * 1000);
  }

  private fillNamespace(namespace: SampleObject): void {
    const name = namespace.metadata.name;
    namespace.metadata.labels = { 'kubernetes.io/metadata.name': name, ...namespace.metadata.labels };
    namespace['spec'] = { finalizers: ['kubernetes'] };
    namespace['status'] = { phase: 'Active' };
    this.addIfMissing({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default', namespace: name },
    });
    this.addIfMissing({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'kube-root-ca.crt',
        namespace: name,
        annotations: {
          'kubernetes.io/description': 'Contains a CA bundle that can be used to verify the kube-apiserver.',
        },
      },
      data: {
        'ca.crt':
          '-----BEGIN CERTIFICATE-----\nMIIBsampleHalcyonFreightClusterAuthority\n-----END CERTIFICATE-----\n',
      },
    });
    if (namespace.metadata.labels['istio-injection'] === 'enabled' || name === 'istio-system') {
      this.addIfMissing({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'istio-ca-root-cert', namespace: name, labels: { 'istio.io/config': 'true' } },
        data: {
          'root-cert.pem':
            '-----BEGIN CERTIFICATE-----\nMIIBsampleHalcyonFreightMeshAuthority\n-----END CERTIFICATE-----\n',
        },
      });
    }
  }

  private addIfMissing(object: SampleObject): void {
    if (!this.all.has(keyOf(object))) this.add(this.finish(object));
  }

  private replicaSetsOf(deployment: SampleObject): void {
    const spec = deployment['spec'] as { replicas?: number; selector: unknown; template: PodTemplate };
    const replicas = spec.replicas ?? 1;
    const id = `${deployment.metadata.namespace}/${deployment.metadata.name}`;
    const revision = 2 + pick(`revision ${id}`, 30);
    deployment.metadata.annotations = {
      'deployment.kubernetes.io/revision': String(revision),
      ...deployment.metadata.annotations,
    };
    deployment['status'] = {
      observedGeneration: deployment.metadata['generation'],
      replicas,
      updatedReplicas: replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
      conditions: [
        { type: 'Available', status: replicas > 0 ? 'True' : 'False', reason: 'MinimumReplicasAvailable' },
      ],
    };
    const older = pick(`older ${id}`, 3) === 0 ? [0] : [];
    for (const [age, count] of [replicas, ...older].entries()) {
      const hash = suffix(`${id} ${age}`, 10);
      const labels = { ...spec.template.metadata?.labels, 'pod-template-hash': hash };
      const template = { ...spec.template, metadata: { ...spec.template.metadata, labels } };
      const replicaSet = this.add(
        this.finish(
          {
            apiVersion: 'apps/v1',
            kind: 'ReplicaSet',
            metadata: {
              name: `${deployment.metadata.name}-${hash}`,
              ...inNamespace(deployment),
              labels,
              annotations: {
                'deployment.kubernetes.io/desired-replicas': String(count),
                'deployment.kubernetes.io/revision': String(revision - age),
              },
              ownerReferences: [ownerReference(deployment)],
            },
            spec: { replicas: count, selector: spec.selector, template },
            status: {
              replicas: count,
              readyReplicas: count,
              availableReplicas: count,
              fullyLabeledReplicas: count,
            },
          },
          this.laterThan(deployment, `rs ${age}`),
        ),
      );
      for (let i = 0; i < count; i += 1) {
        this.pod(replicaSet, template, `${replicaSet.metadata.name}-${suffix(`${id} ${age} ${i}`, 5)}`);
      }
    }
  }

  private podsOfDaemonSet(daemonSet: SampleObject): void {
    const spec = daemonSet['spec'] as { template: PodTemplate };
    const id = `${daemonSet.metadata.namespace}/${daemonSet.metadata.name}`;
    const hash = suffix(`ds ${id}`, 9);
    const nodes = this.candidates(spec.template);
    const count = nodes.length;
    daemonSet['status'] = {
      currentNumberScheduled: count,
      desiredNumberScheduled: count,
      numberAvailable: count,
      numberMisscheduled: 0,
      numberReady: count,
      updatedNumberScheduled: count,
    };
    this.controllerRevision(daemonSet, hash);
    for (const node of nodes) {
      const labels = {
        ...spec.template.metadata?.labels,
        'controller-revision-hash': hash,
        'pod-template-generation': '3',
      };
      this.pod(
        daemonSet,
        { ...spec.template, metadata: { ...spec.template.metadata, labels } },
        `${daemonSet.metadata.name}-${suffix(`${id} ${node.metadata.name}`, 5)}`,
        node,
      );
    }
  }

  private podsOfStatefulSet(statefulSet: SampleObject): void {
    const spec = statefulSet['spec'] as {
      replicas?: number;
      template: PodTemplate;
      volumeClaimTemplates?: { metadata: { name: string }; spec: Record<string, unknown> }[];
    };
    const replicas = spec.replicas ?? 1;
    const hash = `${statefulSet.metadata.name}-${suffix(`sts ${statefulSet.metadata.namespace}/${statefulSet.metadata.name}`, 10)}`;
    statefulSet['status'] = {
      replicas,
      readyReplicas: replicas,
      currentReplicas: replicas,
      updatedReplicas: replicas,
      availableReplicas: replicas,
      currentRevision: hash,
      updateRevision: hash,
    };
    this.controllerRevision(statefulSet, hash.slice(statefulSet.metadata.name.length + 1));
    for (let i = 0; i < replicas; i += 1) {
      const podName = `${statefulSet.metadata.name}-${i}`;
      const claims = (spec.volumeClaimTemplates ?? []).map((claim) => {
        const name = `${claim.metadata.name}-${podName}`;
        this.claim(
          name,
          statefulSet.metadata.namespace ?? 'default',
          claim.spec,
          spec.template.metadata?.labels ?? {},
        );
        return { name: claim.metadata.name, persistentVolumeClaim: { claimName: name } };
      });
      const volumes = [...((spec.template.spec['volumes'] as unknown[] | undefined) ?? []), ...claims];
      const labels = {
        ...spec.template.metadata?.labels,
        'controller-revision-hash': hash,
        'statefulset.kubernetes.io/pod-name': podName,
        'apps.kubernetes.io/pod-index': String(i),
      };
      this.pod(
        statefulSet,
        {
          metadata: { ...spec.template.metadata, labels },
          spec: { ...spec.template.spec, hostname: podName, ...(volumes.length > 0 && { volumes }) },
        },
        podName,
      );
    }
  }

  private claim(
    name: string,
    namespace: string,
    spec: Record<string, unknown>,
    labels: Record<string, string>,
  ): void {
    const claim: SampleObject = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name, namespace, labels },
      spec,
    };
    this.finish(claim);
    const volumeName = `pvc-${claim.metadata.uid}`;
    const storage =
      (spec['resources'] as { requests?: { storage?: string } } | undefined)?.requests?.storage ?? '10Gi';
    claim['spec'] = { volumeMode: 'Filesystem', ...spec, volumeName };
    claim['status'] = { phase: 'Bound', accessModes: spec['accessModes'], capacity: { storage } };
    this.add(claim);
    this.add(
      this.finish(
        {
          apiVersion: 'v1',
          kind: 'PersistentVolume',
          metadata: {
            name: volumeName,
            annotations: { 'pv.kubernetes.io/provisioned-by': 'ebs.csi.aws.com' },
          },
          spec: {
            accessModes: spec['accessModes'],
            capacity: { storage },
            claimRef: {
              apiVersion: 'v1',
              kind: 'PersistentVolumeClaim',
              name,
              namespace,
              uid: claim.metadata.uid,
            },
            csi: {
              driver: 'ebs.csi.aws.com',
              fsType: 'ext4',
              volumeHandle: `vol-0${stableUid(volumeName).replaceAll('-', '').slice(0, 16)}`,
            },
            persistentVolumeReclaimPolicy: 'Delete',
            storageClassName: spec['storageClassName'] ?? 'gp3',
            volumeMode: 'Filesystem',
          },
          status: { phase: 'Bound' },
        },
        claim.metadata.creationTimestamp,
      ),
    );
  }

  private controllerRevision(owner: SampleObject, hash: string): void {
    this.add(
      this.finish(
        {
          apiVersion: 'apps/v1',
          kind: 'ControllerRevision',
          metadata: {
            name: `${owner.metadata.name}-${hash}`,
            ...inNamespace(owner),
            labels: { 'controller-revision-hash': hash },
            ownerReferences: [ownerReference(owner)],
          },
          data: {
            spec: { template: { $patch: 'replace', ...(owner['spec'] as { template: object }).template } },
          },
          revision: 3,
        },
        owner.metadata.creationTimestamp,
      ),
    );
  }

  private jobsOf(cronJob: SampleObject): void {
    const spec = cronJob['spec'] as { jobTemplate: { spec: Record<string, unknown> }; suspend?: boolean };
    cronJob['status'] = {
      lastScheduleTime: iso(Date.parse(this.now) - 6 * 3_600_000),
      lastSuccessfulTime: iso(Date.parse(this.now) - 5.9 * 3_600_000),
    };
    if (spec.suspend === true) return;
    for (const days of [2, 1]) {
      const at = Date.parse(this.now) - days * 86_400_000 - 6 * 3_600_000;
      this.add(
        this.finish(
          {
            apiVersion: 'batch/v1',
            kind: 'Job',
            metadata: {
              name: `${cronJob.metadata.name}-${Math.floor(at / 60_000)}`,
              ...inNamespace(cronJob),
              ownerReferences: [ownerReference(cronJob)],
            },
            spec: structuredClone(spec.jobTemplate.spec),
            status: { succeeded: 1, completionTime: iso(at + 240_000) },
          },
          iso(at),
        ),
      );
    }
  }

  private podsOfJob(job: SampleObject): void {
    const spec = job['spec'] as { template: PodTemplate; backoffLimit?: number };
    spec.backoffLimit ??= 6;
    job['status'] ??= {
      succeeded: 1,
      completionTime: iso(Date.parse(job.metadata.creationTimestamp ?? this.now) + 240_000),
    };
    const labels = {
      ...spec.template.metadata?.labels,
      'batch.kubernetes.io/job-name': job.metadata.name,
      'batch.kubernetes.io/controller-uid': job.metadata.uid ?? '',
    };
    const pod = this.pod(
      job,
      { ...spec.template, metadata: { ...spec.template.metadata, labels } },
      `${job.metadata.name}-${suffix(job.metadata.name, 5)}`,
      undefined,
      job.metadata.creationTimestamp,
    );
    pod['status'] = { ...(pod['status'] as object), phase: 'Succeeded' };
  }

  private nakedPod(written: SampleObject): void {
    const stored = this.all.get(keyOf(written));
    if (stored === undefined) return;
    const template: PodTemplate = {
      metadata: { labels: written.metadata.labels ?? {} },
      spec: written['spec'] as Record<string, unknown>,
    };
    const made = podFrom({
      template,
      name: written.metadata.name,
      namespace: written.metadata.namespace ?? 'default',
      node: this.place(template, written.metadata.name),
      address: this.podAddress(),
      created: stored.metadata.creationTimestamp ?? this.now,
    });
    stored['spec'] = made['spec'];
    stored['status'] = made['status'];
  }

  private pod(
    owner: SampleObject,
    template: PodTemplate,
    name: string,
    node?: SampleObject,
    created?: string,
  ): SampleObject {
    const pod = podFrom({
      template,
      name,
      namespace: owner.metadata.namespace ?? 'default',
      node: node ?? this.place(template, name),
      address: this.podAddress(),
      created: created ?? this.recently(name),
    });
    pod.metadata.ownerReferences = [ownerReference(owner)];
    return this.add(this.finish(pod));
  }

  /** Pods restart often: within the last seven weeks. */
  private recently(name: string): string {
    return iso(Date.parse(this.now) - 3_600_000 * (5 + pick(`age ${name}`, 24 * 49)));
  }

  private laterThan(object: SampleObject, salt: string): string {
    const from = Date.parse(object.metadata.creationTimestamp ?? this.now);
    const span = Math.max(1, Math.floor((Date.parse(this.now) - from) / 1000));
    return iso(from + pick(`${salt} ${keyOf(object)}`, span) * 1000);
  }

  private candidates(template: PodTemplate): SampleObject[] {
    const selector = Object.entries(
      (template.spec['nodeSelector'] as Record<string, string> | undefined) ?? {},
    ).filter(([key]) => key !== 'kubernetes.io/os');
    return this.ofKind('Node').filter((node) =>
      selector.every(([key, value]) => node.metadata.labels?.[key] === value),
    );
  }

  private place(template: PodTemplate, name: string): SampleObject {
    const nodes = this.candidates(template);
    const named = nodes.find((node) => node.metadata.name === template.spec['nodeName']);
    const node = named ?? nodes[pick(`node ${name}`, Math.max(1, nodes.length))];
    if (node === undefined) throw new Error(`no node fits ${name}`);
    return node;
  }

  private podAddress(): string {
    this.nextPodAddress += 1;
    // The documentation ranges hold too few pods; 198.18.0.0/15 belongs to nobody either.
    const host = this.nextPodAddress;
    return `198.18.${Math.floor(host / 250)}.${1 + (host % 250)}`;
  }

  private endpointsOf(service: SampleObject): void {
    const spec = service['spec'] as {
      selector?: Record<string, string>;
      ports?: { name?: string; port: number; targetPort?: number | string; protocol?: string }[];
      type?: string;
      clusterIP?: string;
      clusterIPs?: string[];
      [field: string]: unknown;
    };
    if (spec.type === 'ExternalName') return;
    if (spec.clusterIP === undefined) {
      this.nextServiceAddress += 1;
      spec.clusterIP =
        service.metadata.name === 'kubernetes' ? '198.19.0.1' : `198.19.0.${this.nextServiceAddress}`;
    }
    spec.clusterIPs = [spec.clusterIP];
    spec.type ??= 'ClusterIP';
    spec['sessionAffinity'] ??= 'None';
    spec['internalTrafficPolicy'] ??= 'Cluster';
    spec['ipFamilies'] ??= ['IPv4'];
    spec['ipFamilyPolicy'] ??= 'SingleStack';
    for (const port of spec.ports ?? []) {
      port.protocol ??= 'TCP';
      port.targetPort ??= port.port;
    }
    service['status'] ??= { loadBalancer: {} };
    if (spec.selector === undefined) return;
    const selector = Object.entries(spec.selector);
    const pods = this.ofKind('Pod').filter(
      (pod) =>
        pod.metadata.namespace === service.metadata.namespace &&
        (pod['status'] as { phase?: string }).phase === 'Running' &&
        selector.every(([key, value]) => pod.metadata.labels?.[key] === value),
    );
    const portNumber = (port: { port: number; targetPort?: number | string }): number =>
      typeof port.targetPort === 'number'
        ? port.targetPort
        : (namedPort(pods[0], port.targetPort) ?? port.port);
    const meta = (name: string): SampleMeta => ({
      name,
      ...inNamespace(service),
      labels: { ...service.metadata.labels },
    });
    const target = (pod: SampleObject) => ({
      kind: 'Pod',
      name: pod.metadata.name,
      namespace: pod.metadata.namespace,
      uid: pod.metadata.uid,
    });
    const ports = (spec.ports ?? []).map((port) => ({
      ...(port.name !== undefined && { name: port.name }),
      port: portNumber(port),
      protocol: port.protocol,
    }));
    this.add(
      this.finish(
        {
          apiVersion: 'v1',
          kind: 'Endpoints',
          metadata: meta(service.metadata.name),
          ...(pods.length > 0 && {
            subsets: [
              {
                addresses: pods.map((pod) => ({
                  ip: (pod['status'] as { podIP: string }).podIP,
                  nodeName: (pod['spec'] as { nodeName: string }).nodeName,
                  targetRef: target(pod),
                })),
                ports,
              },
            ],
          }),
        },
        service.metadata.creationTimestamp,
      ),
    );
    const slice = meta(`${service.metadata.name}-${suffix(`slice ${keyOf(service)}`, 5)}`);
    slice.labels = {
      ...slice.labels,
      'kubernetes.io/service-name': service.metadata.name,
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    };
    slice.ownerReferences = [ownerReference(service)];
    this.add(
      this.finish(
        {
          apiVersion: 'discovery.k8s.io/v1',
          kind: 'EndpointSlice',
          metadata: slice,
          addressType: 'IPv4',
          endpoints: pods.map((pod) => ({
            addresses: [(pod['status'] as { podIP: string }).podIP],
            conditions: { ready: true, serving: true, terminating: false },
            nodeName: (pod['spec'] as { nodeName: string }).nodeName,
            targetRef: target(pod),
          })),
          ports: ports.map((port) => ({ name: '', ...port })),
        },
        service.metadata.creationTimestamp,
      ),
    );
  }
}

function namedPort(pod: SampleObject | undefined, name: number | string | undefined): number | undefined {
  const containers =
    (pod?.['spec'] as { containers?: { ports?: { name?: string; containerPort: number }[] }[] } | undefined)
      ?.containers ?? [];
  return containers.flatMap((container) => container.ports ?? []).find((port) => port.name === name)
    ?.containerPort;
}

/** The API server stores what `stringData` says as base64 under `data`. */
function encodeSecret(object: SampleObject): void {
  const text = object['stringData'] as Record<string, string> | undefined;
  if (text === undefined) return;
  const encoded = Object.entries(text).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  object['data'] = { ...(object['data'] as object | undefined), ...Object.fromEntries(encoded) };
  delete object['stringData'];
}

/** Adds the traces of who wrote an object: managed fields, and what `kubectl apply` leaves behind. */
function applied(written: SampleObject): SampleObject {
  const object = structuredClone(written);
  encodeSecret(object);
  const namespace = object.metadata.namespace ?? '';
  if (
    object.metadata['managedFields'] !== undefined ||
    NOT_APPLIED.has(object.kind) ||
    object.metadata.name.startsWith('system:')
  )
    return object;
  const byHand = APPLIED_BY_HAND.has(namespace) && object.kind !== 'Secret';
  const manager = byHand
    ? 'kubectl-client-side-apply'
    : MANAGED_BY_HELM.has(namespace)
      ? 'helm'
      : namespace === 'kube-system'
        ? 'eks'
        : 'argocd-controller';
  if (byHand) {
    object.metadata.annotations = {
      ...object.metadata.annotations,
      'kubectl.kubernetes.io/last-applied-configuration': `${JSON.stringify(written)}\n`,
    };
  }
  object.metadata['managedFields'] = [
    {
      apiVersion: object.apiVersion,
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:metadata': { 'f:labels': { '.': {} } }, 'f:spec': {} },
      manager,
      operation: byHand ? 'Update' : 'Apply',
      time: '2026-06-01T08:00:00Z',
    },
  ];
  return object;
}

function ownerReference(owner: SampleObject): NonNullable<SampleMeta['ownerReferences']>[number] {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

function inNamespace(object: SampleObject): { namespace?: string } {
  return object.metadata.namespace === undefined ? {} : { namespace: object.metadata.namespace };
}

export function iso(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
