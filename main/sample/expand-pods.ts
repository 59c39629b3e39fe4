/** A Pod as the API server stores it: template, the defaults of admission, and what the kubelet reports. */
import type { PodTemplate, SampleObject } from './sample-object.ts';
import { iso, pick, stableUid, suffix } from './stable.ts';

export interface PodOrigin {
  readonly template: PodTemplate;
  readonly name: string;
  readonly namespace: string;
  readonly node: SampleObject;
  readonly address: string;
  readonly created: string;
}

interface Container {
  name: string;
  image: string;
  volumeMounts?: unknown[];
  [field: string]: unknown;
}

/** Makes the running Pod. The template is not changed. */
export function podFrom(origin: PodOrigin): SampleObject {
  const spec = structuredClone(origin.template.spec);
  const containers = spec['containers'] as Container[];
  const initContainers = (spec['initContainers'] as Container[] | undefined) ?? [];
  for (const container of [...containers, ...initContainers]) defaultContainer(container);
  if (spec['automountServiceAccountToken'] !== false)
    mountToken(spec, [...containers, ...initContainers], origin.name);
  const address = spec['hostNetwork'] === true ? nodeAddress(origin.node) : origin.address;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: origin.name,
      namespace: origin.namespace,
      labels: { ...origin.template.metadata?.labels },
      ...(origin.template.metadata?.annotations && {
        annotations: { ...origin.template.metadata.annotations },
      }),
      creationTimestamp: origin.created,
    },
    spec: {
      ...POD_DEFAULTS,
      ...spec,
      serviceAccountName: spec['serviceAccountName'] ?? 'default',
      serviceAccount: spec['serviceAccountName'] ?? 'default',
      nodeName: origin.node.metadata.name,
    },
    status: {
      phase: 'Running',
      hostIP: nodeAddress(origin.node),
      podIP: address,
      podIPs: [{ ip: address }],
      qosClass: 'Burstable',
      startTime: origin.created,
      conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) => ({
        type,
        status: 'True',
        lastTransitionTime: origin.created,
      })),
      containerStatuses: containers.map((container) => ({
        name: container.name,
        image: container.image,
        imageID: imageId(container.image),
        containerID: `containerd://${stableUid(`${origin.name} ${container.name}`).replaceAll('-', '')}${stableUid(container.image).replaceAll('-', '')}`,
        ready: true,
        started: true,
        restartCount: pick(`restarts ${origin.name} ${container.name}`, 3),
        state: { running: { startedAt: iso(Date.parse(origin.created) + 8_000) } },
      })),
    },
  };
}

const POD_DEFAULTS = {
  dnsPolicy: 'ClusterFirst',
  enableServiceLinks: true,
  preemptionPolicy: 'PreemptLowerPriority',
  priority: 0,
  restartPolicy: 'Always',
  schedulerName: 'default-scheduler',
  securityContext: {},
  terminationGracePeriodSeconds: 30,
};

function defaultContainer(container: Container): void {
  const reference = container.image.split('@');
  const tag = /:([^/]+)$/.exec(reference[0] ?? '')?.[1];
  const isLatest = reference.length === 1 && (tag === undefined || tag === 'latest');
  container['imagePullPolicy'] ??= isLatest ? 'Always' : 'IfNotPresent';
  container['terminationMessagePath'] ??= '/dev/termination-log';
  container['terminationMessagePolicy'] ??= 'File';
  container['resources'] ??= {};
}

function mountToken(spec: Record<string, unknown>, containers: Container[], podName: string): void {
  const name = `kube-api-access-${suffix(`token ${podName}`, 5)}`;
  for (const container of containers) {
    container.volumeMounts = [
      ...(container.volumeMounts ?? []),
      { mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', name, readOnly: true },
    ];
  }
  spec['volumes'] = [
    ...((spec['volumes'] as unknown[] | undefined) ?? []),
    {
      name,
      projected: {
        defaultMode: 420,
        sources: [
          { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
          { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
          {
            downwardAPI: {
              items: [{ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' }],
            },
          },
        ],
      },
    },
  ];
}

function imageId(image: string): string {
  const [reference = '', digest] = image.split('@');
  const repository = reference.replace(/:[^/:]+$/, '');
  return `${repository}@${digest ?? `sha256:${(stableUid(image) + stableUid(`2 ${image}`)).replaceAll('-', '')}`}`;
}

function nodeAddress(node: SampleObject): string {
  const addresses = (node['status'] as { addresses?: { type: string; address: string }[] }).addresses ?? [];
  return addresses.find((address) => address.type === 'InternalIP')?.address ?? '192.0.2.1';
}
