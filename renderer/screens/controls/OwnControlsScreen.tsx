/** Control files that the assessor wrote: loaded, checked, replaced, removed. */
import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { CustomControlFile } from '../../../shared/custom-control.ts';
import { client, orpc, queryClient } from '../../client/workbench.ts';
import { JobProgress } from '../../components/JobProgress.tsx';
import { Page } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { SeverityMark } from '../../components/SeverityMark.tsx';
import { useJob } from '../../components/useJob.ts';
import { ChooseFile } from '../../files/ChooseFile.tsx';
import { dateTime } from '../../format.ts';
import { createValue, useValue } from '../../shell/value.ts';
import { addOwnControls } from './add-own-controls.ts';
import { controlParams } from './address.ts';
import classes from './controls.module.css';

/** The analysis that the last change began; it goes on when the screen is left. */
const lastJob = createValue<string | null>(null);

export function OwnControlsScreen() {
  const files = useQuery(orpc.customControls.list.queryOptions());
  const job = useJob(useValue(lastJob));
  const add = useMutation({
    mutationFn: addOwnControls,
    onSuccess: (jobId) => lastJob.set(jobId),
    onSettled: () => queryClient.invalidateQueries({ queryKey: orpc.customControls.key() }),
  });
  return (
    <Page
      title="Custom controls"
      lead="YAML files with a match and CEL expressions, the language of ValidatingAdmissionPolicy. They are evaluated like every other control."
      actions={<Link to="/controls">All controls</Link>}
    >
      <div className={classes.column}>
        <ChooseFile
          purpose="custom-controls"
          label="Control files"
          description="Type a path, choose files, or drop them anywhere on this window. A file with the same name is replaced."
          placeholder="/home/you/our-controls.yaml"
          submit="Load"
          several
          onChosen={(chosen) => add.mutate(chosen)}
        />
        {add.isError && <ProblemNote error={add.error} />}
        {job !== null && <JobProgress job={job} />}
        {files.isError && <ProblemNote error={files.error} onRetry={() => void files.refetch()} />}
        {files.data !== undefined && files.data.length === 0 && (
          <p className="muted">
            No file is loaded. “docs/custom-controls.md” contains a full example and lists the available
            functions.
          </p>
        )}
        {files.data !== undefined && files.data.length > 0 && (
          <ul className={classes.files} aria-label="Loaded files">
            {files.data.map((file) => (
              <OneFile key={file.id} file={file} onJob={(jobId) => lastJob.set(jobId)} />
            ))}
          </ul>
        )}
      </div>
    </Page>
  );
}

function OneFile({
  file,
  onJob,
}: {
  readonly file: CustomControlFile;
  readonly onJob: (jobId: string | null) => void;
}) {
  const [asked, setAsked] = useState(false);
  const remove = useMutation({
    mutationFn: () => client.customControls.remove({ id: file.id }),
    onSuccess: async ({ jobId }) => {
      onJob(jobId);
      await queryClient.invalidateQueries({ queryKey: orpc.customControls.key() });
    },
  });
  return (
    <li className={classes.file}>
      <div>
        <h2 className={classes.fileName}>{file.name}</h2>
        <p className="muted small">
          {file.problems.length > 0 ? 'Not used: correct it and load it again' : 'In use'} · loaded by{' '}
          {file.addedBy}, {dateTime(file.addedAt)}
        </p>
      </div>
      <div>
        {asked ? (
          <Button size="compact-sm" color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
            Remove {file.name}
          </Button>
        ) : (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => setAsked(true)}
            aria-label={`Remove ${file.name}`}
          >
            Remove
          </Button>
        )}
      </div>
      {remove.isError && <ProblemNote error={remove.error} />}
      {file.problems.length > 0 && (
        <table className={classes.problems}>
          <caption className="visually-hidden">Problems in {file.name}</caption>
          <thead>
            <tr>
              <th scope="col">Line</th>
              <th scope="col">Column</th>
              <th scope="col">Problem and remedy</th>
            </tr>
          </thead>
          <tbody>
            {file.problems.map((problem) => (
              <tr key={`${problem.line} ${problem.column} ${problem.message}`}>
                <td>{problem.line}</td>
                <td>{problem.column}</td>
                <td>{problem.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {file.controls.length > 0 && (
        <ul className={classes.plain} aria-label={`Controls in ${file.name}`}>
          {file.controls.map(({ id, title, severity }) => (
            <li key={id} className={classes.marks}>
              <SeverityMark severity={severity} />
              <Link to="/controls/$family/$slug" params={controlParams(id)}>
                {title}
              </Link>
              <span className="mono small faint">{id}</span>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
