/**
 * All that a bundle holds, for the one who hands it over. No engagement is needed and nothing is kept: leaving closes
 * the review.
 */
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { client, queryClient } from '../../client/workbench.ts';
import { JobProgress } from '../../components/JobProgress.tsx';
import { Page } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { useJob } from '../../components/useJob.ts';
import { type ChosenFile, fileAtPath } from '../../files/chosen-file.ts';
import { handOver, handOverAgain, lookAt, mayBeBundle } from '../../files/hand-over.ts';
import { useFileDrop } from '../../keyboard/useFileDrop.ts';
import { useKeys } from '../../keyboard/useKeys.ts';
import { BundleReview } from './BundleReview.tsx';
import { ChooseBundle } from './ChooseBundle.tsx';
import { pendingReview } from './pending.ts';
import { ReviewFrame } from './ReviewFrame.tsx';
import { WhatIsAsked } from './WhatIsAsked.tsx';

export function ReviewScreen() {
  const navigate = useNavigate();
  const { file: path } = useSearch({ from: '/review' });
  const [file, setFile] = useState(() => pendingReview.get());
  const [reviewId, setReviewId] = useState<string | null>(null);
  const open = useMutation({
    mutationFn: async (chosen: { readonly file: ChosenFile; readonly identity: ChosenFile | null }) => {
      const { ref } = chosen.identity === null ? chosen.file : await handOverAgain(chosen.file);
      return client.review.open({ file: ref, identity: chosen.identity?.ref ?? null });
    },
  });
  const { mutate } = open;
  const [locked, setLocked] = useState(false);
  const job = useJob(open.data?.jobId ?? null, (ended) => {
    setReviewId(ended.result?.reviewId ?? null);
    if (ended.error?.code === 'BUNDLE_ENCRYPTED') setLocked(true);
  });
  useCloseOnLeaving(reviewId);

  // A bundle that was chosen is opened at once, and once only; an address merely proposes one.
  const asked = useRef<ChosenFile | null>(null);
  useEffect(() => {
    pendingReview.set(null);
    if (file === null || asked.current === file) return;
    asked.current = file;
    mutate({ file, identity: null });
  }, [file, mutate]);

  const choose = (chosen: ChosenFile) => {
    setReviewId(null);
    setLocked(false);
    setFile(chosen);
  };
  const openWith = (key: ChosenFile) => {
    if (file !== null) mutate({ file, identity: key });
  };
  const drop = useMutation({
    mutationFn: async (dropped: File) => {
      const what = await lookAt(dropped);
      // A bundle is a zip or sealed by age; other text, while a bundle waits for its identity, was meant as that.
      if (what === 'age-identity' || (locked && what === 'evidence' && !(await mayBeBundle(dropped))))
        openWith(await handOver(dropped, 'age-identity'));
      else if (what === 'evidence' || what === 'folder') choose(await handOver(dropped, 'evidence'));
      else throw new Error('This is not an evidence bundle.');
    },
  });
  useFileDrop(([first]) => first !== undefined && drop.mutate(first));
  const leave = () => void navigate({ to: '/' });
  useKeys({ Escape: leave }, reviewId === null);

  const unopened = job?.error?.code === 'BUNDLE_ENCRYPTED';
  return (
    <ReviewFrame onLeave={leave}>
      {reviewId !== null ? (
        <BundleReview key={reviewId} reviewId={reviewId} />
      ) : (
        <Page
          title="Review a bundle"
          lead="Review everything in an evidence bundle before you hand it over. Nothing is kept, and nothing leaves this computer."
        >
          <ChooseBundle
            proposed={path ?? ''}
            file={file}
            locked={locked}
            onFile={choose}
            onPath={(typed) => choose(fileAtPath(typed))}
            onIdentity={openWith}
          />
          {drop.isError && <ProblemNote error={drop.error} />}
          {open.isError && <ProblemNote error={open.error} />}
          {job !== null && job.status !== 'done' && !unopened && <JobProgress job={job} />}
          <WhatIsAsked />
        </Page>
      )}
    </ReviewFrame>
  );
}

/** The workbench forgets a review when nobody looks at it any more. */
function useCloseOnLeaving(reviewId: string | null): void {
  const closing = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => {
    if (reviewId === null) return undefined;
    // A development build mounts twice; what comes back at once was not left.
    if (closing.current !== null) clearTimeout(closing.current);
    return () => {
      closing.current = setTimeout(() => {
        void client.review.close({ reviewId }).catch(() => {});
        queryClient.removeQueries({ queryKey: ['evidence', 'review', reviewId] });
      }, 0);
    };
  }, [reviewId]);
}
