/** Where am I, search, saved state, theme, lock. */
import { ActionIcon } from '@mantine/core';
import { IconLock, IconMenu2, IconSearch } from '@tabler/icons-react';
import { useRouter, useRouterState } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import type { EngagementSummary } from '../../shared/engagement.ts';
import { STEPS } from '../../shared/interview.ts';
import type { DraftStatus } from '../autosave/draft.ts';
import { type DraftPlace, drafts } from '../autosave/registry.ts';
import { screenAt } from '../screens.ts';
import { openPalette } from './Palette.tsx';
import { openShortcutHelp } from './ShortcutHelp.tsx';
import { selectCluster } from './selection.ts';
import { ThemeSwitch } from './ThemeSwitch.tsx';
import classes from './TopBar.module.css';
import { useLock } from './useLock.ts';

interface TopBarProps {
  readonly engagement: EngagementSummary;
  readonly onToggleRail: () => void;
}

export function TopBar({ engagement, onToggleRail }: TopBarProps) {
  const place = usePlace();
  return (
    <header className={classes.bar}>
      <ActionIcon className={classes.railToggle ?? ''} aria-label="Show the steps" onClick={onToggleRail}>
        <IconMenu2 size={18} />
      </ActionIcon>
      <div className={classes.crumbs}>
        <span className={classes.crumb}>{engagement.profile.name}</span>
        <span aria-hidden="true" className={`faint ${classes.slash ?? ''}`}>
          /
        </span>
        <span className={classes.place}>{place}</span>
      </div>
      <SavedState />
      <button type="button" className={classes.search} onClick={openPalette}>
        <IconSearch size={16} aria-hidden="true" />
        <span>Search</span>
        <kbd className={classes.kbd}>Ctrl K</kbd>
      </button>
      <ActionIcon aria-label="Keyboard shortcuts" onClick={openShortcutHelp}>
        <span aria-hidden="true">?</span>
      </ActionIcon>
      <ThemeSwitch />
      <LockButton />
    </header>
  );
}

function usePlace(): string {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const stepId = path.startsWith('/step/') ? path.slice('/step/'.length) : null;
  const step = STEPS.find((candidate) => candidate.id === stepId);
  if (step !== undefined) return `${step.number} ${step.title}`;
  return screenAt(path)?.title ?? '';
}

const SAVED_WORDS: Record<DraftStatus, string> = {
  clean: '',
  waiting: 'Not saved yet',
  saving: 'Saving',
  saved: 'Saved',
  failed: 'Not saved',
  refused: 'Not saved: a field needs another value',
  conflict: 'Changed elsewhere',
};

/** Says “Saved” only when every call has returned. */
function SavedState() {
  const status = useSyncExternalStore(drafts.subscribe, drafts.status);
  const conflicts = useSyncExternalStore(drafts.subscribe, drafts.conflicts);
  return (
    <output className={classes.saved} data-status={status} aria-live="polite">
      {SAVED_WORDS[status]}
      {status === 'failed' && (
        <button type="button" className={classes.retry} onClick={() => void drafts.flushAll()}>
          Save now
        </button>
      )}
      {conflicts.map((place) => (
        <ConflictLink key={place.key} place={place} />
      ))}
    </output>
  );
}

/** Names what two people changed, and leads there. */
function ConflictLink({ place }: { readonly place: DraftPlace }) {
  const { history } = useRouter();
  return (
    <button
      type="button"
      className={classes.retry}
      onClick={() => {
        if (place.clusterId) selectCluster(place.clusterId);
        history.push(place.address);
      }}
    >
      {place.title}
    </button>
  );
}

function LockButton() {
  const lock = useLock();
  return (
    <ActionIcon aria-label="Lock the engagement" loading={lock.isPending} onClick={() => lock.mutate()}>
      <IconLock size={18} />
    </ActionIcon>
  );
}
