/** Label selectors, compiled once: which keys they look at, and whether labels that are not all known match. */
import { fields, list, str, strings } from '../../snapshot/read.ts';
import { matchesSelector } from '../../snapshot/selector.ts';

export interface LabelMatcher {
  /** The same for selectors that read the same. */
  readonly key: string;
  /** Labels it looks at. */
  readonly labels: readonly string[];
  matches(labels: ReadonlyMap<string, string>): boolean;
}

/** Compiles a LabelSelector; null for one that selects everything, `{}`. Absent or of another type counts as `{}`. */
export function compileSelector(selector: unknown): LabelMatcher | null {
  const keys = new Set<string>();
  for (const [key] of fields(selector, 'matchLabels')) keys.add(key);
  for (const expression of list(selector, 'matchExpressions')) {
    const key = str(expression, 'key');
    if (key !== undefined) keys.add(key);
  }
  if (keys.size === 0 && list(selector, 'matchExpressions').length === 0) return null;
  return {
    key: describe(selector),
    labels: [...keys].sort(),
    matches: (labels) => matchesSelector(selector, labels),
  };
}

/**
 * Whether a selector matches labels of which only some are known: a selector that looks at an unknown one may or
 * may not match.
 */
export function matchesKnown(
  matcher: LabelMatcher | null,
  labels: ReadonlyMap<string, string>,
  known: 'all' | ReadonlySet<string>,
): Certainty {
  if (matcher === null) return 'yes';
  if (known !== 'all' && matcher.labels.some((key) => !known.has(key))) return 'maybe';
  return matcher.matches(labels) ? 'yes' : 'no';
}

/** The requirements as text in a fixed order: equal for selectors that ask the same. */
function describe(selector: unknown): string {
  const labels = fields(selector, 'matchLabels').map(([key, value]) => [
    key,
    typeof value === 'string' ? value : 0,
  ]);
  const expressions = list(selector, 'matchExpressions').map((one) => [
    str(one, 'key') ?? 0,
    str(one, 'operator') ?? 0,
    [...strings(one, 'values')].sort(),
  ]);
  return [...labels, ...expressions]
    .map((part) => JSON.stringify(part))
    .sort()
    .join();
}

/** `maybe`: what is there does not decide it. */
export type Certainty = 'yes' | 'no' | 'maybe';
