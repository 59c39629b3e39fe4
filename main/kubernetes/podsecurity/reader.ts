/**
 * Reads a pod for the checks. A value that redaction replaced, or that is of a type which no server would have
 * taken, cannot be read: it is noted, and the check goes on as if it were the best value there could be. So what
 * a check forbids is certain, and what it lets pass is certain only when nothing was noted.
 */
import { at, fields, isObject, jsonPath, list, str } from '../../snapshot/read.ts';

/** The parts of a pod or pod template that the standards look at. */
export interface PodParts {
  readonly metadata: unknown;
  readonly spec: unknown;
}

/** A string of a list, with its place. */
export interface ReadString {
  readonly path: string;
  readonly value: string;
}

/** One object of a pod. Paths are names of fields, without indices. */
export class FieldReader {
  readonly raw: unknown;
  /** Where the object is: `spec.containers[0]`. */
  protected readonly base: string;
  protected readonly unread: string[];

  constructor(raw: unknown, base: string, unread: string[]) {
    this.raw = raw;
    this.base = base;
    this.unread = unread;
  }

  /** True when the field is there and not null; `best` when what should hold it cannot be read. */
  has(best: boolean, ...path: readonly string[]): boolean {
    const found = this.value(path);
    return found === UNREADABLE ? best : found !== undefined;
  }

  bool(best: boolean, ...path: readonly string[]): boolean | undefined {
    const found = this.value(path);
    if (typeof found === 'boolean' || found === undefined) return found;
    return this.instead(best, path);
  }

  num(best: number, ...path: readonly string[]): number | undefined {
    const found = this.value(path);
    if (typeof found === 'number' || found === undefined) return found;
    return this.instead(best, path);
  }

  /** '' for what is not set, as in Go. */
  str(best: string, ...path: readonly string[]): string {
    const found = this.value(path);
    if (typeof found === 'string') return found;
    return found === undefined ? '' : this.instead(best, path);
  }

  /** The objects of a list. */
  list(...path: readonly string[]): readonly FieldReader[] {
    return this.entries(path).map(({ raw, base }) => new FieldReader(raw, base, this.unread));
  }

  /** The strings of a list with their places; `best` stands for what cannot be read. */
  strings(best: readonly string[], ...path: readonly string[]): readonly ReadString[] {
    const found = this.value(path);
    if (found === undefined) return [];
    const stands = () => best.map((value) => ({ path: this.pathTo(path), value }));
    if (!Array.isArray(found)) return this.instead(stands(), path);
    return list(found).flatMap((entry, index) => {
      const here = `${this.pathTo(path)}[${index}]`;
      if (typeof entry === 'string') return { path: here, value: entry };
      this.unread.push(here);
      return stands();
    });
  }

  /** The place of a field, with its value. */
  place(...path: readonly string[]): { readonly path: string; readonly value: unknown } {
    return { path: this.pathTo(path), value: at(this.raw, ...path) };
  }

  /** Notes a field that cannot be judged. */
  cannotRead(...path: readonly string[]): void {
    this.unread.push(this.pathTo(path));
  }

  protected entries(path: readonly string[]): readonly { readonly raw: unknown; readonly base: string }[] {
    const found = this.value(path);
    if (found === undefined) return [];
    if (!Array.isArray(found)) return this.instead([], path);
    return list(found).map((raw, index) => {
      const base = `${this.pathTo(path)}[${index}]`;
      if (!isObject(raw) || isMarker(raw)) this.unread.push(base);
      return { raw, base };
    });
  }

  /** The value, undefined for what is not set; UNREADABLE when an object on the way cannot be read. */
  private value(path: readonly string[]): unknown {
    let here = this.raw;
    for (const step of path) {
      if (here === undefined || here === null) return undefined;
      if (!isObject(here) || isMarker(here)) return UNREADABLE;
      here = Object.hasOwn(here, step) ? Reflect.get(here, step) : undefined;
    }
    return here ?? undefined;
  }

  /** Notes what cannot be read and goes on with something in its place. */
  private instead<T>(best: T, path: readonly string[]): T {
    this.cannotRead(...path);
    return best;
  }

  private pathTo(path: readonly string[]): string {
    return path.length === 0 ? this.base : `${this.base}.${path.join('.')}`;
  }
}

export class ReadContainer extends FieldReader {
  readonly role: 'init' | 'container' | 'ephemeral';
  /** '' when it has none. */
  readonly name: string;

  constructor(raw: unknown, base: string, unread: string[], role: ReadContainer['role']) {
    super(raw, base, unread);
    this.role = role;
    this.name = str(raw, 'name') ?? '';
  }
}

class SpecReader extends FieldReader {
  containers(): readonly ReadContainer[] {
    return CONTAINERS.flatMap(([field, role]) =>
      this.entries([field]).map(({ raw, base }) => new ReadContainer(raw, base, this.unread, role)),
    );
  }
}

const CONTAINERS = [
  ['initContainers', 'init'],
  ['containers', 'container'],
  ['ephemeralContainers', 'ephemeral'],
] as const;

/** A pod, as the checks read it. Nothing about it throws, whatever the parts are. */
export class PodReader {
  readonly spec: FieldReader;
  /** Init containers first, then containers, then ephemeral ones, as upstream visits them. */
  readonly containers: readonly ReadContainer[];
  /** Paths that could not be read so far. */
  readonly unread: readonly string[];
  /** What makes the pod as a whole unreadable: its spec, or a list or entry of containers; else undefined. */
  readonly unreadable: string | undefined;
  private readonly notes: string[] = [];
  private readonly annotations: unknown;

  constructor({ metadata, spec }: PodParts) {
    this.unread = this.notes;
    if (spec !== undefined && spec !== null && !isObject(spec)) this.notes.push('spec');
    const reader = new SpecReader(spec, 'spec', this.notes);
    this.spec = reader;
    this.containers = reader.containers();
    this.annotations = at(metadata, 'annotations') ?? undefined;
    if (this.annotations !== undefined && !isObject(this.annotations))
      this.notes.push('metadata.annotations');
    this.unreadable = this.notes[0];
  }

  /** Text of an annotation; undefined when there is none or it cannot be read, which is noted. */
  annotation(name: string): string | undefined {
    const value = at(this.annotations, name) ?? undefined;
    if (typeof value === 'string' || value === undefined) return value;
    this.notes.push(this.annotationPlace(name).path);
    return undefined;
  }

  annotationNames(): readonly string[] {
    return fields(this.annotations).map(([name]) => name);
  }

  annotationPlace(name: string): { readonly path: string; readonly value: unknown } {
    return { path: jsonPath('metadata', 'annotations', name), value: at(this.annotations, name) };
  }
}

const UNREADABLE = Symbol('unreadable');

/** What redaction leaves in place of a value. */
function isMarker(value: object): boolean {
  return Object.hasOwn(value, '$redacted');
}
