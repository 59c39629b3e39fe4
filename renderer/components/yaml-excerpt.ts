/** The lines of an object around the one that proves something. */
export interface YamlLine {
  /** 1-based, of the whole text. */
  readonly number: number;
  readonly text: string;
  readonly lit: boolean;
}

export interface YamlExcerpt {
  readonly lines: readonly YamlLine[];
  /** Lines left out before and after. */
  readonly before: number;
  readonly after: number;
}

const WITHOUT_FOCUS = 24;

/** `context` lines on both sides of `focus`, or the beginning when nothing is in focus. */
export function excerpt(yaml: string, focus: number | null, context = 8): YamlExcerpt {
  const all = yaml.replace(/\n$/, '').split('\n');
  const known = focus !== null && focus >= 1 && focus <= all.length ? focus : null;
  const first = known === null ? 1 : Math.max(1, known - context);
  const last = known === null ? Math.min(all.length, WITHOUT_FOCUS) : Math.min(all.length, known + context);
  return {
    lines: all.slice(first - 1, last).map((text, index) => ({
      number: first + index,
      text,
      lit: first + index === known,
    })),
    before: first - 1,
    after: all.length - last,
  };
}
