/** What can be addressed from outside the cluster. Cloud firewalls are not seen from the API: "addressable", not "reachable". */
import { z } from 'zod';

export const Exposure = z.strictObject({
  endpoints: z.array(
    z.strictObject({
      /** Ingress, Gateway, LoadBalancer, NodePort, VirtualService, … */
      kind: z.string(),
      namespace: z.string(),
      name: z.string(),
      hosts: z.array(z.string()),
      tls: z.enum(['yes', 'no', 'partly', 'unknown']),
      /** `Kind/name` in the endpoint's namespace, or `namespace/Kind/name`. */
      workloads: z.array(z.string()),
      /** Set where a known administration interface answers. */
      sensitive: z.string().nullable(),
    }),
  ),
  /** Sources that could not be read, one sentence each. */
  unknown: z.array(z.string()),
});
export type Exposure = Readonly<z.infer<typeof Exposure>>;
