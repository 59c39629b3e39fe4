/** The standards over workloads of a snapshot. */
import type { SnapshotIndex, Workload } from '../../snapshot/index.ts';
import { CHECKS, NEWEST_MINOR } from './checks/catalogue.ts';
import type { Check, Forbidden } from './define.ts';
import { type Answer, checkAt, effectiveMinor, evaluatePod, type Policy } from './evaluate.ts';
import { type PodParts, PodReader } from './reader.ts';

/** The server by whose rules workloads are judged. */
export interface Standing {
  readonly serverMinor: number;
  /** `v1.37`: whose rules they are. */
  readonly version: string;
  /** A sentence to add where the rules are not surely those of the server; else ''. */
  readonly caveat: string;
}

/** Files know no server, so the newest is assumed; of one newer than all that is known, the newest known. */
export function standingOf({ serverMinor }: Pick<SnapshotIndex, 'serverMinor'>): Standing {
  const version = `v1.${effectiveMinor('latest', serverMinor ?? NEWEST_MINOR)}`;
  if (serverMinor === null)
    return {
      serverMinor: NEWEST_MINOR,
      version,
      caveat: ` The version of the server is not known, so ${version} is assumed.`,
    };
  return {
    serverMinor,
    version,
    caveat:
      serverMinor > NEWEST_MINOR
        ? ` The server is v1.${serverMinor}; ${version} is the newest whose rules are known.`
        : '',
  };
}

/** What the server would answer to a pod of the workload, or to its template. */
export function evaluateWorkload(workload: Workload, policy: Policy, serverMinor: number): Answer {
  return evaluatePod(podOf(workload), policy, { serverMinor, isTemplate: workload.kind !== 'Pod' });
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
): { readonly found: Forbidden | null; readonly unread: string | null } {
  const pod = new PodReader(podOf(workload));
  const found = checkAt(check, effectiveMinor('latest', minor))?.judge(pod) ?? null;
  return { found, unread: pod.unread[0] ?? null };
}

/** A path of the pod as one of the workload's object. */
export function pathIn({ specPath }: Workload, path: string): string {
  return specPath.slice(0, specPath.length - 'spec'.length) + path;
}

function podOf({ podSpec, podAnnotations }: Workload): PodParts {
  return { metadata: { annotations: podAnnotations }, spec: podSpec };
}
