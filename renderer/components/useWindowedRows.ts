/** The rows in view of a list that never crosses whole: windows of 100, asked for as they are scrolled to. */
import { keepPreviousData, type QueryKey, useQueries } from '@tanstack/react-query';
import { useCallback, useState } from 'react';

interface Page<Row> {
  readonly total: number;
  readonly rows: readonly Row[];
}

export interface WindowedRows<Row, P extends Page<Row>> {
  readonly total: number;
  readonly rowAt: (index: number) => Row | undefined;
  readonly onRange: (first: number, last: number) => void;
  /** The first window with whatever else it carries; undefined until it is here. */
  readonly head: P | undefined;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly refetch: () => void;
}

const WINDOW = 100;

/**
 * @example
 * const rows = useWindowedRows({
 *   queryKey: orpc.findings.list.key({ input: filter }),
 *   load: (window, signal) => client.findings.list({ ...filter, ...window }, { signal }),
 * });
 */
export function useWindowedRows<Row, P extends Page<Row> = Page<Row>>(options: {
  readonly queryKey: QueryKey;
  readonly load: (window: { offset: number; limit: number }, signal: AbortSignal) => Promise<P & Page<Row>>;
  readonly enabled?: boolean;
}): WindowedRows<Row, P> {
  const { queryKey, load, enabled = true } = options;
  const [range, setRange] = useState<readonly [number, number]>([0, 0]);
  const wanted = new Set([0]);
  for (let page = Math.floor(range[0] / WINDOW); page <= Math.floor(range[1] / WINDOW); page++)
    wanted.add(page);
  const pages = [...wanted];
  const answers = useQueries({
    queries: pages.map((page) => ({
      queryKey: [...queryKey, 'window', page],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        load({ offset: page * WINDOW, limit: WINDOW }, signal),
      enabled,
      placeholderData: page === 0 ? keepPreviousData : undefined,
    })),
  });
  const byPage = new Map(pages.map((page, index) => [page, answers[index]]));
  const head = byPage.get(0);
  const onRange = useCallback(
    (first: number, last: number) =>
      setRange((old) =>
        Math.floor(old[0] / WINDOW) === Math.floor(first / WINDOW) &&
        Math.floor(old[1] / WINDOW) === Math.floor(last / WINDOW)
          ? old
          : [first, last],
      ),
    [],
  );
  return {
    total: head?.data?.total ?? 0,
    rowAt: (index) => byPage.get(Math.floor(index / WINDOW))?.data?.rows[index % WINDOW],
    onRange,
    head: head?.data,
    isPending: enabled && (head?.isPending ?? true),
    error: answers.find((answer) => answer.error !== null)?.error ?? null,
    refetch: () => {
      for (const answer of answers) void answer.refetch();
    },
  };
}
