/** Published vulnerabilities of the versions that nodes and images name. */
import { dayInWords } from '../../shared/day-in-words.ts';
import type { ObjectRef } from '../../shared/evidence.ts';
import { some } from '../../shared/in-words.ts';
import { bySeverity } from '../../shared/verdict.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { CVES_AS_OF, type Cve, type CveComponent, cvesOf } from '../cluster/platform/cves.ts';
import { repositoryOf } from '../cluster/platform/images.ts';
import { WORKLOAD_KINDS } from '../snapshot/coverage.ts';
import { type Container, type KubernetesObject, refOf } from '../snapshot/index.ts';
import { list, str } from '../snapshot/read.ts';
import { MASK } from '../snapshot/redaction/mask.ts';
import { type Control, type Draft, defineControl, fail, failCluster, fix, pass, unknown } from './define.ts';

const FEED = {
  title: 'Official CVE feed of Kubernetes',
  url: 'https://kubernetes.io/docs/reference/issues-security/official-cve-feed/',
};

export const cveControls: readonly Control[] = [
  defineControl({
    id: 'version/known-cve',
    title: 'Known vulnerability of Kubernetes or the container runtime',
    severity: 'high',
    rationale:
      'The vulnerability, and often a ready exploit, is public. An attacker with a first foothold reads the version of the server or node and knows at once what works. Only well-known entries are looked up, by version; a vendor may have fixed one without changing the version.',
    remediation: fix(
      'Upgrade to a version with the fix.',
      'Install the newest patch of the minor version, first on the control plane, then on the nodes with their container runtime. If the vendor states that the fix is included, record the proof.',
      [4, 16, 80],
      '# kubeadm, on the first control-plane node\nkubeadm upgrade plan\nkubeadm upgrade apply v1.34.4\n',
    ),
    references: [FEED],
    mappings: ['nsa-cisa:upgrading', 'mitre-attack:T1190', 'mitre-attack:T1611', 'owasp-k8s:K10'],
    questions: ['deployment.patch-monthly', 'deployment.control-plane-run-by'],
    judges: ['/nodes'],
    *evaluate(cluster) {
      const reason = backported(cluster);
      if (reason !== null) {
        yield reason;
        return;
      }
      yield ofServer(cluster);
      for (const node of cluster.index.all('/nodes')) yield* ofNode(node);
    },
  }),
  defineControl({
    id: 'version/ingress-cve',
    title: 'Known vulnerability of the ingress controller',
    severity: 'high',
    rationale:
      'The controller is reachable from outside and may read Secrets of the whole cluster, certificates included. Its vulnerabilities are public. Anyone who may write an Ingress takes over the controller and all that it can read; for some vulnerabilities, reaching the controller is enough.',
    remediation: fix(
      'Replace the controller, and until then run its latest version.',
      'ingress-nginx gets no fixes after March 2026. Plan the move to a maintained controller or the Gateway API. Upgrade to the newest release at once, and block pods from its admission port.',
      [2, 16, 80],
      '# values of the Helm chart ingress-nginx/ingress-nginx\ncontroller:\n  admissionWebhooks:\n    enabled: false\n  allowSnippetAnnotations: false\n',
    ),
    references: [
      FEED,
      {
        title: 'Ingress-nginx CVE-2025-1974: what you need to know',
        url: 'https://kubernetes.io/blog/2025/03/24/ingress-nginx-cve-2025-1974/',
      },
    ],
    mappings: ['nsa-cisa:upgrading', 'mitre-attack:T1190', 'owasp-k8s:K10'],
    questions: ['components.ingress-maintained'],
    judges: WORKLOAD_KINDS,
    *evaluate({ index }) {
      for (const { ref, containers } of index.workloads) {
        const controller = containers.find(({ image }) => INGRESS_NGINX.test(repositoryOf(image)));
        if (controller === undefined) continue;
        const { image } = controller;
        const tag = (image.split('@')[0] ?? '').slice(repositoryOf(image).length + 1);
        yield verdict(
          ref,
          'ingress-nginx',
          tag,
          { path: `${controller.path}.image`, value: image },
          repositoryOf(image).endsWith('-chroot') ? 'chroot' : '',
          admissionWebhook(controller),
        );
      }
    },
  }),
];

