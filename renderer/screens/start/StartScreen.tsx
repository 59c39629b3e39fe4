/** Before anything is open: recent engagements, a new one, the sample. */
import { Button, Menu } from '@mantine/core';
import { IconDots, IconFolderOpen, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, Navigate, useNavigate, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { RecentEngagement } from '../../../shared/engagement.ts';
import { SAMPLE_NAME } from '../../../shared/sample.ts';
import { drafts } from '../../autosave/registry.ts';
import { desktopBridge } from '../../client/transport.ts';
import { client, orpc, queryClient } from '../../client/workbench.ts';
import { JobProgress } from '../../components/JobProgress.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { useJob } from '../../components/useJob.ts';
import { handOver, lookAt } from '../../files/hand-over.ts';
import { byteSize, dateTime } from '../../format.ts';
import { useFileDrop } from '../../keyboard/useFileDrop.ts';
import { useListCursor } from '../../keyboard/useListCursor.ts';
import { placeOf } from '../../shell/leave.ts';
import { ThemeSwitch } from '../../shell/ThemeSwitch.tsx';
import { WaitingWords } from '../../shell/WaitingWords.tsx';
import { offerForReview } from '../review/pending.ts';
import { CreateDialog } from './CreateDialog.tsx';
import { OpenDialog } from './OpenDialog.tsx';
import classes from './StartScreen.module.css';

export function StartScreen() {
  const navigate = useNavigate();
  const current = useQuery(orpc.engagements.current.queryOptions());
  const recent = useQuery(orpc.engagements.recent.queryOptions());
  const info = useQuery(orpc.app.info.queryOptions());
  const [creating, setCreating] = useState(false);
  const [opening, setOpening] = useState<{ file: string; keychain: boolean } | null>(null);
  const [sampleJob, setSampleJob] = useState<string | null>(null);

  const { history } = useRouter();
  const enter = async () => {
    const waiting = new Set(drafts.waiting().map(({ engagement }) => engagement.id));
    await queryClient.invalidateQueries();
    const opened = queryClient.getQueryData(orpc.engagements.current.queryKey());
    const place = waiting.has(opened?.id ?? '') ? placeOf(opened?.id) : null;
    // Back to where the words stand that could not be saved.
    if (place === null) await navigate({ to: '/overview' });
    else history.push(place);
  };
  const sample = useMutation({
    mutationFn: () => client.engagements.openSample(),
    onSuccess: ({ jobId }) => setSampleJob(jobId),
  });
  const job = useJob(sampleJob, (ended) => {
    if (ended.status === 'done') void enter();
  });
  const pick = useMutation({
    mutationFn: () => client.files.pick({ purpose: 'engagement' }),
    onSuccess: ({ paths }) => {
      const [file] = paths ?? [];
      if (file !== undefined) setOpening({ file, keychain: false });
      else if (paths === null) setOpening({ file: '', keychain: false });
    },
  });

  const files = recent.data ?? [];
  const openRecent = (file: RecentEngagement) => (isSample(file) ? sample.mutate() : setOpening(file));
  const cursor = useListCursor({
    length: files.length,
    onOpen: (index) => {
      const file = files[index];
      if (file !== undefined && !file.missing) openRecent(file);
    },
  });

  const drop = useMutation({
    mutationFn: async (file: File) => {
      const what = await lookAt(file);
      if (what === 'engagement') {
        // A browser does not tell where a file lies; the name helps to type the path.
        setOpening({ file: desktopBridge()?.pathForFile(file) ?? file.name, keychain: false });
      } else if (what === 'evidence') {
        offerForReview(await handOver(file, 'evidence'));
        await navigate({ to: '/review' });
      } else {
        throw new Error('Open an engagement first. Without one, you can only review an evidence bundle.');
      }
    },
  });
  useFileDrop(([file]) => file !== undefined && drop.mutate(file));

  if (current.data !== null && current.data !== undefined && sampleJob === null && opening === null)
    return <Navigate to="/overview" />;
  const busy = sample.isPending || job?.status === 'running';
  return (
    <main className={classes.page}>
      <div className={classes.corner}>
        <ThemeSwitch />
      </div>
      <div className={classes.column}>
        <header className={classes.head}>
          <h1 className={classes.title}>Drydock</h1>
          <p className={classes.lead}>
            A workbench for assessing the Kubernetes clusters of a company before it is acquired. Everything
            stays on this computer, in one encrypted file per engagement.
          </p>
        </header>

        <div className={classes.actions}>
          <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)} disabled={busy}>
            Create an engagement
          </Button>
          <Button
            variant="default"
            leftSection={<IconFolderOpen size={16} />}
            onClick={() => (info.data?.dialogs ? pick.mutate() : setOpening({ file: '', keychain: false }))}
            disabled={busy}
          >
            Open a file
          </Button>
          <Button variant="subtle" onClick={() => sample.mutate()} loading={sample.isPending} disabled={busy}>
            Open the sample engagement
          </Button>
        </div>
        {sample.isError && <ProblemNote error={sample.error} />}
        {pick.isError && <ProblemNote error={pick.error} />}
        {drop.isError && <ProblemNote error={drop.error} />}
        {job !== null && <JobProgress job={job} />}

        <WaitingWords
          onOpen={(file) => {
            const known = files.find((one) => one.file === file);
            if (known !== undefined) openRecent(known);
            else setOpening({ file, keychain: false });
          }}
        />
        <section aria-labelledby="recent">
          <h2 id="recent" className={classes.listTitle}>
            Recent engagements
          </h2>
          {recent.isError && <ProblemNote error={recent.error} onRetry={() => void recent.refetch()} />}
          {recent.data?.length === 0 && (
            <p className="muted">
              None yet. The sample is a company with one production cluster, its evidence and a partly
              completed interview. It needs no network.
            </p>
          )}
          <ul className={classes.list}>
            {files.map((file, index) => (
              <RecentRow
                key={file.file}
                recent={file}
                current={index === cursor.index}
                onOpen={() => openRecent(file)}
              />
            ))}
          </ul>
        </section>
        <section aria-labelledby="review" className={classes.review}>
          <h2 id="review" className={classes.listTitle}>
            For administrators who provide evidence
          </h2>
          <p className="muted">
            You can review an evidence bundle before you send it, without an engagement. Drop it here, or{' '}
            <Link to="/review">review a bundle</Link>.
          </p>
        </section>
        {info.data && (
          <p className={classes.version}>
            Version {info.data.version}. Connects only to the API server you choose.
          </p>
        )}
      </div>
      {creating && <CreateDialog onClose={() => setCreating(false)} onCreated={() => void enter()} />}
      {opening !== null && (
        <OpenDialog
          file={opening.file}
          keychain={opening.keychain}
          onClose={() => setOpening(null)}
          onOpened={() => void enter()}
        />
      )}
    </main>
  );
}

