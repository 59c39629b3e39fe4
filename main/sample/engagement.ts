/** The story's human half: what was asked, noted and weighed at Halcyon Freight before anyone opens the sample. */
import type { EngagementProfile, EstateEntry } from '../../shared/engagement.ts';
import type { ManualFindingInput } from '../../shared/finding.ts';
import type { AnswerInput, AnswerValue } from '../../shared/interview.ts';
import type { Severity } from '../../shared/verdict.ts';

export const SAMPLE_PROFILE: EngagementProfile = {
  name: 'Project Lantern',
  target: 'Halcyon Freight',
  client: 'Meridian Logistics Group',
  assessor: 'Robin Sample',
  consultancy: 'Drydock Demo Consultants',
  classification: 'Strictly confidential',
  currency: 'EUR',
  bands: [
    { impact: 1, from: 0, to: 50_000 },
    { impact: 2, from: 50_000, to: 250_000 },
    { impact: 3, from: 250_000, to: 1_000_000 },
    { impact: 4, from: 1_000_000, to: 4_000_000 },
    { impact: 5, from: 4_000_000, to: null },
  ],
  dayRates: [
    { role: 'Platform engineer', amount: 950 },
    { role: 'Security engineer', amount: 1_150 },
    { role: 'Consultant', amount: 1_400 },
  ],
  people: [
    { name: 'M. Okafor', role: 'Chief technology officer', organisation: 'Halcyon Freight' },
    { name: 'L. Brandt', role: 'Platform lead', organisation: 'Halcyon Freight' },
    { name: 'S. Ibarra', role: 'Head of operations', organisation: 'Halcyon Freight' },
    { name: 'T. Lindqvist', role: 'Deal lead', organisation: 'Meridian Logistics Group' },
  ],
  decision: 'conditional',
  decisionReason:
    'The platform team works well where it chose to, and **one internet-facing service leads to every credential** in the cluster. Both known ways can be cut within two weeks.',
  conditions: [
    'The namespace parcel-photos enforces the Pod Security baseline before signing.',
    'The long-lived token of the Argo CD application controller is removed, and every credential it could read is rotated.',
    'The unknown pod in the namespace default is explained or investigated by a third party before closing.',
  ],
  executiveNote:
    'Halcyon runs its whole parcel tracking on one Kubernetes cluster. Its newer parts are well made. Its older parts were never isolated from them.',
};

export const SAMPLE_ESTATE: readonly Omit<EstateEntry, 'id' | 'suggested' | 'clusterId'>[] = [
  {
    name: 'halcyon-prod',
    kind: 'kubernetes',
    purpose: 'Production',
    provider: 'AWS (EKS), eu-central-1',
    status: 'collected',
    heardFrom: 'Interview with the platform lead',
    note: '',
  },
  {
    name: 'billing-batch',
    kind: 'nomad',
    purpose: 'Nightly billing run',
    provider: 'One rented server',
    status: 'not-offered',
    heardFrom: 'Interview with the head of operations',
    note: 'A single Nomad server that nobody on the platform team maintains.',
  },
];

/** Who is asked. */
const CTO = { name: 'M. Okafor', role: 'Chief technology officer' };
const PLATFORM = { name: 'L. Brandt', role: 'Platform lead' };
const OPERATIONS = { name: 'S. Ibarra', role: 'Head of operations' };

export interface SampleAnswer {
  readonly questionId: string;
  readonly value: AnswerValue | null;
  readonly askedOf: AnswerInput['askedOf'];
  readonly note?: string;
  readonly state?: AnswerInput['state'];
  readonly confidence?: AnswerInput['confidence'];
}

/** Half an interview: what people said, true or not. */
export const SAMPLE_ANSWERS: readonly SampleAnswer[] = [
  {
    questionId: 'scope.deal-deadline',
    value: 'Signing on 18 December 2026, closing at the end of January 2027',
    askedOf: null,
  },
  {
    questionId: 'scope.authorised-by',
    value: 'M. Okafor, in writing on 30 October 2026, for halcyon-prod, until 30 November',
    askedOf: CTO,
  },
  {
    questionId: 'scope.incidents',
    value: 'none',
    askedOf: CTO,
    note: 'Nothing that anyone **noticed**.',
    confidence: 'low',
  },
  {
    questionId: 'where.clusters-total',
    value: 1,
    askedOf: PLATFORM,
    note: 'Said without hesitation. Argo CD says otherwise.',
  },
  { questionId: 'where.staging-separate', value: 'yes', askedOf: PLATFORM },
  { questionId: 'size.nodes', value: 9, askedOf: PLATFORM },
  { questionId: 'size.team', value: 3, askedOf: CTO },
  { questionId: 'deployment.control-plane-run-by', value: 'provider', askedOf: PLATFORM },
  { questionId: 'deployment.patch-monthly', value: 'yes', askedOf: PLATFORM },
  { questionId: 'deployment.version-supported', value: 'yes', askedOf: PLATFORM, confidence: 'low' },
  {
    questionId: 'workloads.products',
    value: ['Parcel tracking', 'Proof of delivery photos', 'Customs filing', 'Shipping labels'],
    askedOf: OPERATIONS,
  },
  { questionId: 'workloads.revenue-share', value: 85, askedOf: CTO },
  { questionId: 'workloads.data-class', value: 'personal', askedOf: CTO },
  {
    questionId: 'workloads.untrusted-input',
    value: 'yes',
    askedOf: PLATFORM,
    note: 'Drivers upload photos without signing in.',
  },
  { questionId: 'workloads.only-https', value: 'yes', askedOf: PLATFORM },
  {
    questionId: 'workloads.namespaces-isolated',
    value: 'yes',
    askedOf: PLATFORM,
    note: '“All namespaces are isolated.”',
  },
  {
    questionId: 'neighbours.other-orchestrators',
    value: ['Nomad: one server, nightly billing'],
    askedOf: OPERATIONS,
  },
  { questionId: 'components.mesh-encrypts', value: 'yes', askedOf: PLATFORM },
  {
    questionId: 'components.audit-log',
    value: 'yes',
    askedOf: PLATFORM,
    note: 'No sample of the log was shown.',
    confidence: 'low',
  },
  { questionId: 'access.only-platform-admins', value: 'yes', askedOf: PLATFORM },
  { questionId: 'access.images-pinned', value: 'yes', askedOf: PLATFORM },
  { questionId: 'access.who-deploys', value: 'both', askedOf: PLATFORM },
  { questionId: 'access.leavers', value: 'week', askedOf: CTO },
  { questionId: 'data.secrets-in-vault', value: 'yes', askedOf: PLATFORM },
  { questionId: 'data.backups-made', value: 'yes', askedOf: PLATFORM },
  { questionId: 'data.backups-tested', value: 'no', askedOf: PLATFORM, note: 'Planned for two years.' },
  { questionId: 'detection.on-call', value: 'partly', askedOf: OPERATIONS },
  { questionId: 'detection.response-plan', value: null, state: 'unknown', askedOf: CTO },
  { questionId: 'scenarios.image-processor', value: 'pod', askedOf: PLATFORM },
];

