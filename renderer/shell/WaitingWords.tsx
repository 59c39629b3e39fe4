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
            Discard the text
          </Button>
          {onOpen !== undefined && (
            <Button size="compact-sm" onClick={() => onOpen(engagement.file)}>
              Open and save
            </Button>
          )}
        </>
      }
    >
      The engagement was locked before your latest text was saved. This tab keeps the text in memory. Open the
      engagement again in this tab to save it.
    </Band>
  ));
}

/** The name of the file, which the list of recent engagements shows too. */
const nameOf = (file: string) =>
  file
    .split(/[\\/]/)
    .at(-1)
    ?.replace(/\.drydock$/, '') ?? file;
