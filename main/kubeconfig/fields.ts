/**
 * Fields of a kubeconfig by their type. kubectl refuses a file in which a number stands where a text belongs; a reader
 * that skipped it would sign in as someone else than kubectl does. Messages name the place, never the value.
 */
import { DrydockError } from '../../shared/errors.ts';
import { at, isObject } from '../snapshot/read.ts';

/** An object of the file, and where it stands, such as `users[2].user`. */
export interface Place {
  readonly raw: unknown;
  readonly where: string;
}

/** The object below; missing and null are empty. */
export function below(place: Place, key: string): Place {
  return objectAt(at(place.raw, key) ?? null, whereOf(place, key));
}

/** The list of objects below. */
export function listBelow(place: Place, key: string): readonly Place[] {
  const raw = at(place.raw, key) ?? [];
  if (!Array.isArray(raw)) throw wrongType(whereOf(place, key), raw, 'a list belongs');
  return raw.map((entry: unknown, index) => objectAt(entry, `${whereOf(place, key)}[${index}]`));
}

/** The text of a field; null when it is missing or empty. */
export function text(place: Place, key: string): string | null {
  const raw = at(place.raw, key) ?? null;
  if (raw !== null && typeof raw !== 'string') throw wrongType(whereOf(place, key), raw, 'a text belongs');
  return raw === '' ? null : raw;
}

export function flag(place: Place, key: string): boolean {
  const raw = at(place.raw, key) ?? false;
  if (typeof raw !== 'boolean') throw wrongType(whereOf(place, key), raw, 'true or false belongs');
  return raw;
}

export function texts(place: Place, key: string): readonly string[] {
  const raw = at(place.raw, key) ?? [];
  if (!Array.isArray(raw)) throw wrongType(whereOf(place, key), raw, 'a list belongs');
  return raw.map((entry: unknown) => {
    if (typeof entry !== 'string') throw wrongType(whereOf(place, key), entry, 'a text belongs');
    return entry;
  });
}

/** Names of the fields that are none of the known ones. */
export function others(place: Place, known: readonly string[]): string[] {
  return Object.entries(place.raw ?? {})
    .filter(([key, value]) => !known.includes(key) && value !== null && value !== '')
    .map(([key]) => key.slice(0, 100));
}

function objectAt(raw: unknown, where: string): Place {
  if (raw !== null && !isObject(raw)) throw wrongType(where, raw, 'fields belong');
  return { raw, where };
}

const whereOf = ({ where }: Place, key: string) => (where === '' ? key : `${where}.${key}`);

function wrongType(where: string, found: unknown, wanted: string): DrydockError {
  return new DrydockError('KUBECONFIG_INVALID', { reason: `${where} is ${typeName(found)} where ${wanted}` });
}

function typeName(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'a group of fields';
  return typeof value === 'string' ? 'a text' : typeof value === 'boolean' ? 'true or false' : 'a number';
}
