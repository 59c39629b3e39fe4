/** Progress and preflight of a collection. */
import { z } from 'zod';
import { ResourceRef } from './evidence.ts';
import { Severity } from './verdict.ts';

export const CollectPhase = z.enum([
  'connecting',
  'discovery',
  'probes',
  /** Kinds of an earlier, partial collection are taken over. */
  'resuming',
  'lists',
  'secrets',
  /** The server went away; its return is waited for. */
  'waiting',
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
/** A control that cannot be judged with the access that there is, and the kinds it lacks. */
export const UnknownControl = z.strictObject({
  id: z.string(),
  title: z.string(),
  severity: Severity,
  /** Kinds such as `pods` or `roles.rbac.authorization.k8s.io`. */
  lacks: z.array(z.string()),
});
export type UnknownControl = Readonly<z.infer<typeof UnknownControl>>;

export const Preflight = z.strictObject({
  server: z.string(),
  serverVersion: z.string(),
  identity: z.string(),
  rows: z.array(PreflightRow),
  /** Worst first. */
  unknownControls: z.array(UnknownControl),
  /** Namespaces in which rights were asked for by name; a large cluster is sampled. */
  sampledNamespaces: z.array(z.string()),
  /** YAML of the least role that shows all that this cluster offers. */
  clusterRole: z.string(),
  /** Plain sentences: API groups that do not answer, namespaces that cannot be listed, a wrong clock. */
  notes: z.array(z.string()),
});
export type Preflight = Readonly<z.infer<typeof Preflight>>;
