/** Progress and preflight of a collection. */
import { z } from 'zod';
import { ResourceRef } from './evidence.ts';

export const CollectPhase = z.enum([
  'connecting',
  'discovery',
  'probes',
  'lists',
  'secrets',
  'finishing',
  'done',
]);

export const CollectProgress = z.strictObject({
  phase: CollectPhase,
  kindsDone: z.int(),
  kindsTotal: z.int(),
  objects: z.int(),
  bytes: z.int(),
  /** Kinds in flight, such as `pods` or `deployments.apps`. */
  current: z.array(z.string()),
  retries: z.int(),
  /** Plain sentences so far. */
  refused: z.array(z.string()),
  remainingMs: z.number().nullable(),
});
export type CollectProgress = Readonly<z.infer<typeof CollectProgress>>;

/** Asked before the first list. */
export const PreflightRow = z.strictObject({
  resource: ResourceRef,
  access: z.enum(['everywhere', 'some-namespaces', 'nowhere', 'unknown']),
  namespaces: z.array(z.string()),
  /** Ids of controls that become unknown without it. */
  controls: z.array(z.string()),
});
export const Preflight = z.strictObject({
  server: z.string(),
  serverVersion: z.string(),
  identity: z.string(),
  rows: z.array(PreflightRow),
});
export type Preflight = Readonly<z.infer<typeof Preflight>>;
