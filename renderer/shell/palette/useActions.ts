import { useMantineColorScheme } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { newWriting } from '../../screens/findings/writing.ts';
import { OPEN_SCREENS, SCREENS } from '../../screens.ts';
import { openShortcutHelp } from '../ShortcutHelp.tsx';
import { useLock } from '../useLock.ts';

export interface Action {
  readonly label: string;
  readonly act: () => void;
}

/** What can be done from anywhere. */
export function useActions(): readonly Action[] {
  const navigate = useNavigate();
  const lock = useLock();
  const { setColorScheme } = useMantineColorScheme();
  return [
    {
      label: 'Write a finding',
      act: () =>
        void navigate({
          to: '/step/$stepId',
          params: { stepId: 'findings' },
          search: { write: newWriting() },
        }),
    },
    {
      label: 'Build the report',
      act: () =>
        void navigate({ to: '/step/$stepId', params: { stepId: 'report' }, search: { view: 'build' } }),
    },
    ...[...Object.values(SCREENS), ...Object.values(OPEN_SCREENS)].flatMap(({ path, command }) =>
      command === undefined ? [] : [{ label: command, act: () => void navigate({ to: path, search: {} }) }],
    ),
    { label: 'Lock the engagement', act: () => lock.mutate() },
    { label: 'Use the light theme', act: () => setColorScheme('light') },
    { label: 'Use the dark theme', act: () => setColorScheme('dark') },
    { label: 'Use the system theme', act: () => setColorScheme('auto') },
    { label: 'Show the keyboard shortcuts', act: openShortcutHelp },
  ];
}
