/** The security context that a container has in the end: its own settings over those of its pod. */
import type { Container, Workload } from '../../snapshot/index.ts';
import { at, type Step, str, strings } from '../../snapshot/read.ts';

export interface Effective {
  /** undefined when neither the container nor the pod sets it. */
  readonly value: unknown;
  /** Where it is set, in the workload's object; in the container when it is not. */
  readonly path: string;
  /** True for a value that redaction replaced or that is no plain value. */
  readonly unread: boolean;
}

/** A plain field of the security context, such as `runAsUser` or `seccompProfile`, `type`. */
export function effective(
  workload: Workload,
  container: Container,
  ...field: readonly [string, ...string[]]
): Effective {
  const steps: readonly Step[] = ['securityContext', ...field];
  const rest = steps.join('.');
  // A profile is taken whole: one that the container sets hides the pod's, whatever it lacks.
  const [first] = field;
  const own = (at(container.raw, 'securityContext', first) ?? null) !== null;
  const ofPod = (at(workload.podSpec, 'securityContext', first) ?? null) !== null;
  const [holder, path] =
    own || !ofPod
      ? [container.raw, `${container.path}.${rest}`]
      : [workload.podSpec, `${workload.specPath}.${rest}`];
  const value = at(holder, ...steps) ?? undefined;
  return { value, path, unread: typeof value === 'object' || isMarker(at(holder, 'securityContext', first)) };
}

function isMarker(value: unknown): boolean {
  return at(value, '$redacted') !== undefined;
}

export function isWindows(workload: Workload): boolean {
  return str(workload.podSpec, 'os', 'name') === 'windows';
}

/** Capabilities as the runtime reads them: in any case, with or without `CAP_`. */
export function capabilities(container: Container, which: 'add' | 'drop'): readonly string[] {
  return strings(container.raw, 'securityContext', 'capabilities', which).map((one) =>
    one.toUpperCase().replace(/^CAP_/, ''),
  );
}
