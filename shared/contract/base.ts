/** Building blocks of the contract: errors that every call may end in, and windowed lists. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from '../errors.ts';

/** What crosses with an error code: its sentence's parts, and what to do. The message is the sentence itself. */
export const ErrorPayload = z.object({
  remedy: z.string(),
  data: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type ErrorPayload = z.infer<typeof ErrorPayload>;

type ErrorItems = Record<ErrorCode, { data: typeof ErrorPayload }>;
const errors = Object.fromEntries(ERROR_CODES.map((code) => [code, { data: ErrorPayload }])) as ErrorItems;

/** Every procedure starts here. */
export const procedure = oc.errors(errors);

/** A window on a list. Lists never cross whole. */
export const Window = { offset: z.int().min(0).default(0), limit: z.int().min(1).max(500).default(100) };

/** A window's answer: rows from `offset`, and how many there are in all. */
export function windowOf<Row extends z.ZodType>(row: Row) {
  return z.strictObject({ total: z.int(), rows: z.array(row) });
}

export const Nothing = z.strictObject({});
