/** Controls that judge one workload at a time. */
import type { ObjectRef } from '../../../shared/evidence.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Agent, Need } from '../../cluster/platform/agents.ts';
import { isPlaceholder } from '../../cluster/platform/images.ts';
import { isOfDebugger } from '../../kubernetes/podsecurity/debug-containers.ts';
import type { Place } from '../../kubernetes/podsecurity/define.ts';
import {
  checkOf,
  judgeWorkload,
  pathIn,
  type Standing,
  standingOf,
  VERSION_DECIDES,
} from '../../kubernetes/podsecurity/workload.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import type { Container, Workload } from '../../snapshot/index.ts';
import { atPath } from '../../snapshot/read.ts';
import { type Control, type Draft, defineControl, fail, notApplicable, pass, unknown } from '../define.ts';

type Words = Omit<Parameters<typeof defineControl>[0], 'judges' | 'evaluate'> & {
  /** What a system agent may be excused for. */
  readonly agentNeed?: Need;
  /** Known system agents pass: their makers decide what is judged here. */
  readonly agentsDecide?: boolean;
  /** The message of a pass. */
  readonly passes: string;
  /** Verdicts on other objects than workloads, of these kinds. */
  readonly alsoJudges?: readonly string[];
  also?(this: void, cluster: Cluster): Iterable<Draft>;
};

type Source = Words & {
  /** The first fault of a workload, or null. */
  check(this: void, workload: Workload, cluster: Cluster): Fault | Aside | null;
};

export interface Fault {
  readonly message: string;
  readonly path: string;
  readonly value?: unknown;
  readonly severity?: Draft['severity'];
  /** What a recognised agent may be excused for in place of the control's own need; null when it is not its need. */
  readonly need?: Need | null;
}

/** Neither a fault nor none. */
export interface Aside {
  readonly verdict: 'unknown' | 'not-applicable';
  readonly message: string;
}

/** A control with one verdict per workload. Known system agents pass with their reason. */
export function workloadControl(source: Source): Control {
  const { agentNeed, agentsDecide, passes, check, alsoJudges = [], also, ...rest } = source;
  return defineControl({
    ...rest,
    judges: [...WORKLOAD_KINDS, ...alsoJudges],
    *evaluate(cluster) {
      for (const workload of cluster.index.workloads) {
        const fault = check(workload, cluster);
        let draft = pass(workload.ref, passes);
        if (fault !== null)
          draft =
            'verdict' in fault
              ? asideDraft(workload, fault)
              : (excused(workload, cluster, {
                  agentNeed: fault.need === undefined ? agentNeed : fault.need,
                  agentsDecide,
                }) ?? faultDraft(workload, fault));
        yield draft;
        // A debugger is never what an agent needs.
        for (const pod of cluster.pods.debugged(workload)) {
          if (pod.object === workload.object && draft.verdict === 'fail') continue;
          const inside = check(pod, cluster);
          if (inside !== null && 'path' in inside && isOfDebugger(inside.path)) yield faultDraft(pod, inside);
        }
      }
      for (const maker of cluster.index.podMakers) {
        const fault = maker.stated
          .map((pod) => ({ pod, found: check(pod, cluster) }))
          .find(({ pod, found }) => found !== null && 'path' in found && isStated(pod, found, cluster));
        if (fault?.found !== null && fault?.found !== undefined && 'path' in fault.found)
          yield {
            ...faultDraft(fault.pod, fault.found),
            object: maker.ref,
            path: pathOf(fault.pod, fault.found, cluster),
          };
      }
      if (also !== undefined) yield* also(cluster);
    },
  });
}

/** A value that stands in the object; that something is missing tells nothing where an operator adds the rest. */
function isStated(pod: Workload, fault: Fault, cluster: Cluster): boolean {
  if (fault.value === undefined || fault.value === 'not set') return false;
  const value = atPath(pod.object, pathOf(pod, fault, cluster));
  if (value === undefined || value === null) return false;
  return typeof value !== 'object' || (Array.isArray(value) && value.every((one) => typeof one !== 'object'));
}

const pathOf = (pod: Workload, { path }: Fault, { index }: Cluster): string => index.placeIn(pod.ref, path);

type Excuses = {
  readonly agentNeed?: Need | null | undefined;
  readonly agentsDecide?: boolean | undefined;
};

/** The pass of a known system agent that needs what is judged, or null. */
export function excused(
  workload: Workload,
  cluster: Cluster,
  { agentNeed, agentsDecide }: Excuses,
): Draft | null {
  const agent = cluster.agents.of(workload);
  if (agent === null) return null;
  if (agentsDecide === true)
    return pass(workload.ref, `Recognised as ${agent.name}; its vendor decides this.`);
  return agentNeed !== undefined && agentNeed !== null && agent.needs.has(agentNeed)
    ? pass(workload.ref, `Recognised as ${agent.name}, which needs this because it ${agent.why}.`)
    : null;
}

export function faultDraft({ ref }: Workload, fault: Fault): Draft {
  return faultOn(ref, fault);
}

