/** Lets the interface through once the workbench answers, and says plainly when it does not. */
import { type ReactNode, useSyncExternalStore } from 'react';
import { drafts } from '../autosave/registry.ts';
import { connection } from '../client/workbench.ts';
import { Plain } from './Plain.tsx';

export function ConnectionGate({ children }: { readonly children: ReactNode }) {
  const state = useSyncExternalStore(connection.subscribe, connection.state);
  const unsaved = useSyncExternalStore(drafts.subscribe, drafts.holdsWords);
  if (state === 'not-signed-in') {
    return (
      <Plain title="This tab is not signed in">
        <p>
          Drydock answers only to the tab that was opened with its start address. That address works once.
        </p>
        <p>
          Run <code>drydock serve</code> again, or press Enter in its terminal, and open the address that it
          prints.
        </p>
        {unsaved && (
          <p>
            <strong>This tab contains unsaved text.</strong> Do not reload or close it. Paste the new address
            into the address bar of this tab: the text is saved as soon as the engagement is open again.
          </p>
        )}
      </Plain>
    );
  }
  if (state === 'connecting') return <output className="visually-hidden">Connecting to the workbench</output>;
  return children;
}
