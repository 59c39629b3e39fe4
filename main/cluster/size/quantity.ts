/** A Kubernetes quantity such as `250m`, `4`, `16Gi` or `1e3` in its base unit; 0 when it cannot be read. */
export function quantity(text: string | undefined): number {
  const match = /^(\d+(?:\.\d+)?(?:e[+-]?\d{1,2})?)(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/.exec(text ?? '');
  if (match === null) return 0;
  return Number(match[1]) * (match[2] === undefined ? 1 : (FACTORS[match[2]] ?? 1));
}

const FACTORS: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** To one decimal. */
export const round = (value: number): number => Math.round(value * 10) / 10;
