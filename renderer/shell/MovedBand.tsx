import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { EngagementSummary } from '../../shared/engagement.ts';
import { client, orpc } from '../client/workbench.ts';
import { Band } from '../components/Band.tsx';
import { ProblemNote } from '../components/Problem.tsx';

/** Shown when the open file was removed, replaced or moved: what is open can still be saved as a new file. */
export function MovedBand({ engagement }: { readonly engagement: EngagementSummary }) {
  const place = useQuery(orpc.engagements.place.queryOptions());
  const copy = useMutation({
    mutationFn: () => client.engagements.saveCopy({ fileName: copyName(engagement.file, new Date()) }),
  });
  const problem = place.data?.problem ?? null;
  if (problem === null) return null;
  return (
    <>
      <Band
        tone="bad"
        role="alert"
        actions={
          <Button loading={copy.isPending} onClick={() => copy.mutate()}>
            Save a copy
          </Button>
        }
      >
        <strong>{problem}</strong> Changes are not saved. Save a copy to continue in a new file with the same
        passphrase.
      </Band>
      {copy.isError && <ProblemNote error={copy.error} />}
    </>
  );
}

/** "Harbour copy 2026-11-30 17-05-09", from the path of the file. */
function copyName(file: string, at: Date): string {
  const name = file.replace(/^.*[\\/]/, '').replace(/\.drydock$/i, '');
  const moment = at.toISOString().slice(0, 19).replace('T', ' ').replaceAll(':', '-');
  return `${name.slice(0, 80)} copy ${moment}`;
}
