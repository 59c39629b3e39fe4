/** Words that were typed into an engagement which is not open now: where they belong, and that they wait. */
import { Button } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { count } from '../../shared/in-words.ts';
import { drafts } from '../autosave/registry.ts';
import { Band } from '../components/Band.tsx';

export function WaitingWords({ onOpen }: { readonly onOpen?: (file: string) => void }) {
  const waiting = useSyncExternalStore(drafts.subscribe, drafts.waiting);
  return waiting.map(({ engagement, drafts: places }) => (
    <Band
      key={engagement.id}
      tone="amber"
      role="status"
      title={`Not saved yet: ${count(places, 'place')} in ${nameOf(engagement.file)}`}
      actions={
        <>
          <Button variant="default" size="compact-sm" onClick={() => drafts.forget(engagement.id)}>
            Give these words up
          </Button>
          {onOpen !== undefined && (
            <Button size="compact-sm" onClick={() => onOpen(engagement.file)}>
              Open it and save them
            </Button>
          )}
        </>
      }
    >
      The engagement was locked before what you typed last was saved. This tab keeps it in memory. Open the
      engagement again in this tab, and it is saved at once.
    </Band>
  ));
}

/** The name of the file, which the list of recent engagements shows too. */
const nameOf = (file: string) =>
  file
    .split(/[\\/]/)
    .at(-1)
    ?.replace(/\.drydock$/, '') ?? file;
