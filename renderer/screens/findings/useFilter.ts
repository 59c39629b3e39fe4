/**
 * The filter of the findings, which the address follows: a reload, a link and Back find it again. What is typed stands
 * at once and reaches the address after a pause, so that no key waits for the router.
 */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { addressOf, type FilterSearch, type FindingFilter, filterOf } from './filter.ts';

const PAUSE_MS = 200;

export function useFilter(): readonly [FindingFilter, (next: FindingFilter) => void] {
  const search: FilterSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const [filter, setFilter] = useState(() => filterOf(search));
  const { standing } = filterOf(search);
  const inAddress = textOf(filterOf(search));
  // What of the address this filter has taken over, or has written itself.
  const known = useRef(inAddress);
  useEffect(() => {
    if (known.current === inAddress) return;
    known.current = inAddress;
    setFilter(filterOf(search));
  }, [inAddress, search]);
  useEffect(() => {
    const text = textOf(filter);
    if (text === known.current) return undefined;
    const timer = setTimeout(() => {
      const isOtherTab = filter.standing !== standing;
      known.current = text;
      void navigate({
        to: '.',
        search: ({ write, finding }) => ({
          ...addressOf(filter),
          ...(write !== undefined && { write }),
          ...(finding !== undefined && !isOtherTab && { finding }),
        }),
        // Back leads to the tab of before; within a tab it leads out of the findings, however much was filtered.
        replace: !isOtherTab,
        // The place before this one has the filter of before: what is open closes here, not by going back there.
        state: (old) => ({ ...old, openedFromList: false }),
      });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [filter, standing, navigate]);
  return [filter, setFilter];
}

const textOf = (filter: FindingFilter): string => JSON.stringify(addressOf(filter));
