/** A cluster in numbers. */
import { z } from 'zod';

/** `null` means not known (refused or not collected), never zero. */
const Count = z.number().nullable();

export const ClusterSize = z.strictObject({
  nodes: Count,
  vcpu: Count,
  memoryGiB: Count,
  zones: Count,
  namespaces: Count,
  workloads: Count,
  pods: Count,
  containers: Count,
  images: Count,
  registries: Count,
  services: Count,
  secrets: Count,
  configMaps: Count,
  serviceAccounts: Count,
  crds: Count,
  persistentVolumeClaims: Count,
  workloadsByKind: z.array(z.strictObject({ kind: z.string(), count: z.int() })),
  byNamespace: z.array(
    z.strictObject({
      namespace: z.string(),
      workloads: z.int(),
      pods: z.int(),
      services: z.int(),
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
