/** The standards over workloads of a snapshot. */
import { placed, type SnapshotIndex, type Workload } from '../../snapshot/index.ts';
import { CHECKS, NEWEST_MINOR } from './checks/catalogue.ts';
import { debuggedPods } from './debug-containers.ts';
import type { Check, Forbidden } from './define.ts';
import { type Answer, checkAt, effectiveMinor, evaluateRead, type Policy } from './evaluate.ts';
import { type PodParts, PodReader } from './reader.ts';
import { asServed, SERVED_DIFFERENTLY_SINCE } from './served.ts';

/** The server by whose rules workloads are judged. */
export interface Standing {
  readonly serverMinor: number;
  /** `v1.37`: whose rules they are. */
  readonly version: string;
  /** A sentence to add where the rules are not surely those of the server; else ''. */
  readonly caveat: string;
  /** Where a server did not tell its version: minors that stand for all whose rules differ, which must agree. */
  readonly perhaps: readonly number[];
}

/** Files know no server, so the newest is assumed; of one newer than all that is known, the newest known. */
export function standingOf({
  serverMinor,
  manifest,
}: Pick<SnapshotIndex, 'serverMinor' | 'manifest'>): Standing {
  const version = `v1.${effectiveMinor('latest', serverMinor ?? NEWEST_MINOR)}`;
  if (serverMinor === null && manifest.origin === 'manifests')
    return {
      serverMinor: NEWEST_MINOR,
      version,
      caveat: ` The version of the server is not known, so ${version} is assumed.`,
      perhaps: [],
    };
  if (serverMinor === null)
    return {
      serverMinor: NEWEST_MINOR,
      version,
      caveat:
        ' The version of the server is not known; by the rules of every version the answer is the same.',
      perhaps: DIFFERENT_MINORS,
    };
  return {
    serverMinor,
    version,
    perhaps: [],
    caveat:
      serverMinor > NEWEST_MINOR
        ? ` The server is v1.${serverMinor}; ${version} is the newest whose rules are known.`
        : '',
  };
}

/** Every minor from which a check judges otherwise, or a server serves pods otherwise. */
const DIFFERENT_MINORS: readonly number[] = [
  ...new Set([
    ...CHECKS.flatMap(({ versions }) => versions.map(({ since }) => since)),
    ...SERVED_DIFFERENTLY_SINCE,
  ]),
].sort((a, b) => a - b);

/** What to say where the versions that the server may have do not agree. */
export const VERSION_DECIDES =
  'The version of the server is not known, and the standards of its possible versions disagree on this.';

/** Pods of workloads as the checks read them, each read once for all that look at it. */
export interface ReadPods {
  of(this: void, workload: Workload): PodReader;
  /** Live pods of the workload that hold debug containers; see `debuggedPods`. */
  debugged(this: void, workload: Workload): readonly Workload[];
}

export function readPods(): ReadPods {
  const known = new WeakMap<Workload, PodReader>();
  const debugged = new WeakMap<Workload, readonly Workload[]>();
  return {
    debugged(workload) {
      let pods = debugged.get(workload);
      if (pods === undefined) {
        pods = debuggedPods(workload);
        debugged.set(workload, pods);
      }
      return pods;
    },
    of(workload) {
      let reader = known.get(workload);
      if (reader === undefined) {
        reader = new PodReader(podOf(workload));
        known.set(workload, reader);
      }
      return reader;
    },
  };
}

/**
 * What the server would answer to a pod of the workload, or to its template. `disagree`: the server's version is not
 * known, and the answer hangs on it.
 */
export function evaluateWorkload(
  workload: Workload,
  policy: Policy,
  { serverMinor, perhaps }: Pick<Standing, 'serverMinor' | 'perhaps'>,
  pods: ReadPods,
): Answer & { readonly disagree: boolean } {
  const answer = evaluateAt(workload, policy, serverMinor, pods);
  const disagree = perhaps.some(
    (minor) => evaluateAt(workload, policy, minor, pods).allowed !== answer.allowed,
  );
  return { ...answer, disagree };
}

function evaluateAt(workload: Workload, policy: Policy, serverMinor: number, pods: ReadPods): Answer {
  const pod = podOf(workload);
  const served = asServed(pod, { serverMinor, isTemplate: workload.kind !== 'Pod' });
  const reader = served.spec === pod.spec ? pods.of(workload) : new PodReader(served);
  return evaluateRead(reader, policy, serverMinor);
}

/** The check of an upstream id. @throws Error for an id that is none */
export function checkOf(id: string): Check {
  const check = CHECKS.find((one) => one.id === id);
  if (check === undefined) throw new Error(`There is no check ${id}.`);
  return check;
}

/** One check alone, by the rules of a minor; `unread` is the first path that it could not read. */
export function judgeWorkload(
  workload: Workload,
  check: Check,
  minor: number,
  pods: ReadPods,
): { readonly found: Forbidden | null; readonly unread: string | null } {
  const pod = pods.of(workload);
  const before = pod.unread.length;
  const found = checkAt(check, effectiveMinor('latest', minor))?.judge(pod) ?? null;
  return { found, unread: pod.unreadable ?? pod.unread[before] ?? null };
}

/** A path of the pod, `spec…` or `metadata…`, as one of the workload's object. */
export function pathIn({ specPath, places }: Pick<Workload, 'specPath' | 'places'>, path: string): string {
  if (path.startsWith('spec')) return placed(specPath + path.slice('spec'.length), places);
  return specPath.replace(/(^|\.)spec$/, '$1') + path;
}

function podOf({ podSpec, podAnnotations }: Workload): PodParts {
  return { metadata: { annotations: podAnnotations }, spec: podSpec };
}
