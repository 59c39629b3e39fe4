import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { KubeconfigContext } from '../../../shared/kubeconfig.ts';
import { orpc } from '../../client/workbench.ts';
import type { ChosenFile } from '../../files/chosen-file.ts';
import { useValue } from '../../shell/value.ts';
import { type CollectDraft, collectDraft } from './draft.ts';
import { useReadableFiles } from './file-of-context.ts';
import { useFirstChoice } from './first-choice.ts';
import { chosenOf, type Standing, standingOf } from './standing.ts';
import { type SignInProgramView, usePrograms } from './usePrograms.ts';

/** Everything that the steps of a collection show and act on. */
export interface Live {
  readonly draft: CollectDraft;
  /** Without those that cannot be used. */
  readonly files: readonly ChosenFile[];
  readonly contexts: readonly KubeconfigContext[];
  readonly warnings: readonly string[];
  /** The files were read, and none of them holds a context. */
  readonly isEmpty: boolean;
  /** Why the files cannot be read together. */
  readonly readError: Error | null;
  readonly programs: readonly SignInProgramView[];
  readonly authorisationsKnown: boolean;
  readonly standing: Standing;
}

export function useLiveCollection(): Live {
  const draft = useValue(collectDraft);
  const files = useReadableFiles(draft.files);
  const refs = files.map(({ ref }) => ref);
  const inspection = useQuery({
    ...orpc.collect.inspect.queryOptions({ input: { files: refs } }),
    enabled: refs.length > 0,
    placeholderData: keepPreviousData,
  });
  const contexts = refs.length === 0 ? [] : (inspection.data?.contexts ?? []);
  const programs = usePrograms(chosenOf(draft, contexts), draft.consents);
  const authorisations = useQuery(orpc.authorisations.list.queryOptions()).data;
  useFirstChoice(draft, inspection.isPlaceholderData ? [] : contexts, inspection.data?.currentContext ?? '');
  return {
    draft,
    files,
    contexts,
    warnings: contexts.length > 0 ? (inspection.data?.warnings ?? []) : [],
    isEmpty: inspection.isSuccess && refs.length > 0 && contexts.length === 0,
    readError: inspection.error,
    programs,
    authorisationsKnown: authorisations !== undefined,
    standing: standingOf({ draft, contexts, programs, authorisations }),
  };
}

/** What each question to a cluster goes along with, and the collection too. */
export function requestOf({ draft, files, programs }: Pick<Live, 'draft' | 'files' | 'programs'>) {
  return {
    files: files.map(({ ref }) => ref),
    allowExec: programs.filter(({ consent }) => consent !== 'none').map(({ program }) => program.fingerprint),
    extraCa: draft.extraCa?.ref ?? null,
    namespaces: [...draft.namespaces],
  };
}
