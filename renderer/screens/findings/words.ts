/** What the interface calls the parts of a finding. */

import type { z } from 'zod';
import type { FindingDetail, FindingOrigin, FindingStatus } from '../../../shared/finding.ts';
import type { FindingStanding } from '../../../shared/finding-groups.ts';
import { ControlFamily } from '../../../shared/verdict.ts';

export type Origin = z.infer<typeof FindingOrigin>;
export type Status = z.infer<typeof FindingStatus>;
export type Domain = ControlFamily | 'other';
export const DOMAINS: readonly Domain[] = [...ControlFamily.options, 'other'];

export const ORIGIN_WORDS: Record<Origin, string> = {
  automated: 'Automated',
  manual: 'Written by an assessor',
  imported: 'Imported',
  merged: 'Merged',
};

export const STATUS_WORDS: Record<Status, string> = {
  open: 'Open',
  fixed: 'Fixed',
  accepted: 'Accepted',
  'false-positive': 'False positive',
};

/** The tabs of the findings, with what stands in each. */
export const STANDING_WORDS: Record<FindingStanding, readonly [title: string, lead: string]> = {
  open: ['Open', 'Failed controls and your own findings. The report counts these.'],
  unknown: [
    'Unknown',
    'Controls that could not be judged. Unknown is not a pass; the report does not count it as a finding.',
  ],
  closed: ['Closed', 'Findings marked as fixed, accepted or a false positive.'],
  passed: ['Passed', 'Findings that no longer fail, because of newer evidence or an override.'],
};

export const DOMAIN_WORDS: Record<Domain, string> = {
  pod: 'Pods',
  podsecurity: 'Pod security standards',
  rbac: 'Access rights',
  network: 'Network',
  secrets: 'Secrets',
  'control-plane': 'Control plane',
  'supply-chain': 'Supply chain',
  admission: 'Admission',
  tenancy: 'Tenancy',
  cloud: 'Cloud',
  audit: 'Audit',
  version: 'Version',
  compromise: 'Signs of compromise',
  availability: 'Availability',
  custom: 'Custom controls',
  other: 'Other',
};

const DOMAIN_NAMES: ReadonlyMap<string, string> = new Map(Object.entries(DOMAIN_WORDS));

/** The stored word itself where it is none of ours. */
export const domainWord = (domain: string): string => DOMAIN_NAMES.get(domain) ?? domain;

const HOURS_A_DAY = 8;

/** “2 to 8 hours, most likely 4”; days from two working days on. */
export function effortWords(effort: NonNullable<FindingDetail['effortHours']>): string {
  const inDays = effort.likely >= 2 * HOURS_A_DAY;
  const shown = (hours: number) => String(Math.round((inDays ? hours / HOURS_A_DAY : hours) * 10) / 10);
  return `${shown(effort.low)} to ${shown(effort.high)} ${inDays ? 'days' : 'hours'}, most likely ${shown(effort.likely)}`;
}
