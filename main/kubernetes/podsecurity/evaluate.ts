/**
 * The Pod Security Standards as the API server's admission plugin applies them, v1.0 to the newest.
 * Source: `k8s.io/pod-security-admission`, policy/registry.go and policy/checks.go.
 */
import { remembering } from '../../snapshot/remembering.ts';
import { CHECKS, NEWEST_MINOR } from './checks/catalogue.ts';
import type { Check, CheckVersion, Forbidden, Level } from './define.ts';
import { type PodParts, PodReader } from './reader.ts';
import { asServed } from './served.ts';

/** A version of the standards: a minor, or whatever the server holds to be the latest. */
export type PolicyVersion = number | 'latest';

export interface Policy {
  readonly level: Level;
  readonly version: PolicyVersion;
}

/** The server whose plugin is asked. */
export interface Server {
  /** Minor of the server; one beyond `NEWEST_MINOR` is judged by the newest known rules. */
  readonly serverMinor: number;
  readonly isTemplate?: boolean;
}

export interface Violation extends Forbidden {
  /** Upstream id, such as `capabilities_restricted`. */
  readonly check: string;
}

export interface Answer {
  /** null when nothing is forbidden by what could be read, but something could not be read. */
  readonly allowed: boolean | null;
  /** In the order in which the plugin prints them. */
  readonly violations: readonly Violation[];
  /** Checks that found nothing and could not read all, with the first path that they could not read. */
  readonly unknown: readonly { readonly check: string; readonly path: string }[];
}

/**
 * What the plugin of a server answers for a pod under a policy.
 *
 * @example
 * evaluatePod({ metadata, spec }, { level: 'restricted', version: 'latest' }, { serverMinor: 37 })
 * // { allowed: false, violations: [{ check: 'runAsNonRoot', reason: 'runAsNonRoot != true', detail: … }], unknown: [] }
 */
export function evaluatePod(pod: PodParts, policy: Policy, server: Server): Answer {
  const served = asServed(pod, { serverMinor: server.serverMinor, isTemplate: server.isTemplate === true });
  return evaluateRead(new PodReader(served), policy, server.serverMinor);
}

/** The same for a pod that was read already, as its server serves it. */
export function evaluateRead(reader: PodReader, policy: Policy, serverMinor: number): Answer {
  const violations: Violation[] = [];
  const unknown: { check: string; path: string }[] = [];
  for (const { id, judge } of checksOf(policy.level, effectiveMinor(policy.version, serverMinor))) {
    const before = reader.unread.length;
    const found = judge(reader);
    if (found !== null) violations.push({ check: id, ...found });
    else {
      const unread = reader.unreadable ?? reader.unread[before];
      if (unread !== undefined) unknown.push({ check: id, path: unread });
    }
  }
  const allowed = violations.length > 0 ? false : unknown.length > 0 ? null : true;
  return { allowed, violations, unknown };
}

/** The minor whose rules hold: a server knows none newer than its own, and neither does this code. */
export function effectiveMinor(version: PolicyVersion, serverMinor: number): number {
  return Math.min(version === 'latest' ? serverMinor : version, serverMinor, NEWEST_MINOR);
}

/** The rules of one check at a minor, null when it did not exist yet. */
export function checkAt(check: Check, minor: number): CheckVersion | null {
  return check.versions.findLast(({ since }) => since <= minor) ?? null;
}

interface ActiveCheck {
  readonly id: string;
  readonly judge: CheckVersion['judge'];
}

/** The checks of a level at a minor, those that stricter ones replace left out. */
function checksOf(level: Level, minor: number): readonly ActiveCheck[] {
  return activeChecks(`${level}:${minor}`);
}

const activeChecks = remembering(100, (key): readonly ActiveCheck[] => {
  const [level, minor] = key.split(':');
  const active = CHECKS.flatMap((check) => {
    const rules = checkAt(check, Number(minor));
    return rules === null || (level === 'baseline' && check.level === 'restricted')
      ? []
      : [{ id: check.id, ...rules }];
  });
  const replaced = new Set(active.flatMap(({ overrides }) => overrides ?? []));
  return active.filter(({ id }) => !replaced.has(id));
});

/** One violation as the plugin prints it: `reason (detail)`. */
export const violationText = ({ reason, detail }: Forbidden): string =>
  detail === '' ? reason : `${reason} (${detail})`;

/** `restricted:v1.37`, `baseline:latest`. */
export const policyText = ({ level, version }: { readonly level: string; readonly version: PolicyVersion }) =>
  `${level}:${version === 'latest' ? 'latest' : `v1.${version}`}`;

/** The plugin's sentence: `violates PodSecurity "restricted:v1.37": reason (detail), …`. */
export function violationMessage(
  policy: Parameters<typeof policyText>[0],
  violations: readonly Forbidden[],
  verb: 'violates' | 'would violate' = 'violates',
): string {
  return `${verb} PodSecurity "${policyText(policy)}": ${violations.map(violationText).join(', ')}`;
}
