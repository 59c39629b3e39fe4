/** Controls and their verdicts. */
import { z } from 'zod';
import { EvidenceRef, ObjectRef } from './evidence.ts';

export const Severity = z.enum(['critical', 'high', 'medium', 'low', 'info']);
export type Severity = z.infer<typeof Severity>;
export const SEVERITIES = Severity.options;
/** 0 is the worst. */
export const severityRank = (severity: Severity): number => SEVERITIES.indexOf(severity);
/** The worst first. */
export const bySeverity = (a: { readonly severity: Severity }, b: { readonly severity: Severity }): number =>
  severityRank(a.severity) - severityRank(b.severity);

export const VerdictState = z.enum(['fail', 'pass', 'not-applicable', 'unknown']);
export type VerdictState = z.infer<typeof VerdictState>;

/** Why a verdict is unknown. */
export const UnknownReason = z.enum([
  'forbidden',
  'not-collected',
  'partial',
  'managed-by-provider',
  'needs-interview',
  'not-in-manifests',
  /** An expression of a custom control failed on this object. */
  'evaluation-error',
  /** An expression looked at a value that the collection removed. */
  'redacted',
]);
export type UnknownReason = z.infer<typeof UnknownReason>;

export const ControlFamily = z.enum([
  'pod',
  'podsecurity',
  'rbac',
  'network',
  'secrets',
  'control-plane',
  'supply-chain',
  'admission',
  'tenancy',
  'cloud',
  'audit',
  'version',
  'compromise',
  'availability',
  /** Written by the assessor; see custom-control.ts. */
  'custom',
]);
export type ControlFamily = z.infer<typeof ControlFamily>;

export const Mapping = z.strictObject({
  framework: z.enum(['cis', 'nsa-cisa', 'mitre-attack', 'pod-security', 'owasp-k8s']),
  id: z.string(),
});

/** Everything about a control but its evaluation. */
export const ControlMeta = z.strictObject({
  /** `family/slug`, stable for ever. */
  id: z.string().regex(/^[a-z-]+\/[a-z0-9-]+$/),
  family: ControlFamily,
  title: z.string(),
  severity: Severity,
  /** From the attacker's view, one paragraph. */
  rationale: z.string(),
  remediation: z.strictObject({
    short: z.string(),
    steps: z.string(),
    yaml: z.string().optional(),
    effortHours: z.strictObject({ low: z.number(), likely: z.number(), high: z.number() }),
  }),
  references: z.array(z.strictObject({ title: z.string(), url: z.string() })),
  mappings: z.array(Mapping),
  /** Ids of interview questions that it informs. The link stands here alone; a question names no control. */
  questions: z.array(z.string()),
});
export type ControlMeta = Readonly<z.infer<typeof ControlMeta>>;

/**
 * A risk that somebody accepted, as a fail carries it: who, why and until when. The fail stays a fail.
 * `expires` is the last day on which it counts, `YYYY-MM-DD` in UTC.
 */
export const ExceptionMark = z.strictObject({
  id: z.string(),
  reason: z.string(),
  author: z.string(),
  expires: z.string(),
});
export type ExceptionMark = Readonly<z.infer<typeof ExceptionMark>>;

/**
 * One verdict of one control: about one object, or about the cluster when `object` is null.
 * Stored: a new field needs a default (CONTRIBUTING.md).
 */
export const Verdict = z.strictObject({
  control: z.string(),
  severity: Severity,
  verdict: VerdictState,
  reason: UnknownReason.optional(),
  object: ObjectRef.nullable(),
  path: z.string().optional(),
  value: z.string().optional(),
  subject: z
    .strictObject({ kind: z.string(), namespace: z.string().nullable(), name: z.string() })
    .optional(),
  /** One plain sentence. */
  message: z.string(),
  /** Only on a fail: the exception that accepts it. */
  exception: ExceptionMark.optional(),
  /** Only on a fail that none accepts now: the exception that did, until it expired. */
  expiredException: ExceptionMark.optional(),
});
export type Verdict = Readonly<z.infer<typeof Verdict>>;

/**
 * A control's verdicts on one snapshot, rolled up. Counts are of objects.
 * Stored: a new field needs a default (CONTRIBUTING.md).
 */
export const ControlSummary = z.strictObject({
  control: z.string(),
  family: ControlFamily,
  severity: Severity,
  /** fail if any fails, else unknown if any is unknown, else pass if any passed, else not-applicable. */
  verdict: VerdictState,
  reason: UnknownReason.optional(),
  counts: z.strictObject({
    fail: z.int(),
    pass: z.int(),
    notApplicable: z.int(),
    unknown: z.int(),
    /** Of `fail`: objects whose every fail is accepted by an exception. Left out for none. */
    excepted: z.int().optional(),
  }),
  /** The first failing or unknown objects as evidence, worst first, at most 5. */
  evidence: z.array(EvidenceRef),
  message: z.string(),
});
export type ControlSummary = Readonly<z.infer<typeof ControlSummary>>;
