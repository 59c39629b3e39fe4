/** Findings: one issue, many affected objects; automated, manual, imported or merged. */

import { z } from 'zod';
import { compare } from './compare.ts';
import { EvidenceRef } from './evidence.ts';
import { ControlFamily, ExceptionMark, Severity, VerdictState } from './verdict.ts';

export const FindingOrigin = z.enum(['automated', 'manual', 'imported', 'merged']);
export const FindingStatus = z.enum(['open', 'fixed', 'accepted', 'false-positive']);

/**
 * What an assessor writes in a finding of their own, or in a merge. Stored exactly as typed.
 * A new field needs a default (CONTRIBUTING.md).
 */
export const ManualFindingInput = z.strictObject({
  title: z.string().min(1).max(500),
  /** Markdown. */
  fact: z.string().max(100_000),
  whyItMatters: z.string().max(100_000),
  recommendation: z.string().max(100_000),
  severity: Severity,
  domain: z.union([ControlFamily, z.literal('other')]),
  clusterId: z.string().nullable(),
  /** Affected things in the assessor's words, one a line. */
  affected: z.array(z.string().max(1_000)).max(1_000),
  status: FindingStatus,
  questions: z.array(z.string()).max(100),
});
export type ManualFindingInput = Readonly<z.infer<typeof ManualFindingInput>>;

/** Stands beside the machine's verdict; it never replaces it. Stored: a new field needs a default (CONTRIBUTING.md). */
export const Override = z.strictObject({
  verdict: VerdictState.nullable(),
  severity: Severity.nullable(),
  reason: z.string().min(1).max(20_000),
  author: z.string(),
  at: z.string(),
});
export type Override = Readonly<z.infer<typeof Override>>;

/** A row of the findings table. */
export const FindingRow = z.strictObject({
  id: z.string(),
  /** F-01 on; stable once given. */
  number: z.string(),
  origin: FindingOrigin,
  title: z.string(),
  domain: z.string(),
  clusterId: z.string().nullable(),
  clusterName: z.string(),
  /** Effective: the override's if there is one. */
  severity: Severity,
  verdict: VerdictState,
  machineSeverity: Severity.nullable(),
  machineVerdict: VerdictState.nullable(),
  overridden: z.boolean(),
  status: FindingStatus,
  affectedCount: z.int(),
  /** Of the affected objects, those whose every fail an exception accepts. They stay affected. */
  exceptedCount: z.int(),
  /** Affected objects with an exception that has expired. */
  expiredCount: z.int(),
  controlIds: z.array(z.string()),
  /** Set when it was merged into another finding. */
  mergedInto: z.string().nullable(),
  updatedAt: z.string(),
});
export type FindingRow = Readonly<z.infer<typeof FindingRow>>;

/** A row of the grouped table: what one control found in every cluster, or one finding that stands alone. */
export const FindingGroup = z.strictObject({
  /** Of the finding with the lowest number. */
  id: z.string(),
  /** The worst of its findings. */
  severity: Severity,
  /** Over all of its findings. */
  affectedCount: z.int(),
  /** At least one; by the name of the cluster. */
  findings: z.array(FindingRow),
});
export type FindingGroup = Readonly<z.infer<typeof FindingGroup>>;

export const FindingFacet = z.enum(['standing', 'severities', 'verdicts', 'origins', 'statuses', 'domains']);
export type FindingFacet = z.infer<typeof FindingFacet>;

export const FindingGroups = z.strictObject({
  /** Groups that pass the filter. */
  total: z.int(),
  /** Findings in them. */
  findings: z.int(),
  rows: z.array(FindingGroup),
  /** Findings by the value of each part of the filter, were that value chosen alone. None is left out. */
  counts: z.record(FindingFacet, z.record(z.string(), z.int())),
});
export type FindingGroups = Readonly<z.infer<typeof FindingGroups>>;

/** F-2 before F-10; a number without digits comes last. */
export function byFindingNumber(a: { readonly number: string }, b: { readonly number: string }): number {
  return digitsOf(a.number) - digitsOf(b.number) || compare(a.number, b.number);
}

const digitsOf = (id: string): number => Number(/\d+/.exec(id)?.[0] ?? Number.MAX_SAFE_INTEGER);

/** Where an imported finding comes from. Stored: a new field needs a default (CONTRIBUTING.md). */
export const ImportSource = z.strictObject({
  /** `trivy`, `kubescape`, `kube-bench`, `polaris`, or the driver's name in SARIF. */
  tool: z.string(),
  toolVersion: z.string(),
  /** The tool's own id of the rule, such as `KSV012`. */
  rule: z.string(),
  fileName: z.string(),
  fileSha256: z.string(),
  importedAt: z.string(),
});
export type ImportSource = Readonly<z.infer<typeof ImportSource>>;

/** An affected object, with the exception that accepts it or did so until it expired. */
export const AffectedObject = EvidenceRef.extend({
  message: z.string(),
  exception: ExceptionMark.optional(),
  expiredException: ExceptionMark.optional(),
});
export type AffectedObject = Readonly<z.infer<typeof AffectedObject>>;

export const FindingDetail = FindingRow.extend({
  /** Grows with every change of what a person wrote in it. */
  revision: z.int().min(1),
  /** Set for imported findings. */
  source: ImportSource.nullable(),
  fact: z.string(),
  /** The fact was said of the first object of the evidence, and not of all of them. */
  factOfFirst: z.boolean(),
  whyItMatters: z.string(),
  recommendation: z.string(),
  remediationYaml: z.string(),
  effortHours: z.strictObject({ low: z.number(), likely: z.number(), high: z.number() }).nullable(),
  references: z.array(z.strictObject({ title: z.string(), url: z.string() })),
  mappings: z.array(z.strictObject({ framework: z.string(), id: z.string() })),
  /** The first affected objects, at most 50; the rest by a windowed query. */
  evidence: z.array(AffectedObject),
  affected: z.array(z.string()),
  questions: z.array(z.string()),
  overrides: z.array(Override),
  /** Exceptions on its objects, the one with the most objects first. */
  exceptions: z.array(ExceptionMark.extend({ expired: z.boolean(), objects: z.int() })),
  members: z.array(z.string()),
  /** Of what a person wrote before the newest evidence, or what a tool's newest file no longer names; else null. */
  newerEvidence: z
    .strictObject({
      /** ISO 8601; '' for results of a tool. */
      at: z.string(),
      /** Objects that it names and that the newer evidence no longer holds, or still holds. */
      gone: z.array(z.string()),
      there: z.array(z.string()),
      sentence: z.string(),
    })
    .nullable()
    .default(null),
  /** Affected objects that show a sign of a guest: evidence, to be kept as they are whatever the recommendation says. */
  preserve: z.array(z.string()).default([]),
});
export type FindingDetail = Readonly<z.infer<typeof FindingDetail>>;

/** Words of a tool's rule as they are stored beside its finding. */
export interface ImportedDetail {
  readonly source: ImportSource;
  readonly fact: string;
  readonly whyItMatters: string;
  readonly recommendation: string;
  readonly references: Readonly<FindingDetail['references']>;
  readonly mappings: Readonly<FindingDetail['mappings']>;
}

/** A row with what only its detail shows. */
export interface FindingRecord {
  readonly row: FindingRow;
  readonly revision: number;
  readonly control: string | null;
  readonly input: ManualFindingInput | null;
  readonly questions: readonly string[];
  readonly overrides: readonly Override[];
  readonly members: readonly string[];
  /** Set for imported findings. `stale`: the newest file of the tool looked there and does not name the rule. */
  readonly imported: (ImportedDetail & { readonly stale: boolean }) | null;
}
