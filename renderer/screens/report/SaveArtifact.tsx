import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Artifact } from '../../../shared/files.ts';
import { client } from '../../client/workbench.ts';
import { ProblemNote } from '../../components/Problem.tsx';
import classes from './report.module.css';

/** Saves through the host: a dialog on the desktop, a one-time download in a browser. Says where it went. */
export function SaveArtifact({
  artifact,
  prominent = false,
}: {
  readonly artifact: Artifact;
  readonly prominent?: boolean;
}) {
  const save = useMutation({
    mutationFn: () => client.files.save({ artifactId: artifact.id }),
    onSuccess: (result) => {
      if (result.kind === 'download') location.assign(ownAddress(result.url));
    },
  });
  return (
    <div className={classes.save}>
      <Button
        variant={prominent ? 'filled' : 'default'}
        size={prominent ? 'sm' : 'compact-sm'}
        loading={save.isPending}
        onClick={() => save.mutate()}
      >
        Save
        {prominent ? (
          ` ${artifact.fileName}`
        ) : (
          <span className="visually-hidden">&nbsp;{artifact.fileName}</span>
        )}
      </Button>
      <output className="small muted">
        {save.data?.kind === 'saved' && (
          <>
            Saved to <span className="mono">{save.data.path}</span>
          </>
        )}
        {save.data?.kind === 'download' && 'Your browser saves it with its downloads.'}
        {save.data?.kind === 'cancelled' && 'Not saved.'}
      </output>
      {save.isError && <ProblemNote error={save.error} />}
    </div>
  );
}

/** The address, if it is of this very origin: a download never leads elsewhere. */
function ownAddress(url: string): string {
  const address = new URL(url, location.href);
  if (address.origin !== location.origin)
    throw new Error('The download address belongs to another site, so nothing was saved.');
  return address.href;
}
