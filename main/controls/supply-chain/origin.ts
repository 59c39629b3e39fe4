/** Where images come from, and who may put them there. */

import { count, some } from '../../../shared/in-words.ts';
import { detectEngines, SIGNATURE_KINDS } from '../../cluster/platform/admission.ts';
import {
  isPlaceholder,
  PUBLIC_REGISTRIES,
  qualifiedRepository,
  registriesOf,
  registryOf,
  repositoryOf,
} from '../../cluster/platform/images.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import { nameOfEngine } from '../admission/engine-names.ts';
import {
  type Control,
  defineControl,
  failCluster,
  fix,
  found,
  notApplicable,
  pass,
  unknown,
} from '../define.ts';
import { IMAGES, kubernetesDocs } from '../docs.ts';
import { firstByImage, firstContainer, workloadControl } from '../pod/workload-control.ts';

/** More than a company chooses knowingly: its own, a cloud's, Docker Hub, registry.k8s.io, Quay and GitHub are six. */
const MANY_REGISTRIES = 6;

export const originControls: readonly Control[] = [
  workloadControl({
    id: 'supply-chain/retired-registry',
    title: 'Image from a retired registry or repository',
    severity: 'medium',
    rationale:
      'A retired registry gets no fixes, so known vulnerabilities stay open. If it is shut down, an image missing from the node can no longer be pulled, and the workload does not start. Somebody else can also take over an abandoned name.',
    remediation: fix(
      'Use the successor.',
      'Replace the registry in the manifest, use a supported version, and copy the image into a company registry.',
      [0.5, 1, 4],
      'image: registry.k8s.io/pause:3.10\n',
    ),
    references: [
      {
        title: 'k8s.gcr.io is frozen',
        url: 'https://kubernetes.io/blog/2023/02/06/k8s-gcr-io-freeze-announcement/',
      },
    ],
    mappings: ['owasp-k8s:K02', 'mitre-attack:T1195.002', 'nsa-cisa:upgrading'],
    questions: ['workloads.dependency-updates'],
    passes: 'No image comes from a registry known to be retired.',
    check: (workload) =>
      firstByImage(workload, ({ image, name }) => {
        const repository = image === '' ? '' : qualifiedRepository(image);
        const retired = RETIRED.find(([pattern]) => pattern.test(repository));
        return retired === undefined
          ? null
          : {
              path: 'image',
              value: image,
              message: `Container "${name}" comes from ${retired[1]}`,
            };
      }),
  }),
  workloadControl({
    id: 'supply-chain/registry-not-allowed',
    title: 'Image straight from a public registry',
    severity: 'low',
    rationale:
      'Anyone may publish in a public registry, and similar names can be confused. A compromised publisher account changes what runs here at the next restart. When the registry is down or limits its pulls, nothing new starts.',
    remediation: fix(
      'Copy external images into a company registry.',
      'Set up a mirror that scans incoming images, change the references, and allow only that registry at admission.',
      [4, 16, 40],
      'image: registry.example/mirror/redis:7.4.1\n',
    ),
    references: [IMAGES],
    mappings: ['owasp-k8s:K02', 'cis:5.5.1', 'mitre-attack:T1195', 'nsa-cisa:image-scanning'],
    questions: ['access.own-registries'],
    agentsDecide: true,
    passes: 'From no known public registry, or from one that the engagement allows.',
    check: (workload, { settings }) =>
      firstByImage(workload, ({ image, name }) =>
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
    id: 'supply-chain/many-registries',
    title: 'Images from many registries',
    severity: 'low',
    rationale:
      'Each registry is an organisation that can change what runs here, with its own accounts, passwords and outages. With many of them nobody monitors any, and one more similar name goes unnoticed.',
    remediation: fix(
      'Pull from one company registry.',
      'List the registries with the workloads that use them, drop what is not needed, and mirror the rest.',
      [4, 16, 40],
      '# containerd, /etc/containerd/certs.d/docker.io/hosts.toml\nserver = "https://registry-1.docker.io"\n[host."https://registry.example/v2/mirror"]\n  capabilities = ["pull", "resolve"]\n  override_path = true\n',
    ),
    references: [IMAGES],
    mappings: ['owasp-k8s:K02', 'mitre-attack:T1195'],
    questions: ['access.own-registries'],
    judges: WORKLOAD_KINDS,
    *evaluate({ index, agents }) {
      const images = index.workloads
        .filter((workload) => agents.of(workload) === null)
        .flatMap(({ containers }) => containers.map(({ image }) => image).filter((image) => image !== ''));
      const registries = registriesOf(images);
      if (images.length === 0) yield notApplicable('No workload of the company runs here.');
      else if (registries.length > MANY_REGISTRIES)
        yield failCluster(
          `Images come from ${registries.length} registries: ${some(registries, 8)}.`,
          'kinds',
          registries.join(', '),
        );
      else if (images.some(isPlaceholder))
        yield unknown(
          'not-collected',
          `${count(images.filter(isPlaceholder).length, 'image')} will get a name only during a build, so the registries are not known.`,
        );
      else yield pass(null, `Images come from ${some(registries, 8)}.`);
    },
  }),
  workloadControl({
    id: 'supply-chain/tiller',
    title: 'Tiller of Helm 2',
    severity: 'high',
    rationale:
      'Tiller is the server component of Helm 2. It usually runs as cluster administrator and accepts unauthenticated requests on port 44134. Any pod that reaches it can install anything anywhere. It has had no fixes since November 2020.',
    remediation: fix(
      'Move the releases to Helm 3 or later and delete Tiller.',
      'Convert each release with the 2to3 plugin, check it, then delete Tiller, its service account and its ClusterRoleBinding.',
      [4, 12, 40],
      'helm 2to3 convert RELEASE\nkubectl -n kube-system delete deployment tiller-deploy\nkubectl delete clusterrolebinding tiller\n',
    ),
    references: [
      { title: 'Helm 2 and its end', url: 'https://helm.sh/blog/helm-v2-deprecation-timeline/' },
      { title: 'Migrating Helm 2 to 3', url: 'https://helm.sh/docs/topics/v2_v3_migration/' },
    ],
    mappings: ['owasp-k8s:K03', 'mitre-attack:T1610', 'cis:5.1.1'],
    questions: ['access.who-deploys'],
    passes: 'No Tiller.',
    check: (workload) =>
      firstContainer(workload, ({ image, name }) =>
        /(^|\/)tiller$/.test(repositoryOf(image)) ||
        (workload.name === 'tiller-deploy' && workload.podLabels.get('name') === 'tiller')
          ? { path: 'image', value: image, message: `Container "${name}" is Tiller of Helm 2.` }
          : null,
      ),
  }),
  defineControl({
    id: 'supply-chain/no-signature-verification',
    title: 'No policy that verifies image signatures recognised',
    severity: 'low',
    rationale:
      'Without verification, any image that a registry account can push will run. An attacker needs only the token of one pipeline to bring malicious code into production, where it looks like a release.',
    remediation: fix(
      'Verify signatures at admission.',
      'Sign in the pipeline and verify with a policy, first in audit mode.',
      [8, 24, 60],
      'apiVersion: policies.kyverno.io/v1\nkind: ImageValidatingPolicy\nmetadata:\n  name: signed\nspec:\n  validationActions: [Audit]\n  attestors:\n    - name: pipeline\n      cosign: {key: {data: "-----BEGIN PUBLIC KEY-----…"}}\n',
    ),
    references: [
      kubernetesDocs(
        'Verify signed Kubernetes artifacts',
        'tasks/administer-cluster/verify-signed-artifacts/',
      ),
      { title: 'Sigstore policy controller', url: 'https://docs.sigstore.dev/policy-controller/overview/' },
    ],
    mappings: ['owasp-k8s:K02', 'cis:5.5.1', 'mitre-attack:T1195.002', 'nsa-cisa:image-scanning'],
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
        : found(
            signatures.evidence.object,
            `${nameOfEngine(signatures)} has a policy that verifies image signatures.`,
          );
    },
  }),
];

