/** Published flaws of add-ons that hold much of a cluster, by the version that an image names. */

import { dayInWords } from '../../../shared/day-in-words.ts';
import { some } from '../../../shared/in-words.ts';
import { bySeverity, SEVERITIES, type Severity, severityRank } from '../../../shared/verdict.ts';
import { type AddOnVerdict, addOnVerdict, type Flaw } from '../../cluster/platform/add-on-flaws.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import { type Control, type Draft, defineControl, fail, fix, pass, unknown } from '../define.ts';
import { SETTING_KINDS, type SettingAt, type SettingState, settingState } from './flaw-settings.ts';

export const addOnFlawControls: readonly Control[] = [
  defineControl({
    id: 'version/add-on-cve',
    title: 'Known serious vulnerability of Argo CD, Grafana or Kyverno',
    severity: 'high',
    rationale:
      'Argo CD may change every workload, Kyverno decides what the API server accepts, and Grafana holds logins to data sources. Their vulnerabilities are public. Anyone who reaches an outdated version can take over what it holds. Drydock compares the version in the image name with vulnerabilities rated high or critical. If one depends on a setting, it also checks arguments, variables, argocd-cm and policies. Vulnerabilities without a fixed version are not in the table, such as the unauthenticated repo server of Argo CD, which only a network policy protects.',
    remediation: fix(
      'Upgrade to a version with the fix.',
      'Install the newest patch of a supported minor version. Read the release notes for changes to policies and permissions, and upgrade a test cluster first. Until then let only the ingress controller reach its interface.',
      [2, 8, 40],
      '# values of the Helm chart argo/argo-cd\nglobal:\n  image:\n    tag: v3.4.5\n  networkPolicy:\n    create: true\n',
    ),
    references: [
      {
        title: 'Security advisories of Argo CD',
        url: 'https://github.com/argoproj/argo-cd/security/advisories',
      },
      {
        title: 'Security advisories of Grafana',
        url: 'https://grafana.com/security/security-advisories/',
      },
      {
        title: 'Security advisories of Kyverno',
        url: 'https://github.com/kyverno/kyverno/security/advisories',
      },
      { title: 'Records of the CVE programme', url: 'https://github.com/CVEProject/cvelistV5' },
    ],
    mappings: ['nsa-cisa:upgrading', 'mitre-attack:T1190', 'mitre-attack:T1068', 'owasp-k8s:K10'],
    questions: ['deployment.patch-monthly'],
    judges: WORKLOAD_KINDS,
    asksFor: SETTING_KINDS,
    *evaluate({ index }) {
      for (const workload of index.workloads) {
        const drafts = workload.containers.flatMap((container) => {
          const verdict = addOnVerdict(container.image);
          return verdict === null ? [] : [draftOf({ index, workload, container }, verdict)];
        });
        const [first] = drafts.toSorted((a, b) => rank(a) - rank(b));
        if (first !== undefined) yield first;
      }
    },
  }),
];

const rank = ({ verdict, severity = 'info' }: Draft): number =>
  verdict === 'fail' ? severityRank(severity) : verdict === 'unknown' ? 10 : 20;

function draftOf(place: SettingAt, verdict: AddOnVerdict): Draft {
  const { ref } = place.workload;
  const { image, path } = place.container;
  const { addOn, tag, affected } = verdict;
  if (affected === null)
    return unknown(
      'needs-interview',
      tag === null
        ? `The image of ${addOn.name} is referenced by digest alone, so its version is not visible. Ask the target for it.`
        : `The tag ${tag} of ${addOn.name} matches no release of its project, so its vulnerabilities are not known. Ask the target for the version.`,
      ref,
    );
  const named = `${addOn.name} ${tag}`;
  const table = `Table as of ${dayInWords(addOn.asOf)}.`;
  const standing = standingsOf(affected, place);
  const certain = standing.filter(({ state }) => state === 'on').sort(bySeverity);
  const open = standing.filter(({ state }) => state === 'not-shown').sort(bySeverity);
  const [worst] = certain;
  if (worst !== undefined)
    return fail(
      ref,
      `${named} is affected by ${told(worst)}.${others([...certain.slice(1), ...open])} ${table}`,
      {
        path: `${path}.image`,
        value: image,
        severity: worst.severity,
      },
    );
  const [first] = open;
  if (first !== undefined)
    return unknown(
      'needs-interview',
      `${named} is affected by ${told(first)}.${others(open.slice(1))} The evidence does not show this setting: ask the target. ${table}`,
      ref,
    );
  const [perhaps] = standingsOf(verdict.perhaps, place).filter(({ state }) => state !== 'off');
  if (perhaps !== undefined)
    return unknown(
      'needs-interview',
      `Some releases to which the tag ${tag} of ${addOn.name} may refer are affected by ${told(perhaps)}. Ask the target for the exact version. ${table}`,
      ref,
    );
  const later = `It does not cover vulnerabilities published after ${dayInWords(addOn.asOf)}.`;
  const off = standing.map(
    ({ flaw }) => `${flaw.id} applies only if ${flaw.onlyIf}, which is not the case here`,
  );
  return pass(
    ref,
    off.length === 0
      ? `No serious vulnerability in Drydock’s table affects ${named}. ${later}`
      : `No serious vulnerability in Drydock’s table applies to ${named}: ${some(off)}. ${later}`,
  );
}

/** A flaw, and whether the setting that it needs is on. */
interface Standing {
  readonly flaw: Flaw;
  /** On as well where the flaw needs none. */
  readonly state: SettingState;
  readonly severity: Severity;
}

function standingsOf(flaws: readonly Flaw[], place: SettingAt): Standing[] {
  return flaws.map((flaw) => {
    if (flaw.onlyIf === null) return { flaw, state: 'on', severity: flaw.severity };
    const state = flaw.setting === null ? 'not-shown' : settingState(flaw.setting, place);
    return { flaw, state, severity: state === 'on' ? worse(flaw.severity) : flaw.severity };
  });
}

/** The severity of the advisory, which the table holds one step lower. */
const worse = (severity: Severity): Severity =>
  SEVERITIES[Math.max(0, severityRank(severity) - 1)] ?? severity;

function told({ flaw, state }: Standing): string {
  const { id, gives, onlyIf, fixedIn } = flaw;
  const where = onlyIf === null ? '' : state === 'on' ? `, because ${onlyIf}` : `, if ${onlyIf}`;
  return `${id} (${gives}${where}; fixed in ${fixedIn.join(', ')})`;
}

/** The rest by their ids: those that need no setting, then each condition with what it lets in. */
function others(rest: readonly Standing[]): string {
  const plain = rest.flatMap(({ flaw }) => (flaw.onlyIf === null ? [flaw.id] : []));
  const conditions = Map.groupBy(
    rest.filter(({ flaw }) => flaw.onlyIf !== null),
    ({ flaw, state }) => `${state === 'on' ? 'As' : 'If'} ${flaw.onlyIf}`,
  );
  const sentences = [...conditions].map(
    ([condition, standing]) => `${condition}, also ${standing.map(({ flaw }) => flaw.id).join(', ')}.`,
  );
  return [...(plain.length === 0 ? [] : [`Others: ${some(plain, 6)}.`]), ...sentences]
    .map((sentence) => ` ${sentence}`)
    .join('');
}
