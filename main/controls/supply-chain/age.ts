/** How old images are, where anything in the cluster tells it. The registry would, but it is never asked. */

import { dayInWords } from '../../../shared/day-in-words.ts';
import { count } from '../../../shared/in-words.ts';
import { tagOf } from '../../cluster/platform/images.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import type { Workload } from '../../snapshot/index.ts';
import { at, str } from '../../snapshot/read.ts';
import { type Control, defineControl, fail, fix, notApplicable, pass, unknown } from '../define.ts';
import { IMAGES } from '../docs.ts';

const OLD_DAYS = 730;
const DAY_MS = 86_400_000;
const CREATED = 'org.opencontainers.image.created';

export const ageControls: readonly Control[] = [
  defineControl({
    id: 'supply-chain/old-image',
    title: 'Image built more than two years ago',
    severity: 'medium',
    rationale:
      'An image does not change, but vulnerabilities in it become known. Two years without a build mean hundreds of published vulnerabilities in its libraries, some with ready exploits. It may also be unclear whether the workload can still be built.',
    remediation: fix(
      'Rebuild the image and keep rebuilding it.',
      'Find the source and its pipeline, rebuild on a supported base image, and test. Let the pipeline rebuild each month whether or not the code changed.',
      [2, 8, 80],
      'metadata:\n  annotations:\n    org.opencontainers.image.created: "2026-04-01T00:00:00Z"\n',
    ),
    references: [
      IMAGES,
      {
        title: 'OCI image annotations',
        url: 'https://github.com/opencontainers/image-spec/blob/main/annotations.md',
      },
    ],
    mappings: ['owasp-k8s:K10', 'owasp-k8s:K02', 'nsa-cisa:upgrading', 'mitre-attack:T1190'],
    questions: ['workloads.dependency-updates', 'access.images-scanned'],
    judges: WORKLOAD_KINDS,
    *evaluate({ index, agents }) {
      let undated = 0;
      let judged = 0;
      for (const workload of index.workloads) {
        if (agents.of(workload) !== null) continue;
        judged += 1;
        const dated = builtOn(workload);
        if (dated.length === 0) undated += 1;
        const old = dated.find(({ day }) => index.now.getTime() - Date.parse(day) > OLD_DAYS * DAY_MS);
        if (old !== undefined)
          yield fail(
            workload.ref,
            `An image was built on ${dayInWords(old.day)}, according to its ${old.told}.`,
            old,
          );
        else if (dated.length > 0)
          yield pass(workload.ref, 'Built less than two years ago, as far as the evidence shows.');
      }
      if (judged === 0) yield notApplicable('No workload of the company runs here.');
      // Nodes list the images that they hold, but not when those were built.
      if (undated > 0)
        yield unknown(
          'not-collected',
          `The evidence does not show when the images of ${count(undated, 'workload')} were built; Drydock does not query the registry.`,
        );
    },
  }),
];

interface Dated {
  readonly day: string;
  readonly told: string;
  readonly path: string;
  readonly value: string;
}

/** Labels and annotations of the workload and its pods, and dates in tags. */
function builtOn({ object, specPath, podLabels, podAnnotations, containers }: Workload): readonly Dated[] {
  const dated: Dated[] = [];
  const add = (text: string | undefined | null, told: string, path: string): void => {
    const day = dayIn(text ?? '');
    if (day !== null) dated.push({ day, told, path, value: text ?? '' });
  };
  const pod = specPath.replace(/(^|\.)spec$/, '');
  const inPod = (field: string): string => `${pod === '' ? '' : `${pod}.`}metadata.${field}["${CREATED}"]`;
  for (const field of ['labels', 'annotations'])
    add(str(at(object, 'metadata', field), CREATED), field.slice(0, -1), `metadata.${field}["${CREATED}"]`);
  add(podLabels.get(CREATED), 'label', inPod('labels'));
  add(str(podAnnotations, CREATED), 'annotation', inPod('annotations'));
  for (const { image, path } of containers) {
    const tag = tagOf(image);
    const day = dayIn(tag ?? '');
    if (day !== null) dated.push({ day, told: 'tag', path: `${path}.image`, value: image });
  }
  return dated;
}

/** A date such as 2021-03-31, 2021.03.31 or 20210331 as ISO day; null when there is none that the calendar has. */
function dayIn(text: string): string | null {
  const match = /(?:^|\D)(20[0-4]\d)([-._]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?:\D|$)/.exec(
    text.slice(0, 200),
  );
  if (match === null) return null;
  const day = `${match[1]}-${match[3]}-${match[4]}`;
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day ? null : day;
}