/** Repositories without a future, with the rest of the sentence "comes from …". */
const RETIRED: readonly (readonly [RegExp, string])[] = [
  [
    /^k8s\.gcr\.io\//,
    'the retired registry k8s.gcr.io, frozen since April 2023; registry.k8s.io follows it.',
  ],
  [
    /^([a-z]+\.)?gcr\.io\/google[-_]containers\//,
    'the retired registry gcr.io/google-containers; registry.k8s.io follows it.',
  ],
  [/^gcr\.io\/kubernetes-helm\//, 'gcr.io/kubernetes-helm, which was deleted with Helm 2.'],
  [/^docker\.io\/bitnamilegacy\//, 'docker.io/bitnamilegacy, an archive that gets no fixes.'],
  [
    /^docker\.io\/library\/(openjdk|java|centos|jenkins|adoptopenjdk|php-zendserver|express-gateway)$/,
    'an official repository of Docker Hub that is deprecated and gets no fixes.',
  ],
];

/** By the engagement's list; without one, all but the public registries are let pass. */
function isAllowed(image: string, allowed: readonly string[]): boolean {
  const registry = registryOf(image);
  if (allowed.length === 0) return !PUBLIC_REGISTRIES.has(registry);
  const full = image.toLowerCase().startsWith(`${registry}/`) ? image : `${registry}/${image}`;
  return allowed.some((one) => full.toLowerCase().startsWith(`${one.toLowerCase().replace(/\/+$/, '')}/`));
}
