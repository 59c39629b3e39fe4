/** The workbench: rail, top bar, the work, and room for the inspector. */
import { useQuery } from '@tanstack/react-query';
import { Navigate, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { drafts } from '../autosave/registry.ts';
import { orpc } from '../client/workbench.ts';
import { InspectorSlot } from '../components/Inspector.tsx';
import { preloadEditor } from '../components/MarkdownEditor.tsx';
import { ProblemNote } from '../components/Problem.tsx';
import { keepFocus } from '../keyboard/keep-focus.ts';
import { DamagedBand } from './DamagedBand.tsx';
import { DropTarget } from './DropTarget.tsx';
import { OpenEngagement } from './engagement.ts';
import classes from './Frame.module.css';
import { KeptChoices } from './KeptChoices.tsx';
import { LostBand } from './LostBand.tsx';
import { rememberPlace } from './leave.ts';
import { MovedBand } from './MovedBand.tsx';
import { OldSnapshotBand } from './OldSnapshotBand.tsx';
import { Palette } from './Palette.tsx';
import { Rail } from './Rail.tsx';
import { ShortcutHelp } from './ShortcutHelp.tsx';
import { TopBar } from './TopBar.tsx';
import { WaitingWords } from './WaitingWords.tsx';

export function Frame() {
  const current = useQuery(orpc.engagements.current.queryOptions());
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  // Open at a place, so that going anywhere closes it.
  const [railOpenAt, setRailOpenAt] = useState('');

  const path = useRouterState({ select: (state) => state.location.pathname });
  const work = useRef<HTMLElement | null>(null);
  // Another screen begins at its top; the browser resets only the window, which never scrolls.
  useEffect(() => {
    if (work.current === null) return;
    work.current.scrollTop = 0;
    // A link of the rail keeps the focus; what was pressed in the screen that left does not.
    if (document.activeElement === document.body) work.current.focus({ preventScroll: true });
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- it is the change of the path that this follows
  }, [path]);
  const href = useRouterState({ select: (state) => state.location.href });
  const { data: engagement } = current;
  const id = engagement?.id;
  const unfinished = useQuery({ ...orpc.unfinished.list.queryOptions(), enabled: id !== undefined });
  const file = engagement?.file;
  // Only words of this engagement are sent while it is on the screen.
  useLayoutEffect(() => {
    if (id === undefined || file === undefined) return undefined;
    drafts.enter({ id, file });
    preloadEditor();
    return () => drafts.enter(null);
  }, [id, file]);
  useEffect(() => {
    if (id !== undefined && href !== '/') rememberPlace(id, href);
  }, [id, href]);
  useEffect(() => {
    if (id === undefined) return undefined;
    return keepFocus(document.body, () => work.current);
  }, [id]);
  if (engagement === undefined) {
    return current.isError ? (
      <ProblemNote error={current.error} onRetry={() => void current.refetch()} />
    ) : (
      <output className="visually-hidden">Opening</output>
    );
  }
  if (engagement === null) return <Navigate to="/" />;
  // A form must know what was typed into it before anyone can type more.
  if (unfinished.data === undefined) {
    return unfinished.isError ? (
      <ProblemNote error={unfinished.error} onRetry={() => void unfinished.refetch()} />
    ) : (
      <output className="visually-hidden">Opening</output>
    );
  }
  return (
    <OpenEngagement key={engagement.id} value={engagement}>
      <InspectorSlot value={slot}>
        <a className={classes.skip} href="#work" onClick={skipToWork}>
          Skip to the content
        </a>
        <div className={classes.frame}>
          <Rail engagement={engagement} open={railOpenAt === path} />
          <TopBar
            engagement={engagement}
            onToggleRail={() => setRailOpenAt((at) => (at === path ? '' : path))}
          />
          <main ref={work} id="work" className={classes.work} tabIndex={-1}>
            <LostBand />
            <MovedBand engagement={engagement} />
            <DamagedBand />
            <WaitingWords />
            <OldSnapshotBand />
            <KeptChoices />
            <Outlet />
          </main>
          <div ref={setSlot} className={classes.slot} />
        </div>
        <DropTarget />
        <Palette />
        <ShortcutHelp />
      </InspectorSlot>
    </OpenEngagement>
  );
}

/** By hand, for the address after # belongs to the router. */
function skipToWork(event: React.MouseEvent): void {
  event.preventDefault();
  document.getElementById('work')?.focus();
}
