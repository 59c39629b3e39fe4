import { ActionIcon, Autocomplete, Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useId } from 'react';
import type { EvidenceFileInfo } from '../../../shared/evidence-file.ts';
import type { FileRef } from '../../../shared/files.ts';
import { problemOf } from '../../client/problem.ts';
import { client, orpc } from '../../client/workbench.ts';
import { Caution } from '../../components/Caution.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { ChooseFile } from '../../files/ChooseFile.tsx';
import { baseName } from '../../files/chosen-file.ts';
import { handOverAgain } from '../../files/hand-over.ts';
import { useSelection } from '../../shell/selection.ts';
import { sameName } from '../collect/names.ts';
import { becomesFindings, FORMAT_WORDS, fileFacts } from './formats.ts';
import { ImportJob } from './ImportJob.tsx';
import classes from './import.module.css';
import { changeIncoming, type IncomingFile, nameClusterOf, removeIncoming } from './incoming.ts';

/** Errors that another identity may answer. */
const IDENTITY_ERRORS: ReadonlySet<string> = new Set([
  'BUNDLE_ENCRYPTED',
  'IDENTITY_INVALID',
  'IDENTITY_WRONG',
]);

/** One file on its way in: what it is, what it still needs, and how it ended. */
export function ImportItem({
  incoming,
  typedName,
}: {
  readonly incoming: IncomingFile;
  /** What somebody typed for its cluster, if anybody did. */
  readonly typedName: string | undefined;
}) {
  const { id, name, file, problem, identity, readable, jobId } = incoming;
  const ref: FileRef = file?.ref ?? { path: '-' };
  const info = useQuery({
    ...orpc.snapshots.inspectFile.queryOptions({ input: { file: ref, identity: identity?.ref ?? null } }),
    // Once imported, a file that was handed over is gone.
    enabled: file !== null && jobId === null,
  });
  const needsIdentity = info.isError && IDENTITY_ERRORS.has(problemOf(info.error).code);
  const locked = info.data?.needsIdentity === true && identity === null;
  // What cannot be used at all needs no identity either: a dropped one is not tried on it.
  const isSettled = info.isError ? !needsIdentity : info.data !== undefined && !locked;
  useEffect(() => {
    if (isSettled && !readable) changeIncoming(id, { readable: true });
  }, [id, isSettled, readable]);
  return (
    <article className={classes.item} aria-label={name}>
      <header className={classes.head}>
        <div className={classes.words}>
          <h3 className={classes.name}>{baseName(name)}</h3>
          <p className="muted">
            {info.data !== undefined
              ? [FORMAT_WORDS[info.data.format], fileFacts(info.data)].filter(Boolean).join('. ')
              : problem === null && !info.isError
                ? file === null
                  ? 'Uploading'
                  : 'Detecting the format'
                : ''}
          </p>
        </div>
        <ActionIcon aria-label={`Remove ${baseName(name)} from this list`} onClick={() => removeIncoming(id)}>
          <IconX size={16} />
        </ActionIcon>
      </header>
      {problem !== null && <ProblemNote error={new Error(problem)} />}
      {info.isError && jobId === null && (
        <ProblemNote
          error={info.error}
          {...(identity === null ? { onRetry: () => void info.refetch() } : {})}
        />
      )}
      {info.data?.notes.map((note) => (
        <Caution key={note} tone="quiet">
          {note}
        </Caution>
      ))}
      {jobId === null && (locked || needsIdentity) && (
        <ChooseFile
          purpose="age-identity"
          label={identity === null ? 'Identity (private age key)' : 'Another identity'}
          description="The private key that decrypts this bundle. Choose it or drop it on this window. It is used once and not stored."
          placeholder="/home/you/identity.txt"
          submit="Decrypt the bundle"
          onChosen={([chosen]) => chosen !== undefined && changeIncoming(id, { identity: chosen })}
        />
      )}
      {jobId === null && info.data !== undefined && !locked && file !== null && (
        <ImportForm incoming={incoming} typedName={typedName} info={info.data} file={file.ref} />
      )}
      {jobId !== null && file !== null && (
        <ImportJob
          jobId={jobId}
          onAgain={() =>
            void handOverAgain(file).then(
              (again) => changeIncoming(id, { file: again, jobId: null, identity: null, readable: false }),
              (error: unknown) => changeIncoming(id, { problem: problemOf(error).message }),
            )
          }
        />
      )}
    </article>
  );
}

function ImportForm({
  incoming,
  typedName,
  info,
  file,
}: {
  readonly incoming: IncomingFile;
  readonly typedName: string | undefined;
  readonly info: EvidenceFileInfo;
  readonly file: FileRef;
}) {
  const { id, name, identity } = incoming;
  const { clusters, cluster } = useSelection();
  const findings = becomesFindings(info);
  const proposed =
    info.clusterName !== '' ? info.clusterName : findings && cluster !== null ? cluster.name : nameOf(name);
  const clusterName = typedName ?? proposed;
  const known = clusters.find((one) => sameName(one.name, clusterName));
  const note = useId();
  const start = useMutation({
    mutationFn: () =>
      client.snapshots.importEvidence({
        file,
        identity: identity?.ref ?? null,
        clusterName: clusterName.trim(),
        clusterId: known?.id ?? null,
      }),
    onSuccess: (job) => changeIncoming(id, { jobId: job.jobId }),
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    start.mutate();
  }
  return (
    <>
      <form className={classes.form} onSubmit={submit}>
        <Autocomplete
          label="Cluster"
          data={clusters.map((one) => one.name)}
          value={clusterName}
          maxLength={200}
          w={320}
          aria-describedby={note}
          onChange={(next) => nameClusterOf(name, next)}
          required
        />
        <Button type="submit" loading={start.isPending} disabled={clusterName.trim() === ''}>
          Import
        </Button>
        <p id={note} className={`muted small ${classes.note ?? ''}`}>
          {consequence(findings, known !== undefined, known?.latestSnapshotId != null)}
        </p>
      </form>
      {start.isError && <ProblemNote error={start.error} />}
    </>
  );
}

function consequence(findings: boolean, known: boolean, hasSnapshot: boolean): string {
  if (findings) {
    return hasSnapshot
      ? 'Its results become imported findings, linked to the objects of the latest snapshot.'
      : 'Its results become imported findings. This cluster has no snapshot to link them to yet.';
  }
  return known
    ? 'It becomes a new snapshot of this cluster.'
    : 'It becomes the first snapshot of a new cluster.';
}

const nameOf = (path: string) =>
  baseName(path).replace(/(\.evidence)?\.(zip|zip\.age|age|ya?ml|json|sarif|tar|tgz|tar\.gz)$/i, '');
