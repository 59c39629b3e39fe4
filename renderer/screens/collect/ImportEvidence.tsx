import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { FileRef } from '../../../shared/files.ts';
import { client } from '../../client/workbench.ts';
import { ProblemNote } from '../../components/Problem.tsx';
import { useSelection } from '../../shell/selection.ts';
import { ChooseFile } from './ChooseFile.tsx';
import { CollectionJob } from './CollectionJob.tsx';
import classes from './collect.module.css';

/** An evidence bundle made on a bastion host, or manifests from a repository. */
export function ImportEvidence() {
  const { clusters } = useSelection();
  const [file, setFile] = useState<{ ref: FileRef; name: string } | null>(null);
  const [clusterName, setClusterName] = useState('');
  const [jobId, setJobId] = useState<string | null>(null);
  const start = useMutation({
    mutationFn: (ref: FileRef) =>
      client.snapshots.importEvidence({
        file: ref,
        clusterName: clusterName.trim(),
        clusterId: clusters.find((one) => one.name === clusterName.trim())?.id ?? null,
      }),
    onSuccess: (job) => setJobId(job.jobId),
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (file !== null) start.mutate(file.ref);
  }
  return (
    <div className={classes.column}>
      <p className="muted prose">
        An evidence bundle is a snapshot as a file. The target’s administrator makes it with “drydock
        collect”, can read it, and hands it over. A folder or file of manifests works too; what manifests
        cannot show stays unknown.
      </p>
      <ChooseFile
        purpose="evidence"
        label="Evidence bundle or manifests"
        placeholder="/home/you/halcyon-prod.evidence.zip"
        onChosen={(ref, name) => {
          setFile({ ref, name });
          setClusterName((old) => (old === '' ? baseName(name) : old));
        }}
      />
      {file !== null && (
        <form className={classes.column} onSubmit={submit}>
          <p>
            <span className="mono">{file.name}</span>
          </p>
          <TextInput
            label="Name of the cluster"
            value={clusterName}
            maxLength={200}
            maw={420}
            onChange={(event) => setClusterName(event.currentTarget.value)}
            required
          />
          <div>
            <Button type="submit" loading={start.isPending} disabled={clusterName.trim() === ''}>
              Import
            </Button>
          </div>
        </form>
      )}
      {start.isError && <ProblemNote error={start.error} />}
      {jobId !== null && <CollectionJob jobId={jobId} />}
    </div>
  );
}

const baseName = (path: string) =>
  (path.split(/[/\\]/).at(-1) ?? '').replace(/\.(evidence\.zip|zip|ya?ml|json)$/i, '');
