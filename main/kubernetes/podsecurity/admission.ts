/**
 * What the admission plugin does with a pod or pod controller in a namespace: which policy holds, what it refuses,
 * what it only warns of. Sources: api/helpers.go (`PolicyToEvaluate`) and admission/admission.go
 * (`ValidatePod`, `ValidatePodController`, `EvaluatePod`) of `k8s.io/pod-security-admission`.
 */
import { at } from '../../snapshot/read.ts';
import type { Level } from './define.ts';
import { type Answer, evaluatePod, type PolicyVersion, violationMessage } from './evaluate.ts';
import type { PodParts } from './reader.ts';

export type EnforcedLevel = Level | 'privileged';

export interface ModePolicy {
  readonly level: EnforcedLevel;
  readonly version: PolicyVersion;
}

/** The three modes of a namespace. */
export interface NamespacePolicy {
  readonly enforce: ModePolicy;
  readonly audit: ModePolicy;
  readonly warn: ModePolicy;
}

/** What the server's configuration file excuses; a cluster's API does not show it. */
export interface Exemptions {
  readonly namespaces?: readonly string[];
  readonly usernames?: readonly string[];
  readonly runtimeClasses?: readonly string[];
}

export interface AdmissionRequest {
  readonly pod: PodParts;
  /** True for a controller or PodTemplate: it is never refused, only warned of and audited. */
  readonly isTemplate: boolean;
  readonly namespace: string;
  readonly username?: string;
  readonly policy: NamespacePolicy;
  readonly serverMinor: number;
  readonly exemptions?: Exemptions;
}

export interface AdmissionAnswer {
  /** null when it hangs on a value that could not be read. */
  readonly allowed: boolean | null;
  /** The refusal, as the plugin words it. */
  readonly message?: string;
  readonly warnings: readonly string[];
  /** Value of the audit annotation `audit-violations`. */
  readonly auditViolations?: string;
  /** Value of the audit annotation `exempt`: which exemption was taken. */
  readonly exempt?: 'namespace' | 'user' | 'runtimeClass';
}

const LABEL = 'pod-security.kubernetes.io/';
const PRIVILEGED: ModePolicy = { level: 'privileged', version: 'latest' };

/** Without a configuration file the plugin enforces nothing. */
export const DEFAULT_POLICY: NamespacePolicy = { enforce: PRIVILEGED, audit: PRIVILEGED, warn: PRIVILEGED };

/**
 * The policy that a namespace's labels ask for. What cannot be parsed is enforced at its strictest, restricted and
 * latest, and neither audited nor warned of. Warnings follow a stricter enforce level that was set explicitly.
 */
export function namespacePolicy(
  labels: ReadonlyMap<string, string>,
  defaults: NamespacePolicy = DEFAULT_POLICY,
): NamespacePolicy {
  const mode = (name: 'enforce' | 'audit' | 'warn', fallback: ModePolicy, onError: EnforcedLevel) => {
    const level = labels.get(LABEL + name);
    const version = labels.get(`${LABEL}${name}-version`);
    return {
      level: level === undefined ? fallback.level : (parseLevel(level) ?? onError),
      version: version === undefined ? fallback.version : (parsePolicyVersion(version) ?? 'latest'),
    };
  };
  const enforce = mode('enforce', defaults.enforce, 'restricted');
  const warn = mode('warn', defaults.warn, 'privileged');
  const followed =
    !labels.has(`${LABEL}warn`) &&
    parseLevel(labels.get(`${LABEL}enforce`) ?? '') !== null &&
    STRICTNESS[enforce.level] > STRICTNESS[warn.level];
  return {
    enforce,
    audit: mode('audit', defaults.audit, 'privileged'),
    warn: followed
      ? {
          level: enforce.level,
          version: labels.has(`${LABEL}warn-version`) ? warn.version : enforce.version,
        }
      : warn,
  };
}

/** `latest` or the minor of `v1.N`; null for anything else. */
export function parsePolicyVersion(text: string): PolicyVersion | null {
  if (text === 'latest') return 'latest';
  const minor = /^v1\.(0|[1-9]\d{0,14})$/.exec(text)?.[1];
  return minor === undefined ? null : Number(minor);
}

const STRICTNESS: Readonly<Record<EnforcedLevel, number>> = { privileged: 0, baseline: 1, restricted: 2 };

function parseLevel(text: string): EnforcedLevel | null {
  return text === 'privileged' || text === 'baseline' || text === 'restricted' ? text : null;
}

/** What the plugin answers to the creation of a pod or controller. */
export function admit(request: AdmissionRequest): AdmissionAnswer {
  const exempt = exemptionOf(request);
  if (exempt !== null) return { allowed: true, warnings: [], exempt };
  const { policy, isTemplate } = request;
  const evaluate = (mode: ModePolicy): Answer =>
    mode.level === 'privileged'
      ? { allowed: true, violations: [], unknown: [] }
      : evaluatePod(
          request.pod,
          { level: mode.level, version: mode.version },
          { serverMinor: request.serverMinor, isTemplate },
        );
  const enforced = isTemplate ? null : evaluate(policy.enforce);
  const audited = evaluate(policy.audit);
  const warned = enforced?.allowed === false ? null : evaluate(policy.warn);
  return {
    allowed: enforced === null ? true : enforced.allowed,
    ...(enforced?.allowed === false
      ? { message: violationMessage(policy.enforce, enforced.violations) }
      : {}),
    warnings:
      warned?.allowed === false ? [violationMessage(policy.warn, warned.violations, 'would violate')] : [],
    ...(audited.allowed === false
      ? { auditViolations: violationMessage(policy.audit, audited.violations, 'would violate') }
      : {}),
  };
}

function exemptionOf({
  exemptions = {},
  namespace,
  username,
  pod,
}: AdmissionRequest): NonNullable<AdmissionAnswer['exempt']> | null {
  if (exemptions.namespaces?.includes(namespace) === true) return 'namespace';
  if (username !== undefined && exemptions.usernames?.includes(username) === true) return 'user';
  const runtimeClass = at(pod.spec, 'runtimeClassName');
  return exemptions.runtimeClasses?.some((name) => name === runtimeClass) === true ? 'runtimeClass' : null;
}
