/** Keeps what is chosen and typed on the collect and import screens, wherever in the workbench one is. */
import { useRouterState } from '@tanstack/react-router';
import { ConflictBand } from '../components/ConflictBand.tsx';
import { useKeptCollectChoices } from '../screens/collect/useKeptChoices.ts';
import { useKeptIncoming } from '../screens/import/useKeptIncoming.ts';

export function KeptChoices() {
  const collect = useKeptCollectChoices();
  const imports = useKeptIncoming();
  const isThere = useRouterState({ select: ({ location }) => location.pathname === '/collect' });
  if (!isThere) return null;
  return (
    <>
      <ConflictBand draft={collect.draft} save={collect.save} what="The selection to collect" />
      <ConflictBand draft={imports.draft} save={imports.save} what="The selection to import" />
    </>
  );
}
