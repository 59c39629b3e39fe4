/** Exceptions: risks that somebody accepted, for whom, why and until when. They mark fails and never hide them. */
import { z } from 'zod';
import { LabelSelector } from './custom-control.ts';

/** `2026-12-31`. */
export const Day = z.iso.date({ error: 'write a day as 2026-12-31' });

/** A control by its id, or all of a family as `pod/*`. */
export const ControlPattern = z
  .string()
  .regex(/^[a-z-]+\/(\*|[a-z0-9-]+)$/, { error: 'write a control as pod/privileged-container or pod/*' });

/** Which fails of the control it covers. Every part that is given must fit; without any, all of them. */
export const ExceptionScope = z.strictObject({
  kind: z.string().min(1).max(253).optional(),
  /** A name, or a pattern with `*`. */
  name: z.string().min(1).max(253).optional(),
  namespace: z.string().min(1).max(253).optional(),
  labels: LabelSelector.optional(),
  /** Who holds a permission; each part that is given must fit. */
  subject: z
    .strictObject({
      kind: z.string().min(1).max(253).optional(),
      namespace: z.string().min(1).max(253).optional(),
      name: z.string().min(1).max(1_000),
    })
    .optional(),
});
export type ExceptionScope = Readonly<z.infer<typeof ExceptionScope>>;

/** What a person fills in. Stored: a new field needs a default (CONTRIBUTING.md). */
export const ExceptionInput = z.strictObject({
  control: ControlPattern,
  /** null for every cluster of the engagement. */
  clusterId: z.string().nullable(),
  scope: ExceptionScope,
  reason: z.string().trim().min(1).max(20_000),
  author: z.string().trim().min(1).max(200),
  /** The last day on which it counts, in UTC. */
  expires: Day,
});
export type ExceptionInput = Readonly<z.infer<typeof ExceptionInput>>;

export const Exception = ExceptionInput.extend({ id: z.string() });
export type Exception = Readonly<z.infer<typeof Exception>>;

/** One state of an exception, as it was saved; the history keeps all of them. */
export const ExceptionRevision = Exception.extend({
  revision: z.int(),
  savedBy: z.string(),
  savedAt: z.string(),
  /** Why it was withdrawn; null while it stands. */
  withdrawn: z.string().nullable(),
});
export type ExceptionRevision = Readonly<z.infer<typeof ExceptionRevision>>;

/** An exception as lists show it. */
export const ExceptionView = ExceptionRevision.extend({
  /** Today; what it marks was judged on the day of each snapshot. */
  state: z.enum(['stands', 'expired', 'withdrawn']),
  clusterName: z.string().nullable(),
  /** Title of the control; null for a family, or a control that is not known any more. */
  controlTitle: z.string().nullable(),
  /** Fails in the latest snapshots that it accepts now. */
  accepts: z.int(),
  /** Fails that it accepted, had it not expired before their snapshot. */
  expiredFor: z.int(),
});
export type ExceptionView = Readonly<z.infer<typeof ExceptionView>>;

/** One document of the YAML of `scan --exceptions`. */
export const ExceptionSource = ExceptionInput.omit({ clusterId: true }).extend({
  id: z.string().min(1).max(200).optional(),
  scope: ExceptionScope.prefault({}),
});
export type ExceptionSource = Readonly<z.infer<typeof ExceptionSource>>;

/** What a scope covers, as people say it: "Deployment shop/web*", "everything in shop", "every object". */
export function scopeInWords({ kind, name, namespace, labels, subject }: ExceptionScope): string {
  const parts: string[] = [];
  if (kind !== undefined || name !== undefined) parts.push(`${kind ?? 'objects'} ${name ?? 'of any name'}`);
  if (namespace !== undefined)
    parts.push(parts.length === 0 ? `everything in ${namespace}` : `in ${namespace}`);
  if (labels !== undefined) parts.push(`with labels ${selectorInWords(labels)}`);
  if (subject !== undefined)
    parts.push(`held by ${[subject.kind, subject.namespace, subject.name].filter(Boolean).join(' ')}`);
  return parts.length === 0 ? 'every object' : parts.join(' ');
}

function selectorInWords({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const equal = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const rest = matchExpressions.map(({ key, operator, values = [] }) =>
    [key, operator, values.join('|')].filter((part) => part !== '').join(' '),
  );
  return [...equal, ...rest].join(', ');
}
