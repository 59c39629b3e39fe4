/** What a finding's form begins with: the finding itself, what its members say together, or nothing. */
import type { FindingDetail, ManualFindingInput } from '../../../shared/finding.ts';
import { bySeverity } from '../../../shared/verdict.ts';
import { DOMAINS, type Domain } from './words.ts';

export function startOf(
  finding: FindingDetail | null,
  members: readonly FindingDetail[],
): ManualFindingInput {
  if (finding !== null) return inputOf(finding);
  const worst = members.toSorted(bySeverity)[0];
  return worst === undefined ? EMPTY : together(worst, members);
}

const EMPTY: ManualFindingInput = {
  title: '',
  fact: '',
  whyItMatters: '',
  recommendation: '',
  severity: 'medium',
  domain: 'other',
  clusterId: null,
  affected: [],
  status: 'open',
  questions: [],
};

const inputOf = (finding: FindingDetail): ManualFindingInput => ({
  title: finding.title,
  fact: finding.fact,
  whyItMatters: finding.whyItMatters,
  recommendation: finding.recommendation,
  severity: finding.severity,
  domain: domainOf(finding.domain),
  clusterId: finding.clusterId,
  affected: [...finding.affected],
  status: finding.status,
  questions: [...finding.questions],
});

/** The worst one leads; the words of all are kept, each once. */
function together(worst: FindingDetail, members: readonly FindingDetail[]): ManualFindingInput {
  const joined = (pick: (member: FindingDetail) => string) =>
    [...new Set(members.map((member) => pick(member).trim()))].filter((text) => text !== '').join('\n\n');
  return {
    ...inputOf(worst),
    fact: joined((member) => member.fact),
    whyItMatters: joined((member) => member.whyItMatters),
    recommendation: joined((member) => member.recommendation),
    clusterId: members.every((member) => member.clusterId === worst.clusterId) ? worst.clusterId : null,
    affected: members.map((member) => `${member.number} ${member.title}`),
    status: 'open',
    questions: [...new Set(members.flatMap((member) => member.questions))].slice(0, 100),
  };
}

const domainOf = (domain: string): Domain => DOMAINS.find((one) => one === domain) ?? 'other';
