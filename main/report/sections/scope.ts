/** What was allowed, what was heard of, what was seen, and what was not. */
import { currentAuthorisations } from '../../../shared/engagement.ts';
import type { ReportModel } from '../../../shared/report-model.ts';
import { compare, latestSnapshots, type ReportInput } from '../input.ts';
import { count, day, familyTitle, number, UNKNOWN_REASONS } from '../words.ts';
import { answeredByProvider, providerLinesOf } from './provider.ts';

export function scopeOf(input: ReportInput): ReportModel['scope'] {
  const known = new Set(input.estate.map((entry) => entry.clusterId));
  const collected = new Set(input.snapshots.map((snapshot) => snapshot.summary.clusterId));
  const estate = [
    ...input.estate.map((entry) => ({
      name: entry.name,
      kind: entry.kind,
      purpose: entry.purpose,
      provider: entry.provider,
      status:
        entry.clusterId !== null && collected.has(entry.clusterId) ? ('collected' as const) : entry.status,
      heardFrom: entry.heardFrom,
      note: entry.note,
      suggested: entry.suggested,
    })),
    // A cluster without an entry in the register is still part of what was heard of.
    ...input.clusters
      .filter((cluster) => !known.has(cluster.id))
      .map((cluster) => ({
        name: cluster.name,
        kind: 'kubernetes',
        purpose: '',
        provider: '',
        status: collected.has(cluster.id) ? ('collected' as const) : ('pending' as const),
        heardFrom: '',
        note: '',
        suggested: false,
      })),
  ];
  const tally = (status: string): number => estate.filter((entry) => entry.status === status).length;
  const coverage = {
    heardOf: estate.length,
    collected: tally('collected'),
    refused: tally('refused'),
    notOffered: tally('not-offered'),
    pending: tally('pending'),
  };
  return {
    authorisations: currentAuthorisations(input.authorisations).map(
      ({ current: { grantedBy, role, clusters, scope, validFrom, validUntil, reference } }) => ({
        grantedBy,
        role,
        clusters: [...clusters],
        scope,
        validFrom,
        validUntil,
        reference,
      }),
    ),
    estate,
    coverage: { ...coverage, sentence: coverageSentence(coverage) },
    access: latestSnapshots(input).map(({ summary }) => ({
      clusterName: summary.clusterName,
      origin: summary.origin,
      server: summary.server,
      identity: summary.identity,
      startedAt: summary.startedAt,
      finishedAt: summary.finishedAt,
      completeness: summary.completeness,
    })),
  };
}

function coverageSentence(coverage: Omit<ReportModel['scope']['coverage'], 'sentence'>): string {
  if (coverage.heardOf === 0) return 'No cluster or scheduler is on record.';
  const rest = [
    coverage.refused > 0 ? `${coverage.refused} refused` : '',
    coverage.notOffered > 0 ? `${coverage.notOffered} not offered` : '',
    coverage.pending > 0 ? `${coverage.pending} pending` : '',
  ].filter((part) => part !== '');
  const others = rest.length === 0 ? '' : `; ${rest.join(', ')}`;
  return `We know of ${count(coverage.heardOf, 'cluster or scheduler', 'clusters and schedulers')} and examined ${coverage.collected === 0 ? 'none' : number(coverage.collected)}${others}.`;
}

/** Events are left alone by every collection: nobody refused them, and no check reads them. */
function isNeverCollected({
  resource,
  status,
}: ReportInput['snapshots'][number]['manifest']['kinds'][number]): boolean {
  return status === 'not-collected' && resource.resource === 'events';
}

const STATUS_WORDS: Readonly<Record<string, string>> = {
  forbidden: 'refused',
  partial: 'in part',
  failed: 'failed',
  'not-collected': 'not collected',
};

