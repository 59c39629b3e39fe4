/** An account of redaction: where values were removed and what they looked like, and where values were kept at a risk. */
import { compare } from '../../../shared/compare.ts';
import { CommandClass, LooksLike } from '../../../shared/evidence.ts';
import type { KubernetesObject } from '../model.ts';
import { at, isObject } from '../read.ts';

export interface RedactionAccount {
  add(object: KubernetesObject): void;
  /** The most frequent first. A place reads `Pod spec.containers[].env[].value`. */
  removed(): RemovedValues[];
  kept(): { place: string; count: number }[];
}

export interface RemovedValues {
  readonly place: string;
  readonly looksLike: LooksLike;
  /** What they do, where they were commands that a control must know. */
  readonly does?: CommandClass;
  count: number;
}

/** A stranger's object can hold any number of field names; what is beyond counts as one place of its kind. */
const MAX_PLACES = 1_000;
const MAX_PLACE_CHARACTERS = 200;

export function createRedactionAccount(): RedactionAccount {
  const removed = new Map<string, RemovedValues>();
  const kept = new Map<string, { place: string; count: number }>();
  const visit = (value: unknown, kind: string, path: string[]): void => {
    if (typeof value === 'string') {
      if (value !== '' && isRisky(kind, path)) tally(kept, placeOf(kept.size, kind, path), {});
    } else if (Array.isArray(value)) {
      path.push('[]');
      for (const entry of value) visit(entry, kind, path);
      path.pop();
    } else if (isObject(value)) {
      const looksLike = LooksLike.safeParse(at(value, '$redacted', 'looksLike'));
      if (looksLike.success) {
        const does = CommandClass.safeParse(at(value, '$redacted', 'does'));
        tally(removed, placeOf(removed.size, kind, path), {
          looksLike: looksLike.data,
          ...(does.success && { does: does.data }),
        });
        return;
      }
      for (const [key, entry] of Object.entries(value)) {
        path.push(FREE_KEYS.has(path.at(-1) ?? '') ? '*' : key);
        visit(entry, kind, path);
        path.pop();
      }
    }
  };
  return {
    add({ $drydock: _notes, ...object }) {
      visit(object, object.kind, []);
    },
    removed: () => [...removed.values()].sort(byCount),
    kept: () => [...kept.values()].sort(byCount),
  };
}

/** Under these names the keys are the cluster's own words, not fields. */
const FREE_KEYS: ReadonlySet<string> = new Set([
  'annotations',
  'data',
  'binaryData',
  'env',
  'labels',
  'matchLabels',
  'nodeSelector',
  'options',
  'parameters',
  'volumeAttributes',
  'stringData',
  'secretData',
  'encryptedData',
  'credentials',
]);

/** Kept with their credential-like parts masked, for controls need them; yet clients write anything there. */
function isRisky(kind: string, path: readonly string[]): boolean {
  const names = path.filter((name) => name !== '[]');
  const last = names.at(-1) ?? '';
  const owner = names.at(-2) ?? '';
  if (last === '*') return owner === 'annotations' || (kind === 'ConfigMap' && owner === 'data');
  return RISKY_FIELDS.has(last) || (last === 'path' && owner === 'httpGet');
}

const RISKY_FIELDS: ReadonlySet<string> = new Set([
  'command',
  'args',
  'env',
  'script',
  'source',
  'url',
  'value',
]);

function placeOf(known: number, kind: string, path: readonly string[]): string {
  const place = path.reduce(
    (text, name) => (name === '[]' || text === '' ? text + name : `${text}.${name}`),
    '',
  );
  return `${kind} ${known < MAX_PLACES ? place : '(other places)'}`.slice(0, MAX_PLACE_CHARACTERS);
}

function tally<T extends { place: string; count: number }>(
  counts: Map<string, T>,
  place: string,
  more: Omit<T, 'place' | 'count'>,
): void {
  const key = `${place}\n${Object.values(more).join()}`;
  const known = counts.get(key);
  if (known !== undefined) known.count += 1;
  else counts.set(key, { ...more, place, count: 1 } as T);
}

const byCount = (a: { place: string; count: number }, b: { place: string; count: number }) =>
  b.count - a.count || compare(a.place, b.place);
