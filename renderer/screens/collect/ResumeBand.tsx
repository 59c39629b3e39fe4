import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { KubeconfigContext } from '../../../shared/kubeconfig.ts';
import { Band } from '../../components/Band.tsx';
import { zonedTime } from '../../format.ts';
import { type CollectDraft, collectDraft, contextToComplete } from './draft.ts';

/** Says which partial collection is being completed, and the way out of that. */
export function ResumeBand({
  draft,
  contexts,
}: {
  readonly draft: CollectDraft;
  readonly contexts: readonly KubeconfigContext[];
}) {
  const { resume } = draft;
  const band = useRef<HTMLDivElement | null>(null);
  const completes = resume?.snapshotId;
  // It may have been asked for far below, on this very screen.
  useEffect(() => {
    band.current?.scrollIntoView({ block: 'nearest' });
    band.current?.focus();
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another snapshot to complete moves there again
  }, [completes]);
  if (resume === null) return null;
  const lost = contexts.length > 0 && contextToComplete(resume, contexts) === null;
  return (
    <div ref={band} tabIndex={-1}>
      <Band
        title={`Completing the collection of ${resume.clusterName} from ${zonedTime(resume.startedAt)}`}
        tone={lost ? 'amber' : 'quiet'}
        actions={
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => collectDraft.change((old) => ({ ...old, resume: null }))}
          >
            Start a new collection instead
          </Button>
        }
      >
        {lost
          ? `No context in these files points to ${resume.server}. Choose the kubeconfig that was used before.`
          : contexts.length === 0
            ? `Choose the kubeconfig that points to ${resume.server}. `
            : ''}
        {!lost &&
          'Kinds already read in full are kept; the others are requested again. The result is a new snapshot.'}
      </Band>
    </div>
  );
}
