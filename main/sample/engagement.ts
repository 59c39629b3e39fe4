/** The story's human half: what was asked, noted and weighed at Halcyon Freight before anyone opens the sample. */
import type { Authorisation, EngagementProfile, EstateEntry } from '../../shared/engagement.ts';
import type { ManualFindingInput } from '../../shared/finding.ts';
import type { AnswerInput, AnswerValue } from '../../shared/interview.ts';
import type { Severity } from '../../shared/verdict.ts';

/** The days of the story; the evidence is of `SAMPLE_NOW`, between them. ISO 8601 in UTC. */
export const SAMPLE_DAYS = Object.freeze({
  begun: '2026-10-30T10:00:00Z',
  asked: '2026-11-03T13:30:00Z',
  discussed: '2026-11-04T10:00:00Z',
  judged: '2026-11-17T15:00:00Z',
});

export const SAMPLE_AUTHORISATION: Omit<Authorisation, 'id' | 'recordedAt' | 'recordedBy'> = {
  grantedBy: 'M. Okafor',
  role: 'Chief technology officer',
  clusters: ['halcyon-prod'],
  scope: 'Read-only collection through the Kubernetes API. No values of Secrets.',
  validFrom: '2026-10-30',
  validUntil: '2027-01-31',
  reference: 'Letter of 30 Oct 2026',
  corrects: null,
  correctionReason: '',
};

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
    'The newer parts of the platform are well made, and the older parts are not isolated from them. Between our two collections Halcyon closed one way from the public photo upload to every credential in the cluster. **The token that this way ended at is still valid**, and one pod of unknown origin still runs.',
  conditions: [
    'Before closing, Halcyon deletes the token Secret of the account argocd-application-controller, removes the cluster-admin binding of that account and rotates every credential that it could read. A new collection confirms it.',
    'Before closing, a forensic analyst examines the pod kube-proxy-7zq2m in the namespace default. Until then nobody changes or deletes it.',
    'Before closing, Halcyon removes the former contractor from the aws-auth map. A new collection confirms it.',
    'Before closing, Halcyon offers the staging cluster for examination.',
  ],
  executiveNote:
    'Halcyon runs its parcel tracking on one production cluster. The namespaces platform and vault are well made. Most others share the cluster with them without isolation.',
};

export const SAMPLE_ESTATE: readonly Omit<EstateEntry, 'id' | 'suggested' | 'clusterId' | 'revision'>[] = [
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
    value: 'Signing on 18 Dec 2026, closing at the end of January 2027',
    askedOf: null,
  },
  {
    questionId: 'scope.authorised-by',
    value: 'M. Okafor, in writing on 30 Oct 2026, for halcyon-prod, until 31 Jan 2027',
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
  {
    questionId: 'size.team',
    value: 1,
    askedOf: CTO,
    note: 'The team has three people; two of them joined this year.',
  },
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
  affected: readonly string[] = [],
): Omit<ManualFindingInput, 'clusterId'> => ({
  title,
  severity,
  domain,
  fact,
  whyItMatters,
  recommendation,
  questions,
  affected: [...affected],
  status: 'open',
});

export const SAMPLE_FINDINGS: readonly Omit<ManualFindingInput, 'clusterId'>[] = [
  finding(
    'Restores were never tried',
    'high',
    'availability',
    'The tracking database is backed up to a bucket every night. Nobody has restored a backup (interview, platform lead).',
    'After ransom or a mistake, the business depends on a restore that nobody has seen work.',
    'Restore the tracking database into an empty namespace, and write down how long it took.',
    ['data.backups-tested'],
    ['data/ScheduledBackup/tracking-nightly'],
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
    'The contractor who built the first cluster left in April. The account is still bound to cluster-admin, and its AWS user is still mapped to system:masters.',
    'Whoever holds those credentials owns every workload and every secret.',
    'Remove the binding and the mapping today. Then read the audit log for their use since April.',
    ['access.leavers', 'access.only-platform-admins'],
    ['ClusterRoleBinding/contractor-temporary', 'kube-system/ConfigMap/aws-auth'],
  ),
  finding(
    'Photo uploads need no sign-in',
    'medium',
    'network',
    'The upload form answers anyone; seen in a browser on 3 Nov 2026.',
    'The worst attack path of this report starts here.',
    'Require a driver’s token before an upload is accepted.',
    ['workloads.untrusted-input'],
    ['parcel-photos/Ingress/photo-uploader'],
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
    'The platform team has three people; two of them joined this year and cannot yet run it alone (interview, chief technology officer).',
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
      'The account argocd-application-controller is cluster-admin, so its token ends the worst attack path.',
  },
  {
    control: 'supply-chain/no-digest',
    severity: 'info',
    verdict: null,
    reason: 'The registry refuses to overwrite tags, shown on 4 Nov 2026, so a tag cannot move here.',
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
      'The image processor is seven years old and takes files from anyone; 85 % of revenue depends on the cluster.',
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
    reason: 'Shown to the platform lead on 17 Nov 2026, who agreed.',
  },
];