const isSample = ({ fileName }: RecentEngagement) => fileName === SAMPLE_NAME;

function RecentRow({
  recent,
  current,
  onOpen,
}: {
  readonly recent: RecentEngagement;
  readonly current: boolean;
  readonly onOpen: () => void;
}) {
  const forget = useMutation({
    mutationFn: () => client.engagements.forget({ file: recent.file }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: orpc.engagements.recent.key() }),
  });
  return (
    <li className={classes.row} data-current={current}>
      <button type="button" className={classes.open} onClick={onOpen} disabled={recent.missing}>
        <span className={classes.file}>{recent.fileName}</span>
        <span className={classes.path}>
          {isSample(recent) ? 'The sample. Opens without a passphrase.' : recent.file}
        </span>
      </button>
      <span className={classes.facts}>
        {recent.missing
          ? 'File not found'
          : [
              recent.modifiedAt && dateTime(recent.modifiedAt),
              recent.bytes !== null && byteSize(recent.bytes),
            ]
              .filter(Boolean)
              .join(' · ')}
      </span>
      <Menu position="bottom-end">
        <Menu.Target>
          <button type="button" className={classes.more} aria-label={`More about ${recent.fileName}`}>
            <IconDots size={16} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => forget.mutate()}>Remove from this list</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}
