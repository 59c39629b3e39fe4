/**
 * How a control is written: `defineControl({...})` with its metadata beside its evaluation, in the file of its
 * family, listed in `catalogue.ts`. `run.ts` handles what could not be read, so that `evaluate` may look at what
 * is there and never has to think about a refusal.
 */
import type { EvidenceRef, ObjectRef } from '../../shared/evidence.ts';
import type { ControlMeta, Severity, Verdict } from '../../shared/verdict.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Reason } from '../snapshot/availability.ts';
import type { KubernetesObject } from '../snapshot/index.ts';

export interface Control extends ControlMeta {
  /** The metadata alone, as the contract sends it. */
  readonly meta: ControlMeta;
  /**
   * Kinds whose objects are judged. When one is missing, what was seen keeps its verdict and an unknown is
   * added for the rest; a pass for the cluster as a whole becomes unknown.
   */
  readonly judges: readonly string[];
  /**
   * Kinds that a judgement leans on; a fail that is an absence leans on every kind that could show the thing. When one is missing, no judgement about what it covers is possible and all
   * become unknown, except drafts marked `certain`.
   */
  readonly needs: readonly string[];
  /** Kinds that only some clusters are judged by, such as nodes where nothing else tells the platform; when one is missing there, `evaluate` says so. */
  readonly asksFor: readonly string[];
  /** Judgements lean on objects of other namespaces too: a need that was refused in one leaves all of them unknown. */
  readonly acrossNamespaces: boolean;
  /** A fail shows what is there: what files may bring besides cannot take it away. */
  readonly showsWhatIsThere: boolean;
  evaluate(this: void, cluster: Cluster): Iterable<Draft>;
}

/** A verdict before the framework has added the control's id and severity. */
export interface Draft {
  readonly verdict: Verdict['verdict'];
  readonly object: ObjectRef | null;
  readonly message: string;
  readonly reason?: Reason;
  readonly path?: string;
  readonly value?: string;
  readonly subject?: NonNullable<Verdict['subject']>;
  readonly severity?: Severity;
  /** Holds whatever could not be read. */
  readonly certain?: boolean;
  /** Shows what is there: whatever files may bring besides changes nothing about it. */
  readonly seen?: boolean;
  /** What is missing and where, when it would not be in the object's own namespace. */
  readonly about?: MissingAt;
}

export interface MissingAt {
  /** The resource key of what is missing. */
  readonly key: string;
  readonly namespace: string;
}

type Source = Omit<ControlMeta, 'family' | 'references' | 'mappings' | 'questions' | 'remediation'> & {
  readonly remediation: ControlMeta['remediation'];
  readonly references?: ControlMeta['references'];
  /** `framework:id`, such as `cis:5.2.2`. */
  readonly mappings?: readonly `${ControlMeta['mappings'][number]['framework']}:${string}`[];
  readonly questions?: readonly string[];
  readonly judges: readonly string[];
  readonly needs?: readonly string[];
  readonly asksFor?: readonly string[];
  readonly acrossNamespaces?: boolean;
  readonly showsWhatIsThere?: boolean;
  evaluate(this: void, cluster: Cluster): Iterable<Draft>;
};

/** Freezes a control; its family is the first part of its id. */
export function defineControl(source: Source): Control {
  const family = source.id.slice(0, source.id.indexOf('/')) as ControlMeta['family'];
  const {
    judges,
    needs,
    asksFor = [],
    acrossNamespaces = false,
    showsWhatIsThere = false,
    evaluate,
    references,
    mappings,
    questions,
    ...words
  } = source;
  const meta: ControlMeta = Object.freeze({
    ...words,
    family,
    references: references ?? [],
    mappings: (mappings ?? []).map((text) => {
      const colon = text.indexOf(':');
      return {
        framework: text.slice(0, colon) as ControlMeta['mappings'][number]['framework'],
        id: text.slice(colon + 1),
      };
    }),
    questions: [...(questions ?? [])],
  });
  return Object.freeze({
    ...meta,
    meta,
    judges,
    needs: needs ?? [],
    asksFor,
    acrossNamespaces,
    showsWhatIsThere,
    evaluate,
  });
}

/** A remediation with its effort in hours. */
export function fix(
  short: string,
  steps: string,
  [low, likely, high]: readonly [number, number, number],
  yaml?: string,
): ControlMeta['remediation'] {
  return { short, steps, effortHours: { low, likely, high }, ...(yaml === undefined ? {} : { yaml }) };
}

export interface Place {
  /** In the object, its name when left out; without an object in the snapshot's own record (SnapshotManifest). */
  readonly path?: string;
  /** Shortened to 500 characters. */
  readonly value?: unknown;
  readonly subject?: NonNullable<Verdict['subject']>;
  readonly severity?: Severity;
  readonly certain?: boolean;
  readonly about?: MissingAt;
}

export function fail(object: ObjectRef | null, message: string, place: Place = {}): Draft {
  const whole = object === null ? {} : { path: 'metadata.name', value: object.name };
  return draft('fail', object, message, place.path === undefined ? { ...place, ...whole } : place);
}

/** A fail of the cluster as a whole: `path` points into the snapshot's own record. */
export function failCluster(message: string, path: string, value: unknown): Draft {
  return draft('fail', null, message, { path, value });
}

export function pass(object: ObjectRef | null, message: string): Draft {
  return { verdict: 'pass', object, message };
}

/** What was found is there, whatever else could not be read. For controls whose fail is an absence. */
export function found(object: ObjectRef | null, message: string): Draft {
  return { verdict: 'pass', object, message, certain: true };
}

/** A pass that files themselves show, whatever something in them may bring. */
export function seen(object: ObjectRef, message: string): Draft {
  return { verdict: 'pass', object, message, seen: true };
}

export function notApplicable(message: string, object: ObjectRef | null = null): Draft {
  return { verdict: 'not-applicable', object, message };
}

export function unknown(reason: Reason, message: string, object: ObjectRef | null = null): Draft {
  return { verdict: 'unknown', object, message, reason };
}

/** Shows a value in a verdict: strings as they are, the rest as JSON, at most 500 characters. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > 500 ? `${text.slice(0, 499)}…` : text;
}

/** The verdict's place as evidence. */
export function evidenceOf(verdict: Verdict): EvidenceRef | null {
  if (verdict.object === null) return null;
  return {
    object: verdict.object,
    ...(verdict.path === undefined ? {} : { path: verdict.path }),
    ...(verdict.value === undefined ? {} : { value: verdict.value }),
  };
}

/** The name of an object; '' when it has none. */
export function nameOf(object: KubernetesObject): string {
  const name: unknown = object.metadata?.name;
  return typeof name === 'string' ? name : '';
}

function draft(verdict: 'fail', object: ObjectRef | null, message: string, place: Place): Draft {
  return {
    verdict,
    object,
    message,
    ...(place.path === undefined ? {} : { path: place.path }),
    ...(place.value === undefined ? {} : { value: shown(place.value) }),
    ...(place.subject === undefined ? {} : { subject: place.subject }),
    ...(place.severity === undefined ? {} : { severity: place.severity }),
    ...(place.certain === undefined ? {} : { certain: place.certain }),
    ...(place.about === undefined ? {} : { about: place.about }),
  };
}

/** Every kind that a control looks at: without one of them it may not judge all. */
export const kindsOf = ({
  judges,
  needs,
  asksFor,
}: Pick<Control, 'judges' | 'needs' | 'asksFor'>): string[] => [
  ...new Set([...judges, ...needs, ...asksFor]),
];
