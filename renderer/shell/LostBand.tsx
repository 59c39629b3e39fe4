import { useSyncExternalStore } from 'react';
import { connection } from '../client/workbench.ts';
import { Band } from '../components/Band.tsx';

/** Shown while the workbench is away. What is typed meanwhile waits and is sent when it is back. */
export function LostBand() {
  const state = useSyncExternalStore(connection.subscribe, connection.state);
  if (state !== 'lost') return null;
  return (
    <Band tone="amber" role="status">
      The workbench does not answer. Reconnecting. What you type is kept on this page until it is back.
      {location.protocol === 'http:' && (
        <>
          {' '}
          If it has ended, start it again with <code>drydock serve</code>: it returns to this address when its
          port is free, and this tab goes on.
        </>
      )}
    </Band>
  );
}
