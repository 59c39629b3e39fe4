/** The environment in numbers, and the five questions of the method. */

import type { Fact, FactId } from '../../../shared/facts.ts';
import { agree, count, number } from '../../../shared/in-words.ts';
import { answerInWords, STEPS } from '../../../shared/interview.ts';
import { kindsOf } from '../../../shared/plural.ts';
import { productName } from '../../../shared/product-names.ts';
import { answeredByProvider } from '../../../shared/provider-duties.ts';
import type { ClusterEnvironment, ReportModel, VerdictCounts } from '../../../shared/report-model.ts';
import type { ClusterSize } from '../../../shared/size.ts';
import { sizeDetails } from '../../../shared/size-words.ts';
import { ControlFamily } from '../../../shared/verdict.ts';
import { latestSnapshots, type ReportInput, type ReportSnapshot } from '../input.ts';
import { day, familyTitle } from '../words.ts';
import { clusterNames, standingDisputes } from './interview.ts';

export function environmentOf(input: ReportInput): ReportModel['environment'] {
  const latest = latestSnapshots(input);
  const seen = new Set(latest.map(({ summary }) => summary.clusterId));
  return [
    ...latest.map(evidenced),
    ...input.clusters.filter((cluster) => !seen.has(cluster.id)).map((cluster) => notEvidenced(cluster.name)),
  ];
}

/** What each figure counts, for one and for all other numbers. */
const FIGURES: readonly (readonly [keyof ClusterSize, one: string, many: string])[] = [
  ['nodes', 'node', 'nodes'],
  ['vcpu', 'CPU core', 'CPU cores'],
  ['memoryGiB', 'GiB of memory', 'GiB of memory'],
  ['zones', 'zone', 'zones'],
  ['namespaces', 'namespace', 'namespaces'],
  ['workloads', 'workload', 'workloads'],
  ['pods', 'pod', 'pods'],
  ['containers', 'container', 'containers'],
  ['images', 'distinct image', 'distinct images'],
  ['registries', 'image registry', 'image registries'],
  ['services', 'service', 'services'],
  ['publicAddresses', 'public address', 'public addresses'],
  ['secrets', 'Secret', 'Secrets'],
  ['configMaps', 'ConfigMap', 'ConfigMaps'],
  ['serviceAccounts', 'service account', 'service accounts'],
  ['humanUsers', 'user named in role bindings', 'users named in role bindings'],
  ['persistentVolumeClaims', 'persistent volume claim', 'persistent volume claims'],
  ['crds', 'custom resource kind', 'custom resource kinds'],
];

const PLATFORM: readonly (readonly [FactId, string])[] = [
  ['platform.distribution', 'Distribution'],
  ['platform.provider', 'Provider'],
  ['platform.serverVersion', 'Server version'],
  ['platform.oldestKubelet', 'Oldest kubelet'],
  ['platform.cni', 'Network plugin'],
  ['platform.managedControlPlane', 'Control plane run by the provider'],
  ['platform.cniEnforcesPolicy', 'Network policy is enforced'],
  ['gitops.controller', 'GitOps controller'],
];

function evidenced(snapshot: ReportSnapshot): ClusterEnvironment {
  const { summary, size, exposure, responsibility, facts } = snapshot;
  return {
    clusterName: summary.clusterName,
    evidenced: true,
    platform: PLATFORM.map(([id, label]) => {
      const fact = facts?.[id];
      if (fact?.state !== 'known') return { label, value: 'unknown', known: false };
      const { value } = fact;
      return {
        label,
        value: typeof value === 'boolean' ? (value ? 'yes' : 'no') : productName(String(value)),
        known: true,
      };
    }),
    support: supportOf(snapshot),
    figures: FIGURES.map(([key, one, many]) => {
      const value = size?.[key];
      return {
        label: typeof value === 'number' ? agree(value, one, many) : many,
        value: typeof value === 'number' ? value : null,
      };
    }),
    workloadsByKind: size?.workloadsByKind.map((each) => ({ ...each })) ?? [],
    workloads: workloadsInWords(size),
    services: size?.servicesByExposure?.map((each) => ({ ...each })) ?? [],
    teams: {
      label: size?.byTeam?.label ?? null,
      labelled: size?.byTeam?.labelled ?? 0,
      rows: size?.byTeam?.teams.map((each) => ({ ...each })) ?? [],
    },
    sizeDetails: size === null ? [] : sizeDetails(size, day).map((each) => ({ ...each })),
    namespaces: size?.byNamespace.map((each) => ({ ...each })) ?? [],
    families: verdictsByFamily(snapshot),
    exposure: endpointsOf(exposure),
    exposureUnknown: exposure === null ? ['Exposure was not analysed.'] : [...exposure.unknown],
    responsibility: responsibility.map((row) => ({ ...row })),
  };
}

/** "Workloads: 32 Deployments, 1 Job."; of a number that is not known, what was seen at least. */
function workloadsInWords(size: ClusterSize | null): string {
  if (size === null || size.workloadsByKind.length === 0) return '';
  const kinds = size.workloadsByKind.map(({ kind, count: workloads }) =>
    count(workloads, kind, kindsOf(kind)),
  );
  return `${size.workloads === null ? 'Workloads, at least' : 'Workloads'}: ${kinds.join(', ')}.`;
}

