/** Lets the interface through once the workbench answers, and says plainly when it does not. */
import { type ReactNode, useSyncExternalStore } from 'react';
import { connection } from '../client/workbench.ts';
import { Plain } from './Plain.tsx';

export function ConnectionGate({ children }: { readonly children: ReactNode }) {
  const state = useSyncExternalStore(connection.subscribe, connection.state);
  if (state === 'not-signed-in') {
    return (
      <Plain title="This tab is not signed in">
        <p>
          Drydock answers only to the tab that was opened with its start address. That address works once.
        </p>
        <p>
          Run <code>drydock serve</code> again, or look at its terminal, and open the address that it prints.
        </p>
      </Plain>
    );
  }
  if (state === 'connecting') return <output className="visually-hidden">Connecting to the workbench</output>;
  return children;
}
