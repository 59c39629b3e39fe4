/** Where images come from and whether they can change unnoticed. */
import { detectEngines, SIGNATURE_KINDS } from '../platform/admission.ts';
import { registryOf } from '../size.ts';
import { type Control, defineControl, failCluster, fix, found } from './define.ts';
import { firstContainer, workloadControl } from './pod/workload-control.ts';

const PIN = fix(
  'Name images by digest.',
  'Let the pipeline write the digest it pushed into the manifest.',
  [1, 4, 16],
  'image: registry.example/app@sha256:…\n',
);

export const supplyChainControls: readonly Control[] = [
  workloadControl({
    id: 'supply-chain/mutable-tag',
    title: 'Image tag that can be moved',
    severity: 'low',
    rationale:
      'Whoever can push to the registry moves `latest` or a branch tag to another image, and the next restart runs it.',
    remediation: PIN,
    mappings: ['owasp-k8s:K02', 'mitre-attack:T1525'],
    questions: ['access.images-pinned'],
    passes: 'Images have a version or a digest.',
    check: (workload) =>
      firstContainer(workload, ({ image, name }) => {
        if (image === '' || image.includes('@')) return null;
        const tag = image.slice(image.lastIndexOf('/') + 1).split(':')[1] ?? 'latest';
        return /^(latest|stable|main|master|develop|dev|edge|nightly|prod|production|staging|test|lts|current)$/.test(
          tag,
        )
          ? {
              path: 'image',
              value: image,
              message: `Container "${name}" uses the tag ${tag}, which can be moved.`,
            }
          : null;
      }),
  }),
  workloadControl({
    id: 'supply-chain/no-digest',
    title: 'Image not pinned by digest',
    severity: 'info',
    rationale: 'Only a digest fixes what runs; a tag is a promise of the registry.',
    remediation: PIN,
    mappings: ['owasp-k8s:K02'],
    agentsDecide: true,
    passes: 'All images are pinned by digest.',
    check: (workload) =>
      firstContainer(workload, ({ image, name }) =>
        image === '' || image.includes('@sha256:')
          ? null
          : { path: 'image', value: image, message: `Container "${name}" is not pinned by digest.` },
      ),
  }),
  workloadControl({
    id: 'supply-chain/retired-registry',
    title: 'Image from a retired registry',
    severity: 'medium',
    rationale:
      'k8s.gcr.io gets no fixes any more; what is missing from the node cannot be pulled again one day.',
    remediation: fix('Use registry.k8s.io.', 'Replace the registry in the manifest.', [0.5, 1, 2]),
    mappings: ['owasp-k8s:K02'],
    passes: 'No retired registry.',
    check: (workload) =>
      firstContainer(workload, ({ image, name }) =>
        ['k8s.gcr.io', 'gcr.io/google_containers'].includes(registryOf(image)) ||
        image.startsWith('gcr.io/google_containers/')
          ? {
              path: 'image',
              value: image,
              message: `Container "${name}" comes from the retired registry ${registryOf(image)}.`,
            }
          : null,
      ),
  }),
  workloadControl({
    id: 'supply-chain/registry-not-allowed',
    title: 'Image from outside the company’s registries',
    severity: 'low',
    rationale:
      'In a public registry anybody may publish, names can be confused, and an account that is lost there changes what runs here at the next restart.',
    remediation: fix(
      'Copy outside images into a registry of the company.',
      'Set up a copy that is scanned on the way in, change the references, and allow only that registry at admission.',
      [4, 16, 40],
      'image: registry.example/mirror/redis:7.4.1\n',
    ),
    mappings: ['owasp-k8s:K02', 'cis:5.5.1', 'mitre-attack:T1195'],
    questions: ['access.own-registries'],
    agentsDecide: true,
    passes: 'From no public registry, or from one that the engagement allows.',
    check: (workload, { settings }) =>
      firstContainer(workload, ({ image, name }) =>
        image === '' || isAllowed(image, settings.allowedRegistries)
          ? null
          : {
              path: 'image',
              value: image,
              message: `Container "${name}" runs an image straight from ${registryOf(image)}.`,
            },
      ),
  }),
  defineControl({
    id: 'supply-chain/no-signature-verification',
    title: 'Nothing verifies image signatures',
    severity: 'low',
    rationale: 'Without verification any image that a registry account can push will run.',
    remediation: fix(
      'Verify signatures at admission.',
      'Sign in the pipeline and verify with a policy, first in audit mode.',
      [8, 24, 60],
    ),
    mappings: ['owasp-k8s:K02', 'cis:5.5.1'],
    questions: ['access.images-signed'],
    judges: [],
    needs: SIGNATURE_KINDS,
    *evaluate({ index }) {
      const { signatures } = detectEngines(index);
      yield signatures === null
        ? failCluster(
            'No policy that verifies image signatures was recognised.',
            'kinds',
            'no policy that verifies images',
          )
        : found(signatures.evidence.object, `${signatures.name} verifies image signatures.`);
    },
  }),
];

/** Registries in which anybody may publish. */
const PUBLIC: ReadonlySet<string> = new Set(['docker.io', 'ghcr.io', 'quay.io', 'public.ecr.aws']);

/** By the engagement's list; without one, all but the public registries are let pass. */
function isAllowed(image: string, allowed: readonly string[]): boolean {
  const registry = registryOf(image);
  if (allowed.length === 0) return !PUBLIC.has(registry);
  const full = image.toLowerCase().startsWith(`${registry}/`) ? image : `${registry}/${image}`;
  return allowed.some((one) => full.toLowerCase().startsWith(`${one.toLowerCase().replace(/\/+$/, '')}/`));
}
