/** Numbers, dates and vocabulary in words, the same in every report format. */
import type { EngagementProfile } from '../../shared/engagement.ts';
import { number } from '../../shared/in-words.ts';
import type { UnknownReason } from '../../shared/verdict.ts';

export { dayInWords as day } from '../../shared/day-in-words.ts';

/** A currency band such as "EUR 250,000 to 1,000,000" or "over EUR 5,000,000". */
export function bandInWords(profile: EngagementProfile, impact: number): string {
  const band = profile.bands.find((each) => each.impact === impact);
  if (band === undefined) return 'no band set';
  if (band.to === null) return `over ${profile.currency} ${number(band.from)}`;
  if (band.from === 0) return `under ${profile.currency} ${number(band.to)}`;
  return `${profile.currency} ${number(band.from)} to ${number(band.to)}`;
}

export const UNKNOWN_REASONS: Readonly<Record<UnknownReason, string>> = {
  forbidden: 'refused by the server',
  'not-collected': 'not collected',
  partial: 'collected only partly',
  'managed-by-provider': 'configured at the provider and not visible',
  'needs-interview': 'needs an answer from a person',
  'not-in-manifests': 'not visible in manifests',
  'evaluation-error': 'an expression failed',
  redacted: 'the value was redacted during collection',
};

export const FAMILY_TITLES: Readonly<Record<string, string>> = {
  pod: 'Workload hardening',
  podsecurity: 'Pod Security Standards',
  rbac: 'Roles and permissions',
  network: 'Network and exposure',
  secrets: 'Secrets',
  'control-plane': 'Control plane',
  'supply-chain': 'Images and supply chain',
  admission: 'Admission',
  tenancy: 'Tenant isolation',
  cloud: 'Cloud identities',
  audit: 'Audit and detection',
  version: 'Versions and support',
  compromise: 'Signs of a compromise',
  availability: 'Availability',
  custom: 'Custom controls',
  other: 'Other',
};

export function familyTitle(family: string): string {
  return Object.hasOwn(FAMILY_TITLES, family) ? (FAMILY_TITLES[family] ?? family) : family;
}
