/** How many pods a workload asks for at least, where an autoscaler decides instead of the workload itself. */
import { refOf, type SnapshotIndex, type Workload } from '../../snapshot/index.ts';
import { num, str } from '../../snapshot/read.ts';

const HPA = 'autoscaling/horizontalpodautoscalers';
const KEDA = 'keda.sh/scaledobjects';
/** Kinds that set replicas in place of the workload. */
export const AUTOSCALERS: readonly string[] = [HPA, KEDA];

export interface Asked {
  /** null where the kind has no number. */
  readonly least: number | null;
  /** The autoscaler that decides; null when the workload does. */
  readonly by: string | null;
}

/**
 * The least number of pods that runs: of an autoscaler its minimum (1 when left out, of KEDA 0), whatever the workload
 * says; else what the workload asks for. One that is switched off by 0 replicas is scaled by nothing.
 */
export function askedReplicas(index: SnapshotIndex, workload: Workload): Asked {
  const { kind, name, namespace, replicas } = workload;
  if (replicas === null) return { least: null, by: null };
  if (num(workload.object, 'spec', 'replicas') === 0) return { least: 0, by: null };
  for (const [key, field, fallback] of [
    [HPA, 'minReplicas', 1],
    [KEDA, 'minReplicaCount', 0],
  ] as const)
    for (const one of index.inNamespace(key, namespace)) {
      const target = str(one, 'spec', 'scaleTargetRef', 'name');
      const targetKind = str(one, 'spec', 'scaleTargetRef', 'kind') ?? 'Deployment';
      if (target === name && targetKind === kind)
        return { least: num(one, 'spec', field) ?? fallback, by: `${refOf(one).kind} ${refOf(one).name}` };
    }
  return { least: replicas, by: null };
}