/** A fail of any object. */
export function faultOn(ref: ObjectRef, { message, path, value, severity }: Fault): Draft {
  return fail(ref, message, { path, value, ...(severity === undefined ? {} : { severity }) });
}

export function asideDraft(workload: Workload, { verdict, message }: Aside): Draft {
  return verdict === 'unknown'
    ? unknown('not-collected', message, workload.ref)
    : notApplicable(message, workload.ref);
}

/** A value that decides is not in the evidence. */
export const unread = (path: string): Aside => ({
  verdict: 'unknown',
  message: `The value at ${path} could not be read, so this is not known.`,
});

type StandardsSource = Words & {
  /** Upstream id of the check of the Pod Security Standards that finds the places. */
  readonly standard: string;
  /** By the rules of this minor; of the server when left out. */
  readonly minor?: number;
  /** Which of its places count; all when left out. */
  counts?(this: void, place: Place, workload: Workload): boolean;
  /** One sentence without its full stop; `who` is the container or the pod. */
  says(this: void, who: string, place: Place): string;
  severityOf?(this: void, workload: Workload, place: Place): Draft['severity'];
  /** Whether a known system agent needs this very place; others are told first, and not excused. */
  neededBy?(this: void, agent: Agent, place: Place): boolean;
  /** Workloads whose places another control reports. */
  skip?(this: void, workload: Workload): boolean;
  /** Why what was found is not judged, or not known to be, by the server of these rules; else null. */
  unless?(this: void, standing: Standing): Aside | null;
};

/** A control whose faults are the places that a check of the Pod Security Standards finds. */
export function standardsControl(source: StandardsSource): Control {
  const { standard: id, minor, counts, neededBy, says, severityOf, skip, unless, ...rest } = source;
  const standard = checkOf(id);
  const varies = minor === undefined && standard.versions.length > 1;
  return workloadControl({
    ...rest,
    check(workload, cluster) {
      if (skip?.(workload) === true) return null;
      const standing = standingOf(cluster.index);
      const judged = (by: number) => {
        const { found, unread: path } = judgeWorkload(workload, standard, by, cluster.pods);
        const places = found?.places.filter((one) => counts === undefined || counts(one, workload)) ?? [];
        const agent = neededBy === undefined ? null : cluster.agents.of(workload);
        const excess = agent === null ? undefined : places.find((one) => neededBy?.(agent, one) === false);
        return { path, place: excess ?? places[0], isExcess: excess !== undefined };
      };
      const { place, path, isExcess } = judged(minor ?? standing.serverMinor);
      const otherwise = (by: number) => (judged(by).place === undefined) !== (place === undefined);
      if (varies && standing.perhaps.some(otherwise)) return { verdict: 'unknown', message: VERSION_DECIDES };
      if (place === undefined) return path === null ? null : unread(pathIn(workload, path));
      const excuse = unless?.(standing) ?? null;
      if (excuse !== null) return excuse;
      const severity = severityOf?.(workload, place);
      const who = place.container === undefined ? 'The pod' : named(place.container);
      return {
        path: pathIn(workload, place.path),
        value: place.value ?? 'not set',
        message: `${says(who, place)}.${varies ? standing.caveat : ''}`,
        ...(severity === undefined ? {} : { severity }),
        ...(isExcess ? { need: null } : {}),
      };
    },
  });
}

/** The first container with a fault; its path is within the container, and empty for the container itself. */
export function firstContainer(
  workload: Workload,
  judge: (container: Container) => Fault | null,
): Fault | null {
  for (const container of workload.containers) {
    const fault = judge(container);
    if (fault === null) continue;
    return { ...fault, path: fault.path === '' ? container.path : `${container.path}.${fault.path}` };
  }
  return null;
}

/** The first container with a fault, its path in the object, else the first that could not be read. */
export function firstFault(
  workload: Workload,
  judge: (container: Container) => Fault | Aside | null,
): Fault | Aside | null {
  let aside: Aside | null = null;
  for (const container of workload.containers) {
    const fault = judge(container);
    if (fault !== null && 'path' in fault) return fault;
    aside ??= fault;
  }
  return aside;
}

/** As `firstFault`, of what an image's reference says; of one that a build replaces nothing is known. */
export function firstByImage(
  workload: Workload,
  judge: (container: Container) => Fault | null,
): Fault | Aside | null {
  return firstFault(workload, (container) => {
    if (isPlaceholder(container.image))
      return {
        verdict: 'unknown',
        message: `${named(container)} uses ${container.image.slice(0, 200)}, which a build replaces, so the final image is not known.`,
      };
    const fault = judge(container);
    return fault === null ? null : { ...fault, path: `${container.path}.${fault.path}` };
  });
}

/** `Container "web"`, `Init container "setup"`. */
export function named({ role, name }: Pick<Container, 'role' | 'name'>): string {
  const as = { container: 'Container', init: 'Init container', ephemeral: 'Debug container' }[role];
  return `${as} "${name}"`;
}
