/** Builds the PDF as a job, and offers it as soon as it is there. */
import { Button, Checkbox } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { drafts } from '../../autosave/registry.ts';
import { client, orpc, queryClient } from '../../client/workbench.ts';
import { JobProgress } from '../../components/JobProgress.tsx';
import { Section } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { useJob } from '../../components/useJob.ts';
import classes from './report.module.css';
import { SaveArtifact } from './SaveArtifact.tsx';

export function BuildReport() {
  const { view } = useSearch({ strict: false });
  const navigate = useNavigate();
  const [draft, setDraft] = useState(true);
  const [jobId, setJobId] = useState<string | null>(null);
  const job = useJob(jobId, () => void queryClient.invalidateQueries({ queryKey: orpc.files.key() }));
  const artifacts = useQuery(orpc.files.artifacts.queryOptions());
  const build = useMutation({
    mutationFn: async () => {
      // What is still being typed belongs into the report.
      await drafts.flushAll();
      return client.report.build({ draft });
    },
    onSuccess: (started) => setJobId(started.jobId),
  });
  // “Build the report” of the palette: it is built once, and the address forgets the wish.
  const wished = view === 'build';
  const { mutate } = build;
  useEffect(() => {
    if (!wished) return;
    mutate();
    void navigate({ to: '.', search: ({ view: _wish, ...rest }) => rest, replace: true });
  }, [wished, mutate, navigate]);
  const running = job?.status === 'running';
  const built = artifacts.data?.find((artifact) => artifact.id === job?.result?.artifactId);
  return (
    <Section title="The PDF" note="It contains the data stored now. Build it again after changes.">
      <div className={classes.build}>
        <Checkbox
          label="Draft, marked on every page"
          checked={draft}
          onChange={(event) => setDraft(event.currentTarget.checked)}
        />
        <Button loading={build.isPending || running} onClick={() => build.mutate()}>
          Build the report
        </Button>
      </div>
      {build.isError && <ProblemNote error={build.error} />}
      {job !== null && <JobProgress job={job} />}
      {built !== undefined && <SaveArtifact artifact={built} prominent />}
    </Section>
  );
}