/** Whether the controller serves its admission webhook, by its arguments; without any, what starts it does not show. */
function admissionWebhook({ raw }: Container): WebhookState {
  const words = [...list(raw, 'command'), ...list(raw, 'args')];
  if (words.length === 0) return 'not-shown';
  const texts = words.map((word) => (typeof word === 'string' ? word : MASK));
  if (texts.some((text) => /(^|\s)--validating-webhook(=(?!""|''|\s|$)|\s+[^-\s]|$)/.test(text))) return 'on';
  // A variable may stand for any argument; one behind a flag is its value.
  return texts.some((text) => /^\$\(|^\*{3}$/.test(text)) ? 'not-shown' : 'off';
}

type WebhookState = 'on' | 'off' | 'not-shown';

const INGRESS_NGINX = /(^|\/)ingress-nginx\/controller(-chroot)?$|(^|\/)nginx-ingress-controller$/;

/** Providers and vendors mend faults without a new upstream version, so the version alone proves nothing there. */
function backported({ platform }: Cluster): Draft | null {
  if (platform.managedControlPlane === true)
    return unknown(
      'managed-by-provider',
      `The provider of ${platform.name} fixes vulnerabilities in its own builds, so versions alone prove nothing. Ask the target when control plane and nodes were last upgraded.`,
    );
  if (platform.distribution !== null && !OWN_BUILDS.has(platform.distribution)) return null;
  return unknown(
    'needs-interview',
    platform.distribution === null
      ? 'The platform was not recognised, and some vendors fix vulnerabilities in their own builds. Ask the target.'
      : `${platform.distribution} fixes vulnerabilities in its own builds, so versions alone prove nothing. Ask the target for the last upgrade.`,
  );
}

const OWN_BUILDS: ReadonlySet<string> = new Set(['OpenShift', 'TKG', 'EKS Anywhere']);

function ofServer({ platform: { serverVersion } }: Cluster): Draft {
  if (serverVersion === null) return unknown('not-collected', 'The server did not report its version.');
  const path = 'apiFacts.serverVersion.gitVersion';
  const found = cvesOf('kube-apiserver', serverVersion);
  if (found === null)
    return unknown('needs-interview', `The version of the server (${serverVersion}) cannot be parsed.`);
  if (found.length === 0)
    return pass(null, `The table (as of ${dayInWords(CVES_AS_OF)}) has no entry for ${serverVersion}.`);
  return {
    ...failCluster(sentence('The API server', serverVersion, found), path, serverVersion),
    ...worst(found),
  };
}

function* ofNode(node: KubernetesObject): Iterable<Draft> {
  const ref = refOf(node);
  const info = (field: string): string => str(node, 'status', 'nodeInfo', field) ?? '';
  const kubelet = info('kubeletVersion');
  const place = (field: string, value: string) => ({ path: `status.nodeInfo.${field}`, value });
  yield verdict(ref, 'kubelet', kubelet, place('kubeletVersion', kubelet), info('operatingSystem'));
  const runtime = info('containerRuntimeVersion');
  const [, name = '', version = ''] = /^(containerd|cri-o):\/\/(.*)$/.exec(runtime) ?? [];
  yield name === 'containerd' || name === 'cri-o'
    ? verdict(ref, name, version, place('containerRuntimeVersion', runtime))
    : unknown('needs-interview', `The table does not contain the container runtime "${runtime}".`, ref);
}

const NAMES: Readonly<Record<CveComponent, string>> = {
  'kube-apiserver': 'The API server',
  kubelet: 'The kubelet',
  containerd: 'containerd',
  'cri-o': 'CRI-O',
  'ingress-nginx': 'ingress-nginx',
};

function verdict(
  ref: ObjectRef,
  component: CveComponent,
  version: string,
  place: { readonly path: string; readonly value: string },
  variant?: string,
  webhook: WebhookState = 'not-shown',
): Draft {
  const listed = cvesOf(component, version, variant);
  const found = listed?.filter((cve) => cve.needsAdmissionWebhook !== true || webhook !== 'off') ?? null;
  if (found === null)
    return unknown(
      'needs-interview',
      `The version of ${NAMES[component].replace(/^The /, 'the ')} ("${version}") cannot be compared with the table. Ask the target for it.`,
      ref,
    );
  return found.length === 0
    ? pass(
        ref,
        `The table (as of ${dayInWords(CVES_AS_OF)}) has no entry for ${NAMES[component].replace(/^The /, 'the ')} ${version}.`,
      )
    : fail(ref, sentence(NAMES[component], version, found, webhook), { ...place, ...worst(found) });
}

function sentence(
  name: string,
  version: string,
  found: readonly Cve[],
  webhook: WebhookState = 'not-shown',
): string {
  const [first, ...others] = byWeight(found);
  const told =
    first === undefined
      ? ''
      : `${first.id} (${first.gives}${conditionOf(first, webhook)}; fixed in ${first.fixedIn.join(', ')})`;
  const more =
    others.length === 0
      ? ''
      : `, and by ${some(
          others.map(({ id }) => id),
          6,
        )}`;
  return `${name} ${version} is affected by ${told}${more}. Table as of ${dayInWords(CVES_AS_OF)}.`;
}

function conditionOf({ needsAdmissionWebhook }: Cve, webhook: WebhookState): string {
  if (needsAdmissionWebhook !== true) return '';
  return webhook === 'on' ? ', because its admission webhook is on' : ', if its admission webhook is on';
}

function worst(found: readonly Cve[]): Pick<Draft, 'severity'> {
  const [first] = byWeight(found);
  return first === undefined ? {} : { severity: first.severity };
}

function byWeight(found: readonly Cve[]): readonly Cve[] {
  return found.toSorted(bySeverity);
}
