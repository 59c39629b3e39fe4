import { useSyncExternalStore } from 'react';
import { connection } from '../client/workbench.ts';
import { Band } from '../components/Band.tsx';

/** Shown while the workbench is away. What is typed meanwhile waits and is sent when it is back. */
export function LostBand() {
  const state = useSyncExternalStore(connection.subscribe, connection.state);
  if (state !== 'lost') return null;
  return (
    <Band tone="amber" role="status">
      The workbench is not responding. Reconnecting. This page keeps what you type until it reconnects.
      {location.protocol === 'http:' && (
        <>
          {' '}
          If it has stopped, start it again with <code>drydock serve</code>: it uses this address again if its
          port is free, and this tab reconnects.
        </>
      )}
    </Band>
  );
}
