/**
 * Vulnerabilities that a scanner in the cluster has reported, joined to the workloads that run the scanned image by
 * its digest. Reports that were imported from files are joined in the engagement's store, where they are findings of
 * their own, and are no part of the evidence that this control judges.
 */

import { count } from '../../../shared/in-words.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import { digestOf, namedDigests, runningDigests } from '../../snapshot/image-digest.ts';
import { refOf, type SnapshotIndex, type Workload } from '../../snapshot/index.ts';
import { num, str } from '../../snapshot/read.ts';
import { type Control, defineControl, fail, fix, notApplicable, pass, unknown } from '../define.ts';
import { IMAGES } from '../docs.ts';

const REPORTS = 'aquasecurity.github.io/vulnerabilityreports';

export const vulnerabilityControls: readonly Control[] = [
  defineControl({
    id: 'supply-chain/known-vulnerabilities',
    title: 'Image with known serious vulnerabilities',
    severity: 'high',
    rationale:
      'For many published vulnerabilities a working exploit is easy to find. An image that the company’s own scanner reports as critical, and that still runs, shows an attacker where to begin. It also shows the buyer how the company acts on what it knows.',
    remediation: fix(
      'Update what has a fixed version, and set a policy for the rest.',
      'Prioritise by exposure and known exploitation. Rebuild on a current base image first, which usually closes most. Agree on days per severity and measure them.',
      [2, 8, 40],
      'image: registry.example/app:1.4.3 # rebuilt on a current base image\n',
    ),
    references: [
      IMAGES,
      {
        title: 'Vulnerability reports of the Trivy operator',
        url: 'https://aquasecurity.github.io/trivy-operator/latest/docs/crds/vulnerability-report/',
      },
    ],
    mappings: ['owasp-k8s:K02', 'owasp-k8s:K10', 'nsa-cisa:image-scanning', 'mitre-attack:T1190'],
    questions: ['access.images-scanned', 'workloads.dependency-updates'],
    judges: WORKLOAD_KINDS,
    needs: [REPORTS],
    *evaluate({ index }) {
      if (index.workloads.length === 0) {
        yield notApplicable('No workload runs here.');
        return;
      }
      const reports = reportsOf(index);
      let unseen = 0;
      for (const workload of index.workloads) {
        const hits = digestsOf(workload).flatMap((digest) => reports.get(digest) ?? []);
        const worst = hits.toSorted((a, b) => b.critical - a.critical || b.high - a.high)[0];
        if (worst === undefined) unseen += 1;
        else if (worst.critical === 0 && worst.high === 0)
          yield pass(workload.ref, 'The report on its image lists no serious vulnerability.');
        else
          yield fail(
            workload.ref,
            `Report ${worst.name} lists ${worst.critical} critical and ${worst.high} high vulnerabilities in an image it runs.`,
            {
              path: `${workload.specPath}.containers`,
              value: worst.digest,
              severity: worst.critical > 0 ? 'high' : 'medium',
              certain: true,
            },
          );
      }
      if (unseen > 0)
        yield unknown(
          'needs-interview',
          `The cluster has no report on the images of ${count(unseen, 'workload')}. Request scan results, and import them: Drydock joins them by digest.`,
        );
    },
  }),
];

interface Report {
  readonly name: string;
  readonly digest: string;
  readonly critical: number;
  readonly high: number;
}

function reportsOf(index: SnapshotIndex): ReadonlyMap<string, readonly Report[]> {
  const reports = index.all(REPORTS).flatMap((object): readonly Report[] => {
    const digest = digestOf(str(object, 'report', 'artifact', 'digest') ?? '');
    if (digest === null) return [];
    const { namespace, name } = refOf(object);
    return [
      {
        name: `${namespace ?? ''}/${name}`,
        digest,
        critical: num(object, 'report', 'summary', 'criticalCount') ?? 0,
        high: num(object, 'report', 'summary', 'highCount') ?? 0,
      },
    ];
  });
  return Map.groupBy(reports, ({ digest }) => digest);
}

/** Digests of all images of a workload: those that its manifest names and those that its pods run. */
function digestsOf({ podSpec, pods }: Workload): readonly string[] {
  return [...new Set([...namedDigests(podSpec), ...pods.flatMap(runningDigests)])].sort();
}
