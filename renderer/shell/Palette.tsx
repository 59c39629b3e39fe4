/** Ctrl+K: everything by name. */
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useLayoutEffect, useRef, useState } from 'react';
import { usePaletteResults } from './palette/usePaletteResults.tsx';

const [paletteStore, palette] = createSpotlight();
export const openPalette = (): void => palette.open();

export function Palette() {
  const [query, setQuery] = useState('');
  return (
    <Spotlight.Root
      store={paletteStore}
      query={query}
      onQueryChange={setQuery}
      shortcut={['mod + K']}
      attributes={{ content: { 'aria-label': 'Search everything' } }}
      clearQueryOnClose
      scrollable
      maxHeight={480}
    >
      <Spotlight.Search
        placeholder="Search steps, questions, findings, objects, actions"
        aria-label="Search"
        leftSection={<IconSearch size={18} aria-hidden="true" />}
      />
      <Spotlight.ActionsList>
        <Results wanted={query.trim()} />
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function Results({ wanted }: { readonly wanted: string }) {
  const groups = usePaletteResults(wanted).filter(({ entries }) => entries.length > 0);
  useFirstChosen(wanted);
  if (groups.length === 0) return <Spotlight.Empty>No results.</Spotlight.Empty>;
  return groups.map(({ label, entries }) => (
    <Spotlight.ActionsGroup key={label} label={label}>
      {entries.map(({ key, act, mark, ...words }) => (
        <Spotlight.Action key={key} {...words} leftSection={mark} onClick={act} />
      ))}
    </Spotlight.ActionsGroup>
  ));
}

/**
 * Keeps the first result chosen while the words change, so that Enter does what stands on top. The library chooses
 * once, before the results are there.
 */
function useFirstChosen(wanted: string): void {
  const chosenFor = useRef('');
  useLayoutEffect(() => {
    if (wanted === '') return;
    const { listId } = paletteStore.getState();
    const list = listId === '' ? null : document.getElementById(listId);
    const chosen = list?.querySelector('[data-selected]') ?? null;
    if (chosenFor.current === wanted && chosen !== null) return;
    chosenFor.current = wanted;
    chosen?.removeAttribute('data-selected');
    list?.querySelector('[data-action]')?.setAttribute('data-selected', 'true');
    paletteStore.updateState((state) => ({ ...state, selected: 0 }));
  });
}
