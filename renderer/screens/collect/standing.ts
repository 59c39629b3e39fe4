/** How far the choices of a collection have come: what is chosen, what is still missing, and what may begin. */
import type { Authorisation } from '../../../shared/engagement.ts';
import type { KubeconfigContext } from '../../../shared/kubeconfig.ts';
import { seesAll } from './access.ts';
import { coveringNow } from './authorisation.ts';
import type { CollectDraft } from './draft.ts';
import { nameProblem } from './names.ts';
import type { SignInProgramView } from './usePrograms.ts';

export interface Standing {
  readonly chosen: readonly KubeconfigContext[];
  /** What the chosen contexts are called, as it is typed, by context. */
  readonly typedNames: ReadonlyMap<string, string>;
  /** The same without white space around, in the order of `chosen`. */
  readonly clusterNames: readonly string[];
  /** Records that cover the clusters now. */
  readonly covering: readonly Authorisation[];
  /** Named clusters that no record covers. */
  readonly uncovered: readonly string[];
  /** Each of these holds only when those before it hold. */
  readonly named: boolean;
  readonly consented: boolean;
  readonly allowed: boolean;
  /** Every chosen cluster said what it lets a collection see. */
  readonly checked: boolean;
  readonly asking: boolean;
  /** A collection would leave something out. */
  readonly lacking: boolean;
}

export function standingOf({
  draft,
  contexts,
  programs,
  authorisations,
}: {
  readonly draft: Pick<CollectDraft, 'names' | 'checks'>;
  readonly contexts: readonly KubeconfigContext[];
  readonly programs: readonly Pick<SignInProgramView, 'consent'>[];
  /** Undefined until they are known. */
  readonly authorisations: readonly Authorisation[] | undefined;
}): Standing {
  const chosen = chosenOf(draft, contexts);
  const typedNames = new Map(chosen.map(({ name }) => [name, draft.names.get(name) ?? '']));
  const clusterNames = [...typedNames.values()].map((name) => name.trim());
  const records = clusterNames.map((name) => coveringNow(authorisations ?? [], name));
  const uncovered = clusterNames.filter((name, index) => name !== '' && records[index] === null);
  const named = chosen.length > 0 && chosen.every(({ name }) => nameProblem(name, typedNames) === null);
  const consented = named && programs.every(({ consent }) => consent !== 'none');
  const checks = chosen.map(({ name }) => draft.checks.get(name));
  return {
    chosen,
    typedNames,
    clusterNames,
    covering: records.filter((record) => record !== null),
    uncovered,
    named,
    consented,
    allowed: consented && authorisations !== undefined && uncovered.length === 0,
    checked: chosen.length > 0 && checks.every((check) => check?.status === 'answered'),
    asking: checks.some((check) => check?.status === 'asking'),
    lacking: checks.some((check) => check?.status === 'answered' && !seesAll(check.preflight)),
  };
}

export const chosenOf = (
  draft: Pick<CollectDraft, 'names'>,
  contexts: readonly KubeconfigContext[],
): readonly KubeconfigContext[] => contexts.filter(({ name }) => draft.names.has(name));

/** A step waits for those before it; it is open until what it asks for is there. */
export function stepState(reached: boolean, done: boolean): 'later' | 'open' | 'done' {
  if (!reached) return 'later';
  return done ? 'done' : 'open';
}