/** One line for each; of files, documents of one name that say the same stand together with what is behind them. */
function endpointsOf(exposure: ReportSnapshot['exposure']): ClusterEnvironment['exposure'] {
  const alike = Map.groupBy(exposure?.endpoints ?? [], ({ kind, namespace, name, hosts, tls, sensitive }) =>
    JSON.stringify([kind, namespace, name, hosts, tls, sensitive]),
  );
  return [...alike.values()].flatMap((documents) =>
    documents.slice(0, 1).map(({ kind, namespace, name, hosts, tls, sensitive }) => ({
      kind,
      name: `${namespace}/${name}${documents.length > 1 ? ` (${number(documents.length)} documents)` : ''}`,
      hosts: [...hosts],
      tls,
      workloads: [...new Set(documents.flatMap(({ workloads }) => workloads))],
      sensitive,
    })),
  );
}

/** In the words of the fact, which name the date of the table that they rest on. */
function supportOf({ facts }: ReportSnapshot): ClusterEnvironment['support'] {
  const supported = facts?.['platform.serverSupported'];
  if (supported?.state !== 'known' || typeof supported.value !== 'boolean')
    return {
      supported: null,
      sentence: supported?.sentence ?? 'Whether the server version still receives fixes is not known.',
    };
  return {
    supported: supported.value,
    sentence: supported.sentence,
  };
}

function notEvidenced(clusterName: string): ClusterEnvironment {
  return {
    clusterName,
    evidenced: false,
    platform: PLATFORM.map(([, label]) => ({ label, value: 'not established', known: false })),
    support: {
      supported: null,
      sentence: 'Whether the server version still receives fixes is not established.',
    },
    figures: FIGURES.map(([, , many]) => ({ label: many, value: null })),
    workloadsByKind: [],
    workloads: '',
    services: [],
    teams: { label: null, labelled: 0, rows: [] },
    sizeDetails: [],
    namespaces: [],
    families: [],
    exposure: [],
    exposureUnknown: ['Not established: no evidence was collected from this cluster.'],
    responsibility: [],
  };
}

/** Checks by family and verdict, those left out for which the provider answers; families in the order of the catalogue. */
function verdictsByFamily(snapshot: ReportSnapshot): { family: string; counts: VerdictCounts }[] {
  const answered = answeredByProvider(snapshot);
  const controls = snapshot.controls.filter(({ control }) => !answered.has(control));
  return ControlFamily.options.flatMap((family) => {
    const counts = { fail: 0, pass: 0, notApplicable: 0, unknown: 0 };
    const own = controls.filter((control) => control.family === family);
    for (const { verdict } of own) counts[verdict === 'not-applicable' ? 'notApplicable' : verdict] += 1;
    return own.length === 0 ? [] : [{ family: familyTitle(family), counts }];
  });
}

const FIVE: readonly { readonly step: string; readonly facts: readonly FactId[] }[] = [
  { step: 'where', facts: ['platform.provider', 'gitops.externalClusters', 'size.zones'] },
  { step: 'size', facts: ['size.nodes', 'size.vcpu', 'size.memoryGiB', 'size.workloads', 'size.pods'] },
  {
    step: 'deployment',
    facts: [
      'platform.distribution',
      'platform.serverVersion',
      'platform.serverSupported',
      'platform.kubeletSkewMinors',
      'gitops.controller',
    ],
  },
  {
    step: 'workloads',
    facts: [
      'size.namespaces',
      'size.images',
      'size.registries',
      'data.statefulWorkloads',
      'exposure.workloads',
    ],
  },
  {
    step: 'neighbours',
    facts: [
      'exposure.ingressHosts',
      'exposure.sensitiveUis',
      'ci.runnersInCluster',
      'cloud.workloadIdentities',
    ],
  },
];

/** A fact as told: of one that is known in part, what the part shows, then what is missing. */
function sentencesOf(fact: Fact): readonly string[] {
  return fact.state === 'unknown' && fact.seen !== undefined
    ? [`At least: ${fact.seen.sentence}`, fact.sentence]
    : [fact.sentence];
}

/** For each of the method's five questions, what was said beside what the evidence says. */
export function fiveQuestionsOf(input: ReportInput): ReportModel['fiveQuestions'] {
  const latest = latestSnapshots(input);
  const nameOf = clusterNames(input);
  const disputed = standingDisputes(input);
  return FIVE.map(({ step, facts }) => ({
    title: STEPS.find((each) => each.id === step)?.title ?? step,
    answers: input.questions.flatMap(({ meta, answer, clusterId }) => {
      if (meta.step !== step || answer?.state !== 'answered') return [];
      return [
        {
          question: meta.text,
          clusterName: nameOf(clusterId),
          answer: answerInWords(answer.value, meta.type),
          basis:
            disputed(meta.id, clusterId).length > 0
              ? `${answer.basis}; disputed by the evidence`
              : answer.basis,
        },
      ];
    }),
    // Several facts may rest on the same gap; it is told once.
    evidence: latest.flatMap((snapshot) => {
      const told = facts.flatMap((id) => {
        const fact = snapshot.facts?.[id];
        return fact === undefined || fact.sentence === '' ? [] : sentencesOf(fact);
      });
      return [...new Set(told)].map((sentence) => ({ clusterName: snapshot.summary.clusterName, sentence }));
    }),
  }));
}
