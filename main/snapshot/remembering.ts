/**
 * A pure function of a string that keeps its latest answers, at most so many: hostile input can neither grow it nor
 * change what it answers. Long strings are not kept.
 */
export function remembering<T>(max: number, work: (key: string) => T): (key: string) => T {
  let known = new Map<string, T>();
  return (key) => {
    if (key.length > LONGEST_KEPT) return work(key);
    let answer = known.get(key);
    if (answer === undefined) {
      if (known.size >= max) known = new Map();
      answer = work(key);
      known.set(key, answer);
    }
    return answer;
  };
}

const LONGEST_KEPT = 200;
