/** A cluster in numbers. */
import { z } from 'zod';

/** `null` means not known (refused or not collected), never zero. */
const Count = z.number().nullable();

/** How many there are of each; `null` when they are not all known. Most first, or in an order of its own. */
const Tally = z.array(z.strictObject({ name: z.string(), count: z.int() })).nullable();
export type Tally = z.infer<typeof Tally>;

/** What was made when; `null` when not known or when there is none. */
const Made = z.strictObject({ name: z.string(), at: z.string() }).nullable();
export type Made = Readonly<z.infer<typeof Made>>;

export const TeamSize = z.strictObject({
  /** Value of the team label; null for what carries none. */
  team: z.string().nullable(),
  namespaces: Count,
  workloads: Count,
  pods: Count,
  services: Count,
});
export type TeamSize = Readonly<z.infer<typeof TeamSize>>;

/** Fields that evidence analysed by an older version lacks read as not known. */
export const ClusterSize = z.strictObject({
  nodes: Count,
  vcpu: Count,
  memoryGiB: Count,
  zones: Count,
  regions: Count.default(null),
  namespaces: Count,
  workloads: Count,
  pods: Count,
  containers: Count,
  images: Count,
  registries: Count,
  services: Count,
  /** Addresses and names that load balancers, Ingresses and Gateways got or claim, private ones left out. */
  publicAddresses: Count.default(null),
  secrets: Count,
  configMaps: Count,
  serviceAccounts: Count,
  /** Users and groups in bindings that are people: no component, no service account, nobody of the provider. */
  humanUsers: Count.default(null),
  humanGroups: Count.default(null),
  crds: Count,
  persistentVolumeClaims: Count,
  /** GiB that claims ask for. */
  claimedGiB: Count.default(null),
  workloadsByKind: z.array(z.strictObject({ kind: z.string(), count: z.int() })),
  /** Nodes by what their labels and kubelets tell. */
  nodesBy: z
    .strictObject({
      architecture: Tally,
      operatingSystem: Tally,
      runtime: Tally,
      kubelet: Tally,
      instanceType: Tally,
      pool: Tally,
      zone: Tally,
      region: Tally,
    })
    .nullable()
    .default(null),
  servicesByExposure: Tally.default(null),
  secretsByType: Tally.default(null),
  /** Operators by their custom resources, with the number of kinds that each brings. */
  operators: Tally.default(null),
  /** Claims by storage class; those that name none stand under `(default class)`, those that want none under `(no class)`. */
  claimsByClass: Tally.default(null),
  ages: z
    .strictObject({
      /** When the namespace kube-system was made, which is when the cluster was. */
      cluster: z.string().nullable(),
      oldestNamespace: Made,
      newestNamespace: Made,
      oldestWorkload: Made,
      newestWorkload: Made,
    })
    .nullable()
    .default(null),
  /** By the label that most workloads carry among those that name teams; `label` is null when none does. */
  byTeam: z
    .strictObject({ label: z.string().nullable(), labelled: z.int(), teams: z.array(TeamSize) })
    .nullable()
    .default(null),
  byNamespace: z.array(
    z.strictObject({
      namespace: z.string(),
      workloads: Count,
      pods: Count,
      services: Count,
      secrets: Count,
      policies: Count,
      enforce: z.string(),
    }),
  ),
});
export type ClusterSize = Readonly<z.infer<typeof ClusterSize>>;

export const PlatformSummary = z.strictObject({
  provider: z.string(),
  distribution: z.string(),
  serverVersion: z.string(),
  managedControlPlane: z.boolean().nullable(),
  supported: z.boolean().nullable(),
  supportEnds: z.string().nullable(),
  /** The day on which the table of support dates was last compared with its source; null in older evidence. */
  supportAsOf: z.string().nullable().default(null),
  cni: z.string(),
});
export type PlatformSummary = Readonly<z.infer<typeof PlatformSummary>>;

/** Who is responsible for a part of Kubernetes on this platform. */
export const ResponsibilityRow = z.strictObject({
  component: z.string(),
  owner: z.enum(['provider', 'customer', 'shared', 'unknown']),
  /** What that means here, one sentence. */
  note: z.string(),
});
export type ResponsibilityRow = Readonly<z.infer<typeof ResponsibilityRow>>;