const finding = (
  title: string,
  severity: Severity,
  domain: ManualFindingInput['domain'],
  fact: string,
  whyItMatters: string,
  recommendation: string,
  questions: string[],
): Omit<ManualFindingInput, 'clusterId'> => ({
  title,
  severity,
  domain,
  fact,
  whyItMatters,
  recommendation,
  questions,
  affected: [],
  status: 'open',
});

export const SAMPLE_FINDINGS: readonly Omit<ManualFindingInput, 'clusterId'>[] = [
  finding(
    'Restores were never tried',
    'high',
    'availability',
    'Backups are written to a bucket every night. Nobody has restored one (interview, platform lead).',
    'After ransom or a mistake, the business depends on a restore that nobody has seen work.',
    'Restore the tracking database into an empty namespace, and write down how long it took.',
    ['data.backups-tested'],
  ),
  finding(
    'Billing depends on a forgotten server',
    'high',
    'other',
    'The nightly billing run lives on one Nomad server outside the cluster. It has no owner (interview, head of operations).',
    'If it fails, invoices stop. If it is taken over, invoices can be changed.',
    'Name an owner now, and move the run into the cluster within 100 days.',
    ['neighbours.other-orchestrators'],
  ),
  finding(
    'A departed contractor can still sign in',
    'critical',
    'rbac',
    'The contractor who built the first cluster left in March. The account is still bound to cluster-admin.',
    'Whoever holds those credentials owns every workload and every secret.',
    'Remove the binding today. Then read the audit log for its use since March.',
    ['access.leavers', 'access.only-platform-admins'],
  ),
  finding(
    'Photo uploads need no sign-in',
    'medium',
    'network',
    'The upload form answers anyone; seen in a browser on 3 November.',
    'It is the door through which the worst path of this report begins.',
    'Ask for a driver’s token before an upload is accepted.',
    ['workloads.untrusted-input'],
  ),
  finding(
    'On-call covers office hours',
    'medium',
    'audit',
    'Alarms at night go to a mailbox (interview, head of operations).',
    'An attacker at night has until morning.',
    'Agree on-call for the tracking service around the clock.',
    ['detection.on-call'],
  ),
  finding(
    'One person knows the platform',
    'low',
    'other',
    'Two of three people on the platform team joined this year.',
    'Knowledge leaves with the platform lead.',
    'Ask for a retention agreement, and pair on every change until closing.',
    ['size.team'],
  ),
];

export interface SampleOverride {
  readonly control: string;
  readonly severity: Severity | null;
  readonly verdict: 'not-applicable' | null;
  readonly reason: string;
}

export const SAMPLE_OVERRIDES: readonly SampleOverride[] = [
  {
    control: 'secrets/long-lived-token',
    severity: 'critical',
    verdict: null,
    reason:
      'One of these tokens belongs to the Argo CD application controller, which is cluster-admin. It ends the worst path.',
  },
  {
    control: 'supply-chain/no-digest',
    severity: 'info',
    verdict: null,
    reason: 'The registry refuses to overwrite tags, shown on 4 November, so a tag cannot move here.',
  },
];

export const SAMPLE_RATINGS: readonly {
  scenarioId: string;
  reason: string;
  businessArea: string;
  likelihood: number;
  impact: number;
}[] = [
  {
    scenarioId: 'pod-rce',
    likelihood: 4,
    impact: 5,
    businessArea: 'Parcel tracking',
    reason:
      'The image processor is four years old and takes files from anyone; tracking earns 85 % of revenue.',
  },
  {
    scenarioId: 'ransom-of-data',
    likelihood: 3,
    impact: 5,
    businessArea: 'All products',
    reason: 'No restore was ever tried, so an outage of weeks is plausible.',
  },
];

/** Two disputes were settled, the rest wait for whoever opens the sample. */
export const SAMPLE_RESOLUTIONS: readonly {
  questionId: string;
  inFavourOf: 'interview' | 'evidence';
  reason: string;
}[] = [
  {
    questionId: 'access.only-platform-admins',
    inFavourOf: 'evidence',
    reason: 'Shown to the platform lead on 4 November, who agreed.',
  },
];
