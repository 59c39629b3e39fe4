/** Images that attackers published under a maker's own name: no sign that may be harmless, but their program. */
import { dayInWords } from '../../../shared/day-in-words.ts';
import {
  BAD_RELEASES_AS_OF,
  badRelease,
  type ReleaseVerdict,
} from '../../cluster/platform/known-bad-releases.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import { type KubernetesObject, refOf, type Workload } from '../../snapshot/index.ts';
import { list, str } from '../../snapshot/read.ts';
import { type Control, type Draft, defineControl, fail, fix, pass, unknown } from '../define.ts';
import { SECURITY_CHECKLIST } from './forensics.ts';

const EXAMINE = fix(
  'Preserve the evidence and engage a forensic analyst: treat the cluster as compromised until it has been examined.',
  'Do not delete the pod or the image. The analyst preserves the pod, its node’s disk, the audit log and the flow logs. Establish when the image first ran, on which nodes, and where it connected to. Establish what it could read: mounted Secrets, its service-account token, the node’s cloud credentials and registry logins. Establish how these credentials were used since, and which pipelines and laptops pulled the same image. Then rotate all these credentials together, rebuild the nodes, and pin a good release by digest.',
  [8, 40, 160],
  'image: ghcr.io/aquasecurity/trivy@sha256:…\n',
);

const REFERENCES = [
  {
    title: 'Trivy ecosystem supply chain compromise (CVE-2026-33634)',
    url: 'https://github.com/aquasecurity/trivy/security/advisories/GHSA-69fq-xp46-6x23',
  },
  {
    title: 'Trivy images on Docker Hub',
    url: 'https://www.docker.com/blog/trivy-supply-chain-compromise-what-docker-hub-users-should-know/',
  },
  {
    title: 'Checkmarx supply chain compromise',
    url: 'https://socket.dev/blog/checkmarx-supply-chain-compromise',
  },
  SECURITY_CHECKLIST,
];

export const badReleaseControls: readonly Control[] = [
  defineControl({
    id: 'compromise/known-bad-release',
    title: 'Image published by attackers',
    severity: 'critical',
    rationale:
      'Attackers took over the accounts of these vendors and published images that steal credentials. They take service-account tokens, cloud keys, registry logins and whatever the program was given to scan. Once such an image has run, everything it could read is compromised. Images are compared by tag and digest with a dated table. GitHub Actions changed in the same incidents, and images pulled by a pipeline, are not visible in the cluster: ask the target about them.',
    remediation: EXAMINE,
    references: REFERENCES,
    mappings: ['mitre-attack:T1195.002', 'mitre-attack:T1552', 'owasp-k8s:K02', 'nsa-cisa:threat-detection'],
    questions: ['scope.incidents', 'access.images-pinned'],
    judges: WORKLOAD_KINDS,
    *evaluate({ index }) {
      for (const workload of index.workloads) yield ofWorkload(workload);
    },
  }),
  defineControl({
    id: 'compromise/bad-image-on-node',
    title: 'Node holds an image published by attackers',
    severity: 'critical',
    rationale:
      'A node caches images of pods that are long gone. A malicious image among them shows that it was pulled here and most likely run. A node lists at most its 50 largest images and removes old ones, so an empty result proves nothing.',
    remediation: EXAMINE,
    references: REFERENCES,
    mappings: ['mitre-attack:T1195.002', 'mitre-attack:T1552', 'owasp-k8s:K02', 'nsa-cisa:threat-detection'],
    questions: ['scope.incidents', 'access.images-pinned'],
    judges: ['/nodes'],
    *evaluate({ index }) {
      for (const node of index.all('/nodes')) yield ofNode(node);
    },
  }),
];

function ofNode(node: KubernetesObject): Draft {
  const ref = refOf(node);
  for (const [i, image] of list(node, 'status', 'images').entries())
    for (const [j, name] of list(image, 'names').entries()) {
      const verdict = typeof name === 'string' ? badRelease(name) : null;
      if (verdict?.state !== 'bad') continue;
      const { program, incident } = verdict.release;
      return fail(
        ref,
        `Seen: the node holds ${String(name)}, a release of ${program} published by attackers (${incident}). Treat the cluster as compromised until it is established whether it ran, and ask who pulled it.`,
        { path: `status.images[${i}].names[${j}]`, value: name },
      );
    }
  return list(node, 'status', 'images').length === 0
    ? unknown('not-collected', 'The node lists no images.', ref)
    : pass(
        ref,
        `No image that the node lists is in Drydock’s table of releases published by attackers (as of ${dayInWords(BAD_RELEASES_AS_OF)}); this does not prove absence.`,
      );
}

interface Place {
  readonly image: string;
  readonly path: string;
  readonly who: string;
}

function ofWorkload(workload: Workload): Draft {
  const { ref } = workload;
  const judged = placesOf(workload).flatMap((place) => {
    const verdict = badRelease(place.image);
    return verdict === null ? [] : [{ place, verdict }];
  });
  const bad = judged.find(({ verdict }) => verdict.state === 'bad');
  if (bad !== undefined)
    return fail(ref, seen(bad.place, bad.verdict), { path: bad.place.path, value: bad.place.image });
  const perhaps = judged[0];
  if (perhaps !== undefined && !beganAfter(workload, perhaps.verdict)) {
    const { program, days, incident } = perhaps.verdict.release;
    return unknown(
      'needs-interview',
      `The tag of ${perhaps.place.image} pointed to an attackers’ image between ${dayInWords(days[0])} and ${dayInWords(days[1])} (${incident}); which image of ${program} ran here then does not show. Ask whether it ran on these days.`,
      ref,
    );
  }
  return pass(
    ref,
    `Uses no image in Drydock’s table of releases published by attackers (as of ${dayInWords(BAD_RELEASES_AS_OF)}); this does not prove absence.`,
  );
}

function seen({ who, image }: Place, { release: { program, incident } }: ReleaseVerdict): string {
  return `Seen: ${who} is ${image}, a release of ${program} published by attackers (${incident}). Treat the cluster as compromised until it has been examined, and ask who deployed it and when.`;
}

/** Images of containers, of image volumes and of the pods that run. */
function placesOf({ containers, podSpec, specPath, pods, object }: Workload): readonly Place[] {
  const named = containers.map(({ image, path, name }): Place => {
    return { image, path: `${path}.image`, who: `the image of container "${name}"` };
  });
  const volumes = list(podSpec, 'volumes').flatMap((volume, i): readonly Place[] => {
    const image = str(volume, 'image', 'reference');
    const path = `${specPath}.volumes[${i}].image.reference`;
    return image === undefined ? [] : [{ image, path, who: 'the image of a volume' }];
  });
  const running = pods.flatMap((pod) =>
    STATUSES.flatMap((field) =>
      list(pod, 'status', field).flatMap((status, i): readonly Place[] => {
        const image = str(status, 'imageID') ?? '';
        const own = pod === object;
        return badRelease(image)?.state === 'bad'
          ? [
              {
                image,
                path: own ? `status.${field}[${i}].imageID` : `${specPath}.containers`,
                who: `the image that pod ${refOf(pod).name} runs`,
              },
            ]
          : [];
      }),
    ),
  );
  return [...named, ...volumes, ...running];
}

const STATUSES = ['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses'] as const;

/** Made after the last day on which the registry gave the image out. */
function beganAfter({ object }: Workload, { release }: ReleaseVerdict): boolean {
  const created = str(object, 'metadata', 'creationTimestamp') ?? '';
  return created.slice(0, 10) > release.days[1];
}
