/** Words of the scales: levels, likelihood bins, and the bands of money set for this deal. */
import type { EngagementProfile } from '../../../shared/engagement.ts';
import { type Level, LIKELIHOOD_BINS, type ScenarioView } from '../../../shared/risk.ts';

export const RANKS = [1, 2, 3, 4, 5] as const;

export const LEVEL_WORDS: Record<Level, string> = {
  'very-low': 'Very low',
  low: 'Low',
  moderate: 'Moderate',
  high: 'High',
  'very-high': 'Very high',
};

export const RANK_WORDS = ['very low', 'low', 'moderate', 'high', 'very high'] as const;

export const CONFIDENCE_WORDS = { low: 'Low', medium: 'Medium', high: 'High' } as const;

/** The probability within 12 months that a likelihood stands for. */
export const likelihoodBin = (likelihood: number): string => LIKELIHOOD_BINS[likelihood - 1] ?? '';

export type Bands = Pick<EngagementProfile, 'bands' | 'currency'>;

const money = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 2 });

/** The loss that an impact stands for: “EUR 50K to 250K”, “over EUR 5M”. */
export function impactBand({ bands, currency }: Bands, impact: number): string {
  const band = bands.find((one) => one.impact === impact);
  if (band === undefined) return '';
  if (band.to === null) return `over ${currency} ${money.format(band.from)}`;
  if (band.from === 0) return `under ${currency} ${money.format(band.to)}`;
  return `${currency} ${money.format(band.from)} to ${money.format(band.to)}`;
}

/** A scenario's name in addresses. */
export const keyOf = (view: ScenarioView): string => `${view.meta.id}@${view.clusterId}`;
