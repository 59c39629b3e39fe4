/** Published flaws of add-ons that hold much of a cluster, by the version that an image names. */

import { dayInWords } from '../../../shared/day-in-words.ts';
import { some } from '../../../shared/in-words.ts';
import { severityRank } from '../../../shared/verdict.ts';
import { type AddOnVerdict, addOnVerdict, type Flaw } from '../../cluster/platform/add-on-flaws.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import type { Workload } from '../../snapshot/index.ts';
import { type Control, type Draft, defineControl, fail, fix, pass, unknown } from '../define.ts';

export const addOnFlawControls: readonly Control[] = [
  defineControl({
    id: 'version/add-on-cve',
    title: 'Known serious vulnerability of Argo CD, Grafana or Kyverno',
    severity: 'high',
    rationale:
      'Argo CD may change every workload, Kyverno decides what the API server accepts, and Grafana holds logins to data sources. Their flaws are public. Whoever reaches an old version of one takes over what it holds. Judged is the version that the image names, against flaws rated high or critical. Flaws without a fixed version are not in the table, such as the unauthenticated repo server of Argo CD, which only a network policy protects.',
    remediation: fix(
      'Upgrade to a version with the fix.',
      'Take the newest patch of a minor version that its project still supports. Read the release notes for changes in policies and permissions, and upgrade a test cluster first. Until then let only the ingress controller reach its interface.',
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
    *evaluate({ index }) {
      for (const workload of index.workloads) {
        const drafts = workload.containers.flatMap(({ image, path }) => {
          const verdict = addOnVerdict(image);
          return verdict === null ? [] : [draftOf(workload, verdict, `${path}.image`, image)];
        });
        const [first] = drafts.toSorted((a, b) => rank(a) - rank(b));
        if (first !== undefined) yield first;
      }
    },
  }),
];

const rank = ({ verdict, severity = 'info' }: Draft): number =>
  verdict === 'fail' ? severityRank(severity) : verdict === 'unknown' ? 10 : 20;

function draftOf({ ref }: Workload, verdict: AddOnVerdict, path: string, value: string): Draft {
  const { addOn, tag, affected, perhaps } = verdict;
  const table = `Table as of ${dayInWords(addOn.asOf)}.`;
  if (affected === null)
    return unknown(
      'needs-interview',
      tag === null
        ? `The image of ${addOn.name} is named by digest alone, so its version does not show. Ask for it.`
        : `The tag ${tag} of ${addOn.name} names no release of its project, so its flaws are not known. Ask for the version.`,
      ref,
    );
  const sorted = affected.toSorted((a, b) => severityRank(a.severity) - severityRank(b.severity));
  const [worst, ...others] = sorted;
  if (worst !== undefined) {
    const more =
      others.length === 0
        ? ''
        : ` Others: ${some(
            others.map(({ id }) => id),
            6,
          )}.`;
    return fail(ref, `${addOn.name} ${tag} is affected by ${told(worst)}.${more} ${table}`, {
      path,
      value,
      severity: worst.severity,
    });
  }
  const [first] = perhaps;
  if (first !== undefined)
    return unknown(
      'needs-interview',
      `Some releases that the tag ${tag} of ${addOn.name} may stand for are affected by ${told(first)}. Ask for the exact version. ${table}`,
      ref,
    );
  return pass(
    ref,
    `No serious flaw in Drydock's table names ${addOn.name} ${tag}. Flaws published after ${dayInWords(addOn.asOf)} are not in it.`,
  );
}

function told({ id, gives, onlyIf, fixedIn }: Flaw): string {
  const where = onlyIf === null ? '' : `, only where ${onlyIf}`;
  return `${id} (${gives}${where}; fixed in ${fixedIn.join(', ')})`;
}
