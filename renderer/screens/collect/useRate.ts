import { useEffect, useState } from 'react';

/** Bytes in a second over the last few seconds; null while it is not known. */
export function useRate(bytes: number, running: boolean): number | null {
  const [samples, setSamples] = useState<readonly (readonly [atMs: number, bytes: number])[]>([]);
  useEffect(() => {
    if (!running) return undefined;
    const take = () => {
      const now = performance.now();
      setSamples((old) => [...old.filter(([at]) => now - at < WINDOW_MS), [now, bytes] as const]);
    };
    take();
    // A server that stands still sends nothing, and its rate falls all the same.
    const timer = setInterval(take, 1_000);
    return () => clearInterval(timer);
  }, [bytes, running]);
  return running ? rateOf(samples) : null;
}

const WINDOW_MS = 5_000;
const SHORTEST_MS = 500;

/** Bytes in a second between the first and the last sample. */
export function rateOf(samples: readonly (readonly [atMs: number, bytes: number])[]): number | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last[0] - first[0] < SHORTEST_MS) return null;
  return Math.max(0, ((last[1] - first[1]) / (last[0] - first[0])) * 1000);
}
