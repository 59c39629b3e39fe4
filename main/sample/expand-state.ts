/** The cluster while it is expanded: its objects so far, and what every new object gets. */
import { injectSidecar } from './expand-mesh.ts';
import { podFrom } from './expand-pods.ts';
import { keyOf, ownerReference, type PodTemplate, type SampleObject } from './sample-object.ts';
import { iso, pick, stableUid } from './stable.ts';

/** Rollouts and restarts end here; a later snapshot finds the pods of the first, unless the manifests say otherwise. */
const LAST_ROLLOUT = Date.parse('2026-11-02T09:00:00Z');

/** The first second of the cluster: its namespace kube-system. Nothing in it is older. */
const CLUSTER_BIRTH = Date.parse('2024-02-12T08:14:00Z');
/** Teams made their namespaces in the first half-year. */
const NAMESPACES_MADE_MS = 180 * 86_400_000;
/** Old enough that nothing counts as fresh unless the story says so. */
const LAST_UNREMARKABLE = Date.parse('2026-07-01T00:00:00Z');

function namespaceBirth(name: string): number {
  if (name === 'kube-system' || name === 'default') return CLUSTER_BIRTH;
  return CLUSTER_BIRTH + 86_400_000 + pick(`namespace ${name}`, NAMESPACES_MADE_MS / 1000) * 1000;
}

export class ExpandedCluster {
  readonly now: string;
  private readonly all = new Map<string, SampleObject>();
  private nextPodAddress = 10;
  private nextServiceAddress = 10;

  /** @param now the moment of the snapshot, ISO 8601. */
  constructor(now: string) {
    this.now = now;
  }

  get(key: string): SampleObject | undefined {
    return this.all.get(key);
  }

  objects(): SampleObject[] {
    return [...this.all.values()];
  }

  ofKind(kind: string): SampleObject[] {
    return [...this.all.values()].filter((object) => object.kind === kind);
  }

  add(object: SampleObject): SampleObject {
    const key = keyOf(object);
    if (this.all.has(key)) throw new Error(`the sample defines ${key} twice`);
    this.all.set(key, object);
    return object;
  }

  /** Adds what the API server adds to every object. */
  finish(object: SampleObject, created?: string): SampleObject {
    const meta = object.metadata;
    meta.uid ??= stableUid(keyOf(object));
    meta.creationTimestamp = created ?? meta.creationTimestamp ?? this.creationOf(object);
    if (object['spec'] !== undefined && meta['generation'] === undefined)
      meta['generation'] = 1 + pick(`gen ${keyOf(object)}`, 9);
    return object;
  }

  private creationOf(object: SampleObject): string {
    const { namespace, name } = object.metadata;
    if (object.kind === 'Namespace') return iso(namespaceBirth(name));
    const isSystem =
      namespace === 'kube-system' ||
      name.startsWith('system:') ||
      object.metadata.labels?.['kubernetes.io/bootstrapping'] !== undefined;
    if (isSystem || object.kind === 'APIService')
      return iso(CLUSTER_BIRTH + 1_000 + pick(keyOf(object), 3600) * 1000);
    const from = namespace === undefined ? CLUSTER_BIRTH : namespaceBirth(namespace);
    return iso(from + 1_000 + pick(keyOf(object), Math.floor((LAST_UNREMARKABLE - from) / 1000)) * 1000);
  }

  addIfMissing(object: SampleObject): void {
    if (!this.all.has(keyOf(object))) this.add(this.finish(object));
  }

  /** Adds a Pod of `owner`; where and when it runs follows from its name unless given. */
  pod(
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
      created: created ?? this.recently(name, owner),
    });
    pod.metadata.ownerReferences = [ownerReference(owner)];
    const namespace = this.get(`v1|Namespace||${pod.metadata.namespace}`);
    if (namespace?.metadata.labels?.['istio-injection'] === 'enabled') injectSidecar(pod);
    return this.add(this.finish(pod));
  }

  /** Pods restart often: within seven weeks, and not before their owner was there. */
  private recently(name: string, owner: SampleObject): string {
    const restarted = this.lastRollout() - 3_600_000 * (5 + pick(`age ${name}`, 24 * 49));
    const ownerMade = Date.parse(owner.metadata.creationTimestamp ?? this.now) + 4_000;
    return iso(Math.max(restarted, ownerMade));
  }

  /** A moment between the creation of `object` and the last rollout. */
  laterThan(object: SampleObject, salt: string): string {
    const from = Date.parse(object.metadata.creationTimestamp ?? this.now);
    const span = Math.max(1, Math.floor((this.lastRollout() - from) / 1000));
    return iso(from + pick(`${salt} ${keyOf(object)}`, span) * 1000);
  }

  private lastRollout(): number {
    return Math.min(Date.parse(this.now), LAST_ROLLOUT);
  }

  /** Nodes that the template's selector admits. */
  candidates(template: PodTemplate): SampleObject[] {
    const selector = Object.entries(
      (template.spec['nodeSelector'] as Record<string, string> | undefined) ?? {},
    ).filter(([key]) => key !== 'kubernetes.io/os');
    return this.ofKind('Node').filter((node) =>
      selector.every(([key, value]) => node.metadata.labels?.[key] === value),
    );
  }

  place(template: PodTemplate, name: string): SampleObject {
    const nodes = this.candidates(template);
    const named = nodes.find((node) => node.metadata.name === template.spec['nodeName']);
    const node = named ?? nodes[pick(`node ${name}`, Math.max(1, nodes.length))];
    if (node === undefined) throw new Error(`no node fits ${name}`);
    return node;
  }

  podAddress(): string {
    this.nextPodAddress += 1;
    // The documentation ranges hold too few pods; 198.18.0.0/15 belongs to nobody either.
    const host = this.nextPodAddress;
    return `198.18.${Math.floor(host / 250)}.${1 + (host % 250)}`;
  }

  serviceAddress(): string {
    this.nextServiceAddress += 1;
    return `198.19.0.${this.nextServiceAddress}`;
  }
}
