/** A bound on what is in memory at the same time: whoever takes a slot waits for a free one, and gives it back. */
export interface Slots {
  /** Resolves to what gives the slot back; calling that twice does nothing. */
  take(): Promise<() => void>;
}

export function createSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  const give = () => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    async take() {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      let held = true;
      return () => {
        if (held) give();
        held = false;
      };
    },
  };
}
