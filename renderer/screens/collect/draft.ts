/**
 * What is chosen for a collection: kept while the engagement is open, so that a look elsewhere loses nothing and a
 * partial collection can be completed with the same files. References and names only, never a credential. What a reload
 * must not take is kept in the engagement too; see choices.ts.
 */
import type { Preflight } from '../../../shared/collect.ts';
import type { KubeconfigContext } from '../../../shared/kubeconfig.ts';
import type { ChosenFile } from '../../files/chosen-file.ts';
import { createValue } from '../../shell/value.ts';

/** How asking one cluster about access stands. */
export type AccessCheck =
  | { readonly status: 'asking' }
  | { readonly status: 'answered'; readonly preflight: Preflight }
  | { readonly status: 'failed'; readonly error: unknown };

/** A partial snapshot that a collection is to complete. */
export interface Resume {
  readonly snapshotId: string;
  readonly clusterId: string;
  readonly clusterName: string;
  readonly context: string;
  readonly server: string;
  readonly startedAt: string;
}

export interface CollectDraft {
  /** In the order in which they merge. */
  readonly files: readonly ChosenFile[];
  /** The files for which a first context was chosen. */
  readonly chosenFor: readonly ChosenFile[] | null;
  /** Chosen contexts with the cluster's name in this engagement. */
  readonly names: ReadonlyMap<string, string>;
  /** The path that is being typed. */
  readonly typedPath: string;
  /** Fingerprints of sign-in programs agreed to here. */
  readonly consents: ReadonlySet<string>;
  readonly namespaces: readonly string[];
  /** The namespace that is being typed. */
  readonly typedNamespace: string;
  readonly extraCa: ChosenFile | null;
  readonly limitMinutes: number;
  readonly checks: ReadonlyMap<string, AccessCheck>;
  readonly resume: Resume | null;
}

export const EMPTY_COLLECT_DRAFT: CollectDraft = {
  files: [],
  chosenFor: null,
  names: new Map(),
  typedPath: '',
  consents: new Set(),
  namespaces: [],
  typedNamespace: '',
  extraCa: null,
  limitMinutes: 120,
  checks: new Map(),
  resume: null,
};

export const collectDraft = createValue(EMPTY_COLLECT_DRAFT);

export const forgetCollectDraft = (): void => collectDraft.set(EMPTY_COLLECT_DRAFT);

/** Adds files at the end; a path that is there already is not added again. What was asked before no longer holds. */
export function addKubeconfigs(files: readonly ChosenFile[]): void {
  collectDraft.change((draft) => {
    const known = new Set(draft.files.map(({ name }) => name));
    const added = files.filter(({ name, ref }) => !('path' in ref) || !known.has(name));
    return { ...draft, files: [...draft.files, ...added].slice(0, MAX_FILES), checks: new Map() };
  });
}

/** As many as the workbench takes at once. */
const MAX_FILES = 20;

export function removeKubeconfig(id: string): void {
  collectDraft.change((draft) => ({
    ...draft,
    files: draft.files.filter((file) => file.id !== id),
    checks: new Map(),
  }));
}

export const typePath = (typedPath: string): void =>
  collectDraft.change((draft) => ({ ...draft, typedPath }));

export const typeNamespace = (typedNamespace: string): void =>
  collectDraft.change((draft) => ({ ...draft, typedNamespace }));

/** Options under which access was asked for; another answer may follow from another option. */
export function changeOptions(
  options: Partial<Pick<CollectDraft, 'namespaces' | 'extraCa' | 'limitMinutes'>>,
): void {
  collectDraft.change((draft) => ({
    ...draft,
    ...options,
    checks: 'limitMinutes' in options ? draft.checks : new Map(),
  }));
}

export const nameContext = (context: string, name: string): void =>
  collectDraft.change((draft) => ({ ...draft, names: new Map(draft.names).set(context, name) }));

export const dropContext = (context: string): void =>
  collectDraft.change((draft) => {
    const names = new Map(draft.names);
    names.delete(context);
    return { ...draft, names };
  });

export const setCheck = (context: string, check: AccessCheck): void =>
  collectDraft.change((draft) => ({ ...draft, checks: new Map(draft.checks).set(context, check) }));

/** The context that a completion belongs to: the same one when it is there, for another would be another view. */
export function contextToComplete(resume: Resume, contexts: readonly KubeconfigContext[]): string | null {
  const usable = contexts.filter(({ refusal }) => refusal === null);
  const same = usable.filter(({ server }) => server === resume.server);
  return (same.find(({ name }) => name === resume.context) ?? same[0])?.name ?? null;
}
