/**
 * Reads a pod for the checks. A value that redaction replaced, or that is of a type which no server would have
 * taken, cannot be read: it is noted, and the check goes on as if it were the best value there could be. So what
 * a check forbids is certain, and what it lets pass is certain only when nothing was noted.
 */
import { at, fields, isObject, jsonPath, list, type Step, str } from '../../snapshot/read.ts';

/** The parts of a pod or pod template that the standards look at. */
export interface PodParts {
  readonly metadata: unknown;
  readonly spec: unknown;
}

export interface ReadString {
  readonly path: string;
  readonly value: string;
}

export interface FieldReader {
  readonly raw: unknown;
  /** True when the field is there and not null; `best` when what should hold it cannot be read. */
  has(best: boolean, ...path: readonly Step[]): boolean;
  bool(best: boolean, ...path: readonly Step[]): boolean | undefined;
  num(best: number, ...path: readonly Step[]): number | undefined;
  /** '' for what is not set, as in Go. */
  str(best: string, ...path: readonly Step[]): string;
  /** The objects of a list. */
  list(...path: readonly Step[]): readonly FieldReader[];
  /** The strings of a list with their places; `best` stands for what cannot be read. */
  strings(best: readonly string[], ...path: readonly Step[]): readonly ReadString[];
  /** The place of a field, with its value. */
  place(...path: readonly Step[]): { readonly path: string; readonly value: unknown };
  /** Notes a field that cannot be judged. */
  cannotRead(...path: readonly Step[]): void;
}

export interface ReadContainer extends FieldReader {
  readonly role: 'init' | 'container' | 'ephemeral';
  /** '' when it has none. */
  readonly name: string;
}

export interface PodReader {
  readonly spec: FieldReader;
  /** Init containers first, then containers, then ephemeral ones, as upstream visits them. */
  readonly containers: readonly ReadContainer[];
  /** Names and values of the annotations; null for a value that cannot be read. */
  readonly annotations: ReadonlyMap<string, string | null>;
  annotationPlace(name: string): { readonly path: string; readonly value: unknown };
  /** Paths that could not be read so far. */
  readonly unread: readonly string[];
  cannotRead(path: string): void;
}

/** Never throws, whatever the parts are. */
export function readPod({ metadata, spec }: PodParts): PodReader {
  const unread: string[] = [];
  const note = (path: string): void => {
    unread.push(path);
  };
  const root = fieldReader(spec, ['spec'], note);
  if (spec !== undefined && spec !== null && !isObject(spec)) note('spec');
  const containers = CONTAINERS.flatMap(([field, role]) =>
    root.list(field).map((one) => ({ ...one, role, name: str(one.raw, 'name') ?? '' })),
  );
  const annotations = at(metadata, 'annotations') ?? undefined;
  if (annotations !== undefined && !isObject(annotations)) note('metadata.annotations');
  return {
    spec: root,
    containers,
    annotations: new Map(
      fields(annotations).map(([name, value]) => [name, typeof value === 'string' ? value : null]),
    ),
    annotationPlace: (name) => ({
      path: jsonPath('metadata', 'annotations', name),
      value: at(annotations, name),
    }),
    unread,
    cannotRead: note,
  };
}

const CONTAINERS = [
  ['initContainers', 'init'],
  ['containers', 'container'],
  ['ephemeralContainers', 'ephemeral'],
] as const;

function fieldReader(raw: unknown, base: readonly Step[], note: (path: string) => void): FieldReader {
  const cannotRead = (...path: readonly Step[]): void => note(jsonPath(...base, ...path));
  /** The value, undefined for what is not set; `UNREADABLE` after it was noted. */
  const value = (path: readonly Step[]): unknown => {
    let here = raw;
    for (const step of path) {
      if (here === undefined || here === null) return undefined;
      if (!isObject(here) || isMarker(here)) {
        cannotRead(...path);
        return UNREADABLE;
      }
      here = at(here, step);
    }
    return here ?? undefined;
  };
  const scalar = <T>(
    type: 'boolean' | 'number' | 'string',
    best: T,
    path: readonly Step[],
  ): T | undefined => {
    const found = value(path);
    if (found === undefined) return undefined;
    if (found === UNREADABLE) return best;
    if (typeof found === type) return found as T;
    cannotRead(...path);
    return best;
  };
  return {
    raw,
    has: (best, ...path) => {
      const found = value(path);
      return found === UNREADABLE ? best : found !== undefined;
    },
    bool: (best, ...path) => scalar('boolean', best, path),
    num: (best, ...path) => scalar('number', best, path),
    str: (best, ...path) => scalar('string', best, path) ?? '',
    list: (...path) => {
      const found = value(path);
      if (found === undefined || found === UNREADABLE) return [];
      if (!Array.isArray(found)) cannotRead(...path);
      return list(found).map((entry, index) => {
        if (!isObject(entry) || isMarker(entry)) cannotRead(...path, index);
        return fieldReader(entry, [...base, ...path, index], note);
      });
    },
    strings: (best, ...path) => {
      const found = value(path);
      const stands = best.map((one) => ({ path: jsonPath(...base, ...path), value: one }));
      if (found === undefined) return [];
      if (found === UNREADABLE) return stands;
      if (!Array.isArray(found)) {
        cannotRead(...path);
        return stands;
      }
      return list(found).flatMap((entry, index) => {
        if (typeof entry === 'string') return { path: jsonPath(...base, ...path, index), value: entry };
        cannotRead(...path, index);
        return stands;
      });
    },
    place: (...path) => ({ path: jsonPath(...base, ...path), value: at(raw, ...path) }),
    cannotRead,
  };
}

const UNREADABLE = Symbol('unreadable');

/** What redaction leaves in place of a value. */
function isMarker(value: object): boolean {
  return Object.hasOwn(value, '$redacted');
}
