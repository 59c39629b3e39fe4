/** Controls that judge one workload at a time. */
import type { Container, Workload } from '../../../snapshot/index.ts';
import type { Cluster } from '../../cluster.ts';
import type { Need } from '../../platform/agents.ts';
import { type Control, type Draft, defineControl, fail, pass, WORKLOAD_KINDS } from '../define.ts';

type Source = Omit<Parameters<typeof defineControl>[0], 'judges' | 'evaluate'> & {
  /** What a system agent may be excused for. */
  readonly agentNeed?: Need;
  /** Known system agents pass: their makers decide what is judged here. */
  readonly agentsDecide?: boolean;
  /** The message of a pass. */
  readonly passes: string;
  /** The first fault of a workload, or null. */
  check(this: void, workload: Workload, cluster: Cluster): Fault | null;
};

export interface Fault {
  readonly message: string;
  readonly path: string;
  readonly value?: unknown;
  readonly severity?: Draft['severity'];
}

/** A control with one verdict per workload. Known system agents pass with their reason. */
export function workloadControl(source: Source): Control {
  const { agentNeed, agentsDecide, passes, check, ...rest } = source;
  return defineControl({
    ...rest,
    judges: WORKLOAD_KINDS,
    *evaluate(cluster) {
      for (const workload of cluster.index.workloads) {
        const fault = check(workload, cluster);
        if (fault === null) {
          yield pass(workload.ref, passes);
          continue;
        }
        const agent = cluster.agents.of(workload);
        if (agent !== null && agentsDecide === true) {
          yield pass(workload.ref, `Recognised as ${agent.name}, whose makers decide this.`);
          continue;
        }
        if (agent !== null && agentNeed !== undefined && agent.needs.has(agentNeed)) {
          yield pass(workload.ref, `Recognised as ${agent.name}, which needs this because it ${agent.why}.`);
          continue;
        }
        yield fail(workload.ref, fault.message, {
          path: fault.path,
          value: fault.value,
          ...(fault.severity === undefined ? {} : { severity: fault.severity }),
        });
      }
    },
  });
}

/** The first container with a fault, with its name in the sentence. */
export function firstContainer(
  workload: Workload,
  judge: (container: Container) => (Omit<Fault, 'path'> & { readonly path: string }) | null,
): Fault | null {
  for (const container of workload.containers) {
    const fault = judge(container);
    if (fault === null) continue;
    return { ...fault, path: fault.path === '' ? container.path : `${container.path}.${fault.path}` };
  }
  return null;
}
