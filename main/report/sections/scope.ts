/** What was allowed, what is on record, what was examined, and what was not. */
import { compare } from '../../../shared/compare.ts';
import { currentAuthorisations } from '../../../shared/engagement.ts';
import { agree, andList, count, number, some } from '../../../shared/in-words.ts';
import { answeredByProvider } from '../../../shared/provider-duties.ts';
import type { ReportModel } from '../../../shared/report-model.ts';
import { LEVELS, worstFirst } from '../../../shared/risk.ts';
import { latestSnapshots, type ReportInput, type ReportSnapshot, timeOf } from '../input.ts';
import { day, familyTitle, UNKNOWN_REASONS } from '../words.ts';
import { providerLinesOf } from './provider.ts';

/** What the model tells of scope and limits. */
export function scopePartsOf(input: ReportInput) {
  return { scope: scopeOf(input), limitations: limitationsOf(input) } satisfies Partial<ReportModel>;
}

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
  const examined = estate.filter(({ status }) => status === 'collected').map(({ name }) => name);
  const tally = (status: string): number => estate.filter((entry) => entry.status === status).length;
  const unnamed = unnamedClusters(input, estate.filter(({ kind }) => kind === 'kubernetes').length);
  const coverage = {
    heardOf: estate.length + unnamed,
    collected: tally('collected'),
    refused: tally('refused'),
    notOffered: tally('not-offered'),
    pending: tally('pending') + unnamed,
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
    coverage: { ...coverage, sentence: coverageSentence(coverage, examined, unnamed) },
    access: latestSnapshots(input).map(({ summary }) => ({
      clusterName: summary.clusterName,
      origin: summary.origin,
      server: summary.server,
      identity: summary.identity,
      startedAt: timeOf(summary, summary.startedAt),
      finishedAt: timeOf(summary, summary.finishedAt),
      completeness: summary.completeness,
    })),
  };
}

/** Clusters that the target counts beyond those on record: nobody named them, and still they are there. */
function unnamedClusters({ questions }: ReportInput, onRecord: number): number {
  const answer = questions.find(({ meta }) => meta.id === 'where.clusters-total')?.answer;
  const said = answer?.state === 'answered' && typeof answer.value === 'number' ? answer.value : 0;
  return Math.max(0, said - onRecord);
}

function coverageSentence(
  { heardOf, collected, refused, notOffered, pending }: Omit<ReportModel['scope']['coverage'], 'sentence'>,
  examined: readonly string[],
  unnamed: number,
): string {
  if (heardOf === 0) return 'No environment is on record.';
  const names = some(examined, MOST_NAMED);
  const rest = [
    refused > 0 ? `${count(refused, 'was', 'were')} refused` : '',
    notOffered > 0 ? `${count(notOffered, 'was', 'were')} not offered` : '',
    pending > 0 ? `${count(pending, 'is', 'are')} pending` : '',
  ].filter((part) => part !== '');
  return [
    `We know of ${count(heardOf, 'environment')} and examined ${collected === 0 ? 'none' : `${number(collected)}: ${names}`}.`,
    rest.length === 0 ? '' : `${collected === 0 ? '' : 'Of the others, '}${rest.join(' and ')}.`,
    unnamed === 0
      ? ''
      : `${count(unnamed, 'cluster that the target counts has', 'clusters that the target counts have')} no name on record.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

const MOST_NAMED = 6;

/** Events are left alone by every collection: nobody refused them, and no check reads them. */
function isNeverCollected({
  resource,
  status,
}: ReportInput['snapshots'][number]['manifest']['kinds'][number]): boolean {
  return status === 'not-collected' && resource.resource === 'events';
}

const STATUS_WORDS: Readonly<Record<string, string>> = {
  forbidden: 'refused',
  partial: 'partial',
  failed: 'failed',
  'not-collected': 'not collected',
};

export function limitationsOf(input: ReportInput): ReportModel['limitations'] {
  const latest = latestSnapshots(input);
  const statements = [
    'Drydock reads only Kubernetes objects. It does not see host operating systems, cloud accounts or firewalls. An address is called “addressable”, never “reachable from the internet”.',
    'A check that could not be made is reported as unknown, never as passed. Parts that were not examined may be worse than those that were.',
    'Cluster events are not collected.',
  ];
  if (latest.length === 0)
    statements.unshift(
      'No evidence was collected from any cluster. This report is based on statements; none of its facts is supported by evidence.',
    );
  if (latest.some(({ summary }) => summary.origin === 'dump'))
    statements.push(
      'Some evidence is another tool’s output about a cluster; kinds and namespaces that it lacks are unknown, not absent.',
    );
  if (latest.some(({ summary }) => summary.origin === 'manifests'))
    statements.push(
      `${inWords(latest.filter(({ summary }) => summary.origin === 'manifests'))} examined from files. The running state and the version of the API server are unknown. Figures and checks count what the files contain. Anything else counts as absent, unless something in them can create it.`,
    );
  for (const { summary, manifest } of latest) {
    const unread = manifest.unread?.length ?? 0;
    if (unread > 0)
      statements.push(
        `${count(unread, 'document')} in the files of ${summary.clusterName} ${agree(unread, 'was', 'were')} not read and may hold more objects. The evidence index names ${agree(unread, 'it', 'them')}.`,
      );
  }
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
    orderNote: orderNote(input),
    // Several facts may rest on the same refusal; a reader needs to hear of it once.
    unknownFacts: latest.flatMap(({ summary, facts }) => {
      const unknown = Object.values(facts ?? {}).filter((fact) => fact.state === 'unknown');
      const sentences = new Set(unknown.map(({ sentence }) => sentence));
      return [...sentences].map((sentence) => ({ clusterName: summary.clusterName, sentence }));
    }),
    evidenceAge: latest.map(({ summary }) => ({
      clusterName: summary.clusterName,
      finishedAt: timeOf(summary, summary.finishedAt),
      days: daysBetween(timeOf(summary, summary.finishedAt), input.now),
    })),
  };
}

/** "edge was", "edge and shop were". */
function inWords(snapshots: readonly ReportSnapshot[]): string {
  const names = snapshots.map(({ summary }) => summary.clusterName);
  return `${andList(names)} ${agree(names.length, 'was', 'were')}`;
}

function unknownsByFamily(snapshot: ReportSnapshot): ReportModel['limitations']['unknowns'] {
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

/** Scenarios whose level rests on unknowns alone come after those that evidence or a person's rating supports. */
function orderNote({ scenarios }: ReportInput): string {
  const levels = [...scenarios].sort(worstFirst).map(({ level }) => LEVELS.indexOf(level));
  return levels.every((level, at) => at === 0 || level <= (levels[at - 1] ?? level))
    ? ''
    : 'Risks supported by evidence or the assessor’s rating come first. Where a level is based on unknowns, the risk comes after them.';
}

/** Whole days; null when either is no date, 0 when the evidence is newer than the report. */
function daysBetween(from: string, to: string): number | null {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
  return Number.isFinite(days) ? Math.max(0, Math.floor(days)) : null;
}

/** "17 Aug 2026 to 31 Aug 2026". */
export function windowInWords(from: string, until: string): string {
  return `${day(from)} to ${day(until)}`;
}
