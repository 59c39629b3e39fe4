/** Controls that an assessor writes: a match, expressions in CEL, and words. `docs/custom-controls.md` explains the file. */
import { z } from 'zod';
import { Mapping, Severity } from './verdict.ts';

/** A LabelSelector of Kubernetes. */
export const LabelSelector = z.strictObject({
  matchLabels: z.record(z.string(), z.string()).optional(),
  matchExpressions: z
    .array(
      z.strictObject({
        key: z.string().min(1),
        operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
        values: z.array(z.string()).optional(),
      }),
    )
    .optional(),
});
export type LabelSelector = z.infer<typeof LabelSelector>;

const Names = z.array(z.string().min(1).max(253)).min(1).max(100);
const Cel = z.string().min(1).max(16_384);

/** Which objects are judged. `resources` or `kinds`; `*` stands for all. */
export const CustomMatch = z
  .strictObject({
    /** '' is the core group. */
    apiGroups: z.array(z.string().max(253)).min(1).max(100).default(['*']),
    apiVersions: Names.default(['*']),
    resources: Names.optional(),
    kinds: Names.optional(),
    /** Names, or patterns with `*`, such as `team-*`. */
    namespaces: Names.optional(),
    excludeNamespaces: Names.optional(),
    namespaceSelector: LabelSelector.optional(),
    objectSelector: LabelSelector.optional(),
  })
  .refine((match) => (match.resources === undefined) !== (match.kinds === undefined), {
    error: 'set either resources or kinds',
  });
export type CustomMatch = Readonly<z.infer<typeof CustomMatch>>;

export const CustomValidation = z.strictObject({
  /** CEL; true is good. */
  expression: Cel,
  message: z.string().min(1).max(500).optional(),
  /** CEL that gives a text; `message` stands in when it fails. */
  messageExpression: Cel.optional(),
  /** Where to look, such as `spec.replicas`; found in the expression when it names one place only. */
  path: z.string().min(1).max(500).optional(),
  severity: Severity.optional(),
});
export type CustomValidation = Readonly<z.infer<typeof CustomValidation>>;

const Slug = z.string().regex(/^custom\/[a-z0-9][a-z0-9-]{0,80}$/, {
  error:
    'an id consists of custom/ and then lower-case letters, digits and hyphens, such as custom/no-latest-tag',
});

/** One control of a file, with its defaults filled in. */
export const CustomControlSource = z.strictObject({
  id: Slug,
  title: z.string().min(3).max(200),
  severity: Severity,
  rationale: z.string().max(5_000).default(''),
  remediation: z
    .strictObject({
      short: z.string().max(500).default(''),
      steps: z.string().max(20_000).default(''),
      yaml: z.string().max(20_000).optional(),
      effortHours: z
        .strictObject({
          low: z.number().nonnegative(),
          likely: z.number().nonnegative(),
          high: z.number().nonnegative(),
        })
        .default({ low: 1, likely: 2, high: 8 }),
    })
    .prefault({}),
  references: z
    .array(
      z.strictObject({
        title: z.string().max(500),
        url: z
          .string()
          .regex(/^https:\/\//)
          .max(2_000),
      }),
    )
    .max(50)
    .default([]),
  /** `framework:id`, such as `cis:5.2.2`. */
  mappings: z
    .array(
      z.string().regex(new RegExp(`^(${Mapping.shape.framework.options.join('|')}):\\S{1,100}$`), {
        error: `a mapping consists of one of ${Mapping.shape.framework.options.join(', ')}, a colon and an id`,
      }),
    )
    .max(50)
    .default([]),
  questions: z.array(z.string().max(200)).max(50).default([]),
  match: CustomMatch,
  /** Given to the expressions as `params`. */
  params: z.unknown().optional(),
  matchConditions: z
    .array(z.strictObject({ name: z.string().min(1).max(200), expression: Cel }))
    .max(64)
    .default([]),
  /** Each may use those before it, as `variables.NAME`. */
  variables: z
    .array(z.strictObject({ name: z.string().regex(/^[A-Za-z_]\w{0,100}$/), expression: Cel }))
    .max(64)
    .default([]),
  validations: z.array(CustomValidation).min(1).max(64),
});
export type CustomControlSource = Readonly<z.infer<typeof CustomControlSource>>;

/** A fault of a file of custom controls, at its place. Lines and columns count from 1. */
export const FileProblem = z.strictObject({
  line: z.int(),
  column: z.int(),
  /** What is wrong and what to do, in one or two sentences. */
  message: z.string(),
});
export type FileProblem = Readonly<z.infer<typeof FileProblem>>;

/** A file of the engagement. With problems, none of its controls run. */
export const CustomControlFile = z.strictObject({
  id: z.string(),
  name: z.string(),
  sha256: z.string(),
  addedBy: z.string(),
  addedAt: z.string(),
  controls: z.array(z.strictObject({ id: z.string(), title: z.string(), severity: Severity })),
  problems: z.array(FileProblem),
});
export type CustomControlFile = Readonly<z.infer<typeof CustomControlFile>>;
