/**
 * What a list has open, as part of the address. Opening adds a place to go back from, moving on to a neighbour
 * replaces it, and closing goes back: the browser's Back leads to the list, never past it.
 */
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** The place before this one is the same list with nothing open. */
    readonly openedFromList?: boolean;
  }
}

export interface Opened {
  readonly openId: string | null;
  readonly open: (id: string) => void;
  readonly close: () => void;
}

export function useOpened(key: 'finding' | 'scenario' | 'exception'): Opened {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const { history } = useRouter();
  const value = search[key];
  const openId = typeof value === 'string' ? value : null;
  const fromList = (): boolean => history.location.state.openedFromList === true;
  return {
    openId,
    open(id) {
      const keep = openId === null || fromList();
      void navigate({
        to: '.',
        search: (old) => ({ ...old, [key]: id }),
        replace: openId !== null,
        state: (old) => ({ ...old, openedFromList: keep }),
      });
    },
    close() {
      if (openId === null) return;
      if (fromList()) history.back();
      else void navigate({ to: '.', search: ({ [key]: _closed, ...rest }) => rest, replace: true });
    },
  };
}