export function limitationsOf(input: ReportInput): ReportModel['limitations'] {
  const latest = latestSnapshots(input);
  const statements = [
    'Drydock reads the Kubernetes API only. It does not see host operating systems, cloud accounts or firewalls; an address is called “addressable”, never “reachable from the internet”.',
    'A check that could not be made is reported as unknown, never as passed. What was not looked at may be worse than what was.',
    'Events of the cluster are not collected.',
  ];
  if (latest.length === 0)
    statements.unshift(
      'No evidence was collected from any cluster. Every fact in this report is not evidenced; it rests on what people said.',
    );
  if (latest.some(({ summary }) => summary.origin === 'dump'))
    statements.push(
      'Some evidence is another tool’s output of a cluster; kinds and namespaces that it does not hold are unknown, not absent.',
    );
  if (latest.some(({ summary }) => summary.origin === 'manifests'))
    statements.push(
      'Some evidence was read from manifest files, so nodes, the API server and the running state are unknown for it.',
    );
  return {
    statements,
    refused: latest.flatMap(({ summary, manifest }) =>
      manifest.kinds
        .filter(
          (kind) =>
            Object.hasOwn(STATUS_WORDS, kind.status) &&
            !(summary.origin === 'manifests' && kind.status === 'not-collected') &&
            !isNeverCollected(kind),
        )
        .map((kind) => ({
          clusterName: summary.clusterName,
          kind:
            kind.resource.group === ''
              ? kind.resource.resource
              : `${kind.resource.resource}.${kind.resource.group}`,
          status: STATUS_WORDS[kind.status] ?? kind.status,
          message: kind.message,
          namespaces: [...kind.refusedNamespaces],
        })),
    ),
    unknowns: latest.flatMap((snapshot) => unknownsByFamily(snapshot)),
    byProvider: providerLinesOf(latest),
    // Several facts may rest on the same refusal; a reader needs to hear of it once.
    unknownFacts: latest.flatMap(({ summary, facts }) => {
      const unknown = Object.values(facts ?? {}).filter((fact) => fact.state === 'unknown');
      const sentences = new Set(unknown.map(({ sentence }) => sentence));
      return [...sentences].map((sentence) => ({ clusterName: summary.clusterName, sentence }));
    }),
    evidenceAge: latest.map(({ summary }) => ({
      clusterName: summary.clusterName,
      finishedAt: summary.finishedAt,
      days: daysBetween(summary.finishedAt, input.now),
    })),
  };
}

function unknownsByFamily(
  snapshot: ReturnType<typeof latestSnapshots>[number],
): ReportModel['limitations']['unknowns'] {
  const { summary } = snapshot;
  const answered = answeredByProvider(snapshot);
  const controls = snapshot.controls.filter(({ control }) => !answered.has(control));
  const families = new Map<string, { controls: number; reasons: Map<string, number> }>();
  for (const control of controls) {
    const entry = families.get(control.family) ?? { controls: 0, reasons: new Map<string, number>() };
    entry.controls += 1;
    if (control.verdict === 'unknown') {
      const reason = control.reason === undefined ? 'reason not recorded' : UNKNOWN_REASONS[control.reason];
      entry.reasons.set(reason, (entry.reasons.get(reason) ?? 0) + 1);
    }
    families.set(control.family, entry);
  }
  return [...families]
    .map(([family, entry]) => ({
      clusterName: summary.clusterName,
      family: familyTitle(family),
      unknown: [...entry.reasons.values()].reduce((sum, each) => sum + each, 0),
      controls: entry.controls,
      reasons: [...entry.reasons]
        .map(([reason, times]) => ({ reason, count: times }))
        .sort((a, b) => b.count - a.count || compare(a.reason, b.reason)),
    }))
    .filter((entry) => entry.unknown > 0)
    .sort((a, b) => b.unknown - a.unknown || compare(a.family, b.family));
}

/** Whole days; 0 when either is no date or the evidence is newer than the report. */
function daysBetween(from: string, to: string): number {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
  return Number.isFinite(days) ? Math.max(0, Math.floor(days)) : 0;
}

/** "17 August 2026 to 31 August 2026". */
export function windowInWords(from: string, until: string): string {
  return `${day(from)} to ${day(until)}`;
}
