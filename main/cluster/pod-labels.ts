/** Labels that pods get from the cluster, which no template shows. */
import type { SnapshotIndex, Workload } from '../snapshot/index.ts';
import { fields, list, num, str } from '../snapshot/read.ts';

type Matches = (labels: ReadonlyMap<string, string>) => boolean;

/** Whether a selector matches a pod of the workload: by its template, or by what the controller adds to it. */
export function selectsPods(workload: Workload, selector: unknown, matches: Matches): boolean {
  const { podLabels, kind, name } = workload;
  if (matches(podLabels)) return true;
  const keys = keysOf(selector);
  if (kind === 'StatefulSet' && (keys.has(POD_NAME) || keys.has(POD_INDEX)))
    return matchesAMember(workload, matches);
  if ((kind === 'Job' || kind === 'CronJob') && JOB_NAMES.some((key) => keys.has(key)))
    return matches(new Map([...podLabels, ...JOB_NAMES.map((key) => [key, name] as const)]));
  return false;
}

/** A sentence when a selector asks for a label that only a cluster can tell, in files; else null. */
export function lateLabel(index: SnapshotIndex, selector: unknown): string | null {
  if (index.manifest.origin !== 'manifests') return null;
  const key = [...keysOf(selector)].find((one) => LATE.has(one));
  return key === undefined ? null : `Its selector uses ${key}, which the cluster assigns to pods.`;
}

const POD_NAME = 'statefulset.kubernetes.io/pod-name';
const POD_INDEX = 'apps.kubernetes.io/pod-index';
const JOB_NAMES = ['job-name', 'batch.kubernetes.io/job-name'] as const;
const LATE: ReadonlySet<string> = new Set([
  'controller-revision-hash',
  'pod-template-generation',
  'pod-template-hash',
  'controller-uid',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-completion-index',
]);

/** More pods than any set has; a selector asks for one. */
const MOST_MEMBERS = 10_000;

function matchesAMember({ object, podLabels, name, replicas }: Workload, matches: Matches): boolean {
  const start = num(object, 'spec', 'ordinals', 'start') ?? 0;
  const count = Math.min(replicas ?? 1, MOST_MEMBERS);
  for (let i = start; i < start + count; i += 1)
    if (matches(new Map([...podLabels, [POD_NAME, `${name}-${i}`], [POD_INDEX, String(i)]]))) return true;
  return false;
}

/** Labels that a selector looks at: of a LabelSelector, or of the plain map of a Service. */
function keysOf(selector: unknown): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const [key, value] of fields(selector)) if (typeof value === 'string') keys.add(key);
  for (const [key] of fields(selector, 'matchLabels')) keys.add(key);
  for (const one of list(selector, 'matchExpressions')) {
    const key = str(one, 'key');
    if (key !== undefined) keys.add(key);
  }
  return keys;
}
