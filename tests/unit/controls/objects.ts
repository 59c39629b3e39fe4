/** Tiny objects for the tables of cases. */
import type { KubernetesObject } from '../../../main/snapshot/model.ts';
import type { ApiFacts } from '../../../shared/evidence.ts';

export function object(
  apiVersion: string,
  kind: string,
  name: string,
  body: object = {},
  metadata: object = {},
): KubernetesObject {
  return { apiVersion, kind, metadata: { name, ...metadata }, ...body };
}

/** A Deployment `shop/web` of one container; `pod` is laid over the pod spec, `template` over the metadata. */
export function deployment(
  container: object = {},
  pod: object = {},
  { name = 'web', namespace = 'shop', replicas = 2, labels = { app: 'web' } }: Partial<Place> = {},
): KubernetesObject {
  return object(
    'apps/v1',
    'Deployment',
    name,
    {
      spec: {
        replicas,
        template: {
          metadata: { labels },
          spec: { containers: [{ name: 'web', image: 'registry.example/web:1.4.2', ...container }], ...pod },
        },
      },
    },
    { namespace },
  );
}

export interface Place {
  readonly name: string;
  readonly namespace: string;
  readonly replicas: number;
  readonly labels: Readonly<Record<string, string>>;
}

export function daemonSet(
  name: string,
  namespace: string,
  container: object,
  pod: object = {},
): KubernetesObject {
  return object(
    'apps/v1',
    'DaemonSet',
    name,
    {
      spec: {
        template: {
          spec: { containers: [{ name, image: `registry.example/${name}:1.0.0`, ...container }], ...pod },
        },
      },
    },
    { namespace },
  );
}

/** The mirror of a static pod on `node-1`. */
export function staticPod(name: string, command: readonly string[]): KubernetesObject {
  return object(
    'v1',
    'Pod',
    `${name}-node-1`,
    { spec: { containers: [{ name, image: `registry.k8s.io/${name}:v1.35.0`, command }] } },
    {
      namespace: 'kube-system',
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'node-1', controller: true }],
      annotations: { 'kubernetes.io/config.mirror': 'x' },
    },
  );
}

export function namespace(name: string, labels: Readonly<Record<string, string>> = {}): KubernetesObject {
  return object('v1', 'Namespace', name, {}, { labels });
}

export function service(spec: object, name = 'web', inNamespace = 'shop'): KubernetesObject {
  return object('v1', 'Service', name, { spec }, { namespace: inNamespace });
}

/** A node of EKS, or of nothing known. */
export function node(kubeletVersion: string, eks = false): KubernetesObject {
  return object(
    'v1',
    'Node',
    'node-1',
    {
      spec: eks ? { providerID: 'aws:///eu-central-1a/i-0abc' } : {},
      status: { nodeInfo: { kubeletVersion } },
    },
    { labels: eks ? { 'eks.amazonaws.com/nodegroup': 'main' } : {} },
  );
}

export function serverVersion(minor: number, suffix = ''): Partial<ApiFacts> {
  return {
    serverVersion: {
      major: '1',
      minor: String(minor),
      gitVersion: `v1.${minor}.4${suffix}`,
      platform: 'linux/amd64',
    },
  };
}

const RBAC = 'rbac.authorization.k8s.io/v1';

export interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** A ClusterRole `held` and its binding to a subject; user `anna` unless told otherwise. */
export function granted(
  rules: readonly Rule[],
  subject: object = { kind: 'User', name: 'anna' },
  binding = 'given',
): readonly KubernetesObject[] {
  return [
    object(RBAC, 'ClusterRole', 'held', { rules: rules.map((rule) => ({ apiGroups: [''], ...rule })) }),
    object(RBAC, 'ClusterRoleBinding', binding, {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'held' },
      subjects: [subject],
    }),
  ];
}

/** A marker as redaction leaves it. */
export function redacted(looksLike: string): object {
  return { $redacted: { length: 24, looksLike } };
}
