/** Whether an image can change without a change of the manifest. */

import { brokenDigest, movingTag } from '../../cluster/platform/images.ts';
import { digestOf } from '../../snapshot/image-digest.ts';
import { list, str } from '../../snapshot/read.ts';
import { type Control, fix } from '../define.ts';
import { IMAGES } from '../docs.ts';
import { firstByImage, workloadControl } from '../pod/workload-control.ts';

const PIN = fix(
  'Reference images by digest.',
  'Let the pipeline write the pushed digest into the manifest, and let a bot propose newer ones.',
  [1, 4, 16],
  'image: registry.example/app@sha256:…\n',
);

export const tagControls: readonly Control[] = [
  workloadControl({
    id: 'supply-chain/mutable-tag',
    title: 'Mutable image tag',
    severity: 'low',
    rationale:
      'Anyone who can push to the registry can move `latest` or a branch tag to another image. The next restart runs it, without a change in Git or a review. After an incident nobody can establish which image ran at what time.',
    remediation: PIN,
    references: [IMAGES],
    mappings: ['owasp-k8s:K02', 'mitre-attack:T1525', 'nsa-cisa:image-scanning'],
    questions: ['access.images-pinned'],
    passes: 'Every image has a digest, or a tag with a version, day, commit or build.',
    check: (workload) =>
      firstByImage(workload, ({ image, name }) => {
        const tag = movingTag(image);
        const broken = brokenDigest(image);
        if (tag === null && broken !== null)
          return {
            path: 'image',
            value: image,
            message: `Container "${name}" uses ${broken.slice(0, 80)} as its digest, which is not valid, so the image is not pinned.`,
          };
        return tag === null
          ? null
          : {
              path: 'image',
              value: image,
              message: `Container "${name}" uses the mutable tag ${tag}.`,
            };
      }),
  }),
  workloadControl({
    id: 'supply-chain/mutable-tag-not-pulled',
    title: 'Mutable tag with a cached image',
    severity: 'low',
    rationale:
      'With a mutable tag and a pull policy other than Always, every node runs whichever image it has cached under that name. Replicas differ, and a fixed image does not arrive. An attacker who once controls a node can store their own image under the name and wait for the next pod.',
    remediation: fix(
      'Reference the image by digest; until then always pull.',
      'A digest makes the policy irrelevant. Where the tag must stay for now, set imagePullPolicy to Always, so that each start queries the registry.',
      [0.5, 1, 4],
      'image: registry.example/app:main\nimagePullPolicy: Always\n',
    ),
    references: [IMAGES],
    mappings: ['cis:1.2.11', 'owasp-k8s:K02', 'mitre-attack:T1525'],
    questions: ['access.images-pinned'],
    passes: 'No mutable tag, or it is pulled at each start.',
    check: (workload) =>
      firstByImage(workload, ({ raw, image, name }) => {
        const tag = movingTag(image);
        // The server fills in Always for `latest` and IfNotPresent for every other tag.
        const policy = str(raw, 'imagePullPolicy') ?? (tag === 'latest' ? 'Always' : 'IfNotPresent');
        return tag === null || policy === 'Always'
          ? null
          : {
              path: 'imagePullPolicy',
              value: str(raw, 'imagePullPolicy') ?? 'not set (IfNotPresent)',
              message: `Container "${name}" uses the tag ${tag}, and a node with a cached image of that name does not pull a newer one.`,
            };
      }),
  }),
  workloadControl({
    id: 'supply-chain/image-volume-not-pinned',
    title: 'Image volume not pinned by digest',
    severity: 'low',
    rationale:
      'An image volume mounts the files of an image into the pod: programs, models, settings. Anyone who can move its tag changes those files at the next start, without a change in Git. Checks of container images usually ignore volumes.',
    remediation: fix(
      'Reference the image of the volume by digest.',
      'Write the digest into the reference of the volume, and let image policies and scans cover volumes too.',
      [0.5, 1, 4],
      'volumes:\n  - name: model\n    image:\n      reference: registry.example/model@sha256:…\n      pullPolicy: IfNotPresent\n',
    ),
    references: [
      { title: 'Image volumes', url: 'https://kubernetes.io/docs/concepts/storage/volumes/#image' },
      IMAGES,
    ],
    mappings: ['owasp-k8s:K02', 'mitre-attack:T1195.002', 'nsa-cisa:image-scanning'],
    questions: ['access.images-pinned'],
    passes: 'No image volume, or all are pinned by digest.',
    check: (workload) => {
      for (const [i, volume] of list(workload.podSpec, 'volumes').entries()) {
        const reference = str(volume, 'image', 'reference');
        if (reference === undefined || digestOf(reference) !== null) continue;
        return {
          path: `${workload.specPath}.volumes[${i}].image.reference`,
          value: reference,
          message: `Image volume "${str(volume, 'name') ?? ''}" is not pinned by digest.`,
          ...(movingTag(reference) === null ? {} : { severity: 'medium' as const }),
        };
      }
      return null;
    },
  }),
  workloadControl({
    id: 'supply-chain/no-digest',
    title: 'Image not pinned by digest',
    severity: 'info',
    rationale:
      'Only a digest determines what runs; a tag can change. An attacker with a publisher’s account can replace a version tag as easily as `latest`. Several incidents with build actions and base images have shown this.',
    remediation: PIN,
    references: [IMAGES],
    mappings: ['owasp-k8s:K02', 'mitre-attack:T1195.002'],
    questions: ['access.images-pinned'],
    agentsDecide: true,
    passes: 'All images of containers are pinned by digest.',
    check: (workload) =>
      firstByImage(workload, ({ image, name }) =>
        image === '' || digestOf(image) !== null
          ? null
          : { path: 'image', value: image, message: `Container "${name}" is not pinned by digest.` },
      ),
  }),
];
