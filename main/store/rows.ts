/**
 * Rows as they leave SQLite. Each is parsed once, by the schema beside its statement, and nothing beyond is cast.
 *
 * A schema costs half a microsecond for a row of columns. That is nothing beside a body of an object that is unpacked, and
 * beside a page that crosses to another thread. Where it is not, verdicts of a whole snapshot, `analysis.ts` says so.
 */
import { z } from 'zod';
import { DrydockError } from '../../shared/errors.ts';

export interface Rows<R> {
  /** @throws DrydockError RECORD_DAMAGED */
  all(...values: unknown[]): R[];
  /** @throws DrydockError RECORD_DAMAGED */
  get(...values: unknown[]): R | undefined;
  /** @throws DrydockError RECORD_DAMAGED */
  iterate(...values: unknown[]): Generator<R>;
  /** Leaves damaged ones out, so that one does not hide the others; `damagedRecords` names them. */
  readable(...values: unknown[]): R[];
}

interface Statement {
  all(...values: unknown[]): unknown[];
  get(...values: unknown[]): unknown;
  iterate(...values: unknown[]): Iterable<unknown>;
}

/**
 * @param what the record that a row holds, to begin a sentence with
 * @example rowsOf(db.prepare('SELECT id, name FROM cluster'), z.object({ id: z.string(), name: z.string() })).all()
 */
export function rowsOf<S extends z.ZodType>(
  statement: Statement,
  schema: S,
  what = 'A record',
): Rows<z.output<S>> {
  const parse = (row: unknown): z.output<S> => {
    const parsed = schema.safeParse(row);
    if (parsed.success) return parsed.data;
    throw damaged(what, parsed.error);
  };
  return {
    all: (...values) => statement.all(...values).map(parse),
    get(...values) {
      const row = statement.get(...values);
      return row === undefined ? undefined : parse(row);
    },
    *iterate(...values) {
      for (const row of statement.iterate(...values)) yield parse(row);
    },
    readable: (...values) =>
      statement.all(...values).flatMap((row) => {
        const parsed = schema.safeParse(row);
        return parsed.success ? [parsed.data] : [];
      }),
  };
}

/** A column of JSON. A field that earlier files lack has a default in the schema (CONTRIBUTING.md). */
export const jsonOf = <S extends z.ZodType>(schema: S) => Json.pipe(schema);

/** A column of JSON that may be damaged: null then. */
export const jsonOrNull = <S extends z.ZodType>(schema: S) => jsonOf(schema).nullable().catch(null);

const Json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('its text is cut off or garbled');
    return z.NEVER;
  }
});

export const damaged = (what: string, error: z.ZodError): DrydockError =>
  new DrydockError('RECORD_DAMAGED', { what, reason: faultOf(error) });

/** What is wrong with a row, as the end of a sentence. */
export function faultOf({ issues: [issue] }: z.ZodError): string {
  if (issue?.code === 'custom') return issue.message;
  if (issue?.code === 'unrecognized_keys')
    return `this version does not know its field ${issue.keys.map((key) => `“${key}”`).join(', ')}`;
  // A column called `entry` holds the whole record.
  const field = (issue?.path ?? []).filter((part, at) => at > 0 || part !== 'entry').join('.');
  return field === '' ? 'it is no record of its kind' : `its field “${field}” holds an unexpected value`;
}
