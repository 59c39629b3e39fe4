/** Control plane, cloud, audit and versions. */
import { refOf } from '../../snapshot/index.ts';
import { at } from '../../snapshot/read.ts';
import { type Agent, repositoryOf } from '../platform/agents.ts';
import { auditLog } from '../platform/audit.ts';
import { cloudIdentities } from '../platform/cloud-identity.ts';
import {
  type Control,
  defineControl,
  fail,
  fix,
  notApplicable,
  pass,
  unknown,
  WORKLOAD_KINDS,
} from './define.ts';
import { firstContainer, workloadControl } from './pod/workload-control.ts';

const UPGRADE = fix(
  'Upgrade one minor version at a time.',
  'Check removed APIs, upgrade a test cluster, then the control plane, then the nodes.',
  [8, 24, 80],
);

export const platformControls: readonly Control[] = [
  defineControl({
    id: 'control-plane/api-server-public',
    title: 'API server has a public address',
    severity: 'medium',
    rationale: 'A stolen token or a fault of the API server can be used from anywhere in the world.',
    remediation: fix(
      'Limit who reaches the API server.',
      'Use a private endpoint or an allow-list of addresses.',
      [1, 4, 16],
    ),
    mappings: ['mitre-attack:T1133'],
    questions: ['where.api-reachable-from'],
    judges: [],
    *evaluate({ index: { manifest } }) {
      const { publicAddress } = manifest.apiFacts;
      yield publicAddress === null
        ? unknown(
            manifest.origin === 'manifests' ? 'not-in-manifests' : 'not-collected',
            'Whether the API server has a public address is not known.',
          )
        : publicAddress
          ? fail(null, `The API server's address (${manifest.server}) is public.`, { value: manifest.server })
          : pass(null, 'The address is private.');
    },
  }),
  defineControl({
    id: 'control-plane/anonymous-access',
    title: 'API answers without a login',
    severity: 'high',
    rationale:
      'Paths beyond version and health answered without credentials tell or give an attacker more than they should.',
    remediation: fix('Switch anonymous access off.', 'Limit it to the health paths.', [1, 2, 8]),
    mappings: ['cis:1.2.1'],
    judges: [],
    *evaluate({ index: { manifest } }) {
      const probes = manifest.apiFacts.anonymous;
      if (probes === null) {
        yield unknown(
          manifest.origin === 'manifests' ? 'not-in-manifests' : 'not-collected',
          'Access without credentials was not probed.',
        );
        return;
      }
      const open = probes.filter(
        ({ path, status }) => status === 200 && !/^\/(version|healthz|livez|readyz)/.test(path),
      );
      yield open.length > 0
        ? fail(null, `The API answers ${open.map(({ path }) => path).join(', ')} without credentials.`)
        : pass(null, 'Only version and health answer without credentials.');
    },
  }),
  defineControl({
    id: 'control-plane/certificate-near-expiry',
    title: 'Certificate of the API server ends soon',
    severity: 'medium',
    rationale: 'When it ends nobody can reach the cluster, at the worst of times.',
    remediation: fix('Renew the certificate.', 'Renew and automate it.', [1, 2, 4]),
    judges: [],
    *evaluate({ index: { manifest, now } }) {
      const certificate = manifest.apiFacts.certificates?.[0];
      const end = Date.parse(certificate?.notAfter ?? '');
      if (certificate === undefined || Number.isNaN(end)) {
        yield unknown(
          manifest.origin === 'manifests' ? 'not-in-manifests' : 'not-collected',
          'The certificate of the API server was not read.',
        );
        return;
      }
      const days = Math.floor((end - now.getTime()) / 86_400_000);
      yield days < 30
        ? fail(null, `The certificate of the API server ends in ${days} days.`, {
            value: certificate.notAfter,
          })
        : pass(null, `It ends in ${days} days.`);
    },
  }),
  defineControl({
    id: 'audit/no-audit-log',
    title: 'No audit log',
    severity: 'high',
    rationale:
      'Without it nobody can tell afterwards who did what, and an incident before the purchase cannot be ruled out.',
    remediation: fix(
      'Switch the audit log on.',
      'Write a policy and ship the log out of the cluster.',
      [2, 8, 24],
    ),
    mappings: ['cis:3.2.1', 'owasp-k8s:K05'],
    questions: ['components.audit-log'],
    judges: [],
    *evaluate(cluster) {
      const log = auditLog(cluster);
      yield log.configured === null
        ? unknown(log.reason, log.sentence)
        : log.configured
          ? pass(null, log.sentence)
          : fail(log.evidence[0]?.object ?? null, log.sentence);
    },
  }),
  noAgent(
    'audit/no-runtime-detection',
    'No runtime detection agent',
    'runtime-detection',
    'detection.runtime-agent',
  ),
  noAgent('audit/no-log-shipping', 'No log shipping agent', 'log-shipping', 'detection.logs-central'),
  defineControl({
    id: 'version/server-out-of-support',
    title: 'Kubernetes version out of support',
    severity: 'high',
    rationale: 'New faults of the API server are published and no longer mended in this version.',
    remediation: UPGRADE,
    mappings: ['owasp-k8s:K10'],
    questions: ['deployment.version-supported'],
    judges: [],
    *evaluate({ platform: { supported, support, supportAsOf, serverVersion }, index }) {
      yield supported === null
        ? unknown(
            index.manifest.origin === 'manifests' ? 'not-in-manifests' : 'not-collected',
            `Support of the server version is not known (table as of ${supportAsOf}).`,
          )
        : supported
          ? pass(null, `Supported until ${support?.endsOn} (table as of ${supportAsOf}).`)
          : fail(
              null,
              `Support for ${serverVersion} ended on ${support?.endsOn} (table as of ${supportAsOf}).`,
              { value: serverVersion },
            );
    },
  }),
  defineControl({
    id: 'version/kubelet-skew',
    title: 'Kubelet behind the server',
    severity: 'medium',
    rationale: 'Old kubelets come with old node images, whose kernel and runtime lack fixes too.',
    remediation: UPGRADE,
    questions: ['deployment.patch-monthly'],
    judges: ['/nodes'],
    *evaluate({ platform: { kubelets, serverMinor, serverVersion } }) {
      for (const { node, minor, version } of kubelets) {
        const ref = refOf(node);
        if (serverMinor === null) yield unknown('not-collected', 'The server version is not known.', ref);
        else
          yield serverMinor - minor >= 1
            ? fail(
                ref,
                `The kubelet (${version}) is ${serverMinor - minor} minor versions behind the server (${serverVersion}).`,
                {
                  path: 'status.nodeInfo.kubeletVersion',
                  value: version,
                  severity: serverMinor - minor > 3 ? 'high' : serverMinor - minor > 1 ? 'medium' : 'low',
                },
              )
            : pass(ref, 'Of the same minor version.');
      }
    },
  }),
  workloadControl({
    id: 'version/retired-component',
    title: 'Retired component',
    severity: 'high',
    rationale:
      'ingress-nginx got its last fixes in March 2026. It faces the outside, and its next fault stays open.',
    remediation: fix(
      'Replace the component.',
      'Move to a maintained ingress controller or the Gateway API.',
      [16, 40, 120],
    ),
    references: [
      {
        title: 'Ingress NGINX retirement',
        url: 'https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/',
      },
    ],
    mappings: ['owasp-k8s:K10'],
    questions: ['components.ingress-maintained'],
    passes: 'No retired component was recognised.',
    check: (workload, { index }) =>
      firstContainer(workload, ({ image, name }) =>
        /(^|\/)ingress-nginx\/controller(-chroot)?$|nginx-ingress-controller$|kubernetes-helm\/tiller$|jtblin\/kube2iam$|\/kiam$/.test(
          repositoryOf(image),
        ) && index.manifest.finishedAt >= '2026-04'
          ? {
              path: 'image',
              value: image,
              message: `Container "${name}" is a component that is no longer maintained.`,
            }
          : null,
      ),
  }),
  defineControl({
    id: 'cloud/workload-identity',
    title: 'Account with a cloud identity',
    severity: 'info',
    rationale:
      'Whoever takes over a pod of the account holds the cloud permissions of this identity, which are not visible from the cluster.',
    remediation: fix(
      'Review the permissions of the identity.',
      'Ask for the policies and narrow them.',
      [1, 4, 16],
    ),
    mappings: ['mitre-attack:T1078'],
    questions: ['neighbours.cloud-permissions'],
    judges: ['/serviceaccounts'],
    *evaluate({ index }) {
      const found = cloudIdentities(index);
      if (found.length === 0) yield pass(null, 'No account is bound to a cloud identity by annotation.');
      for (const { account, path, identity } of found)
        yield fail(account, `Account ${account.namespace}/${account.name} is bound to a cloud identity.`, {
          path,
          value: identity,
        });
    },
  }),
  defineControl({
    id: 'cloud/metadata-reachable',
    title: 'No policy limits egress to the metadata address',
    severity: 'medium',
    rationale:
      'At 169.254.169.254 the cloud gives a pod the credentials of its node, unless hop limits or policies stop it. Hop limits are not visible from the cluster.',
    remediation: fix(
      'Limit egress.',
      'Add an egress policy, and set the hop limit of node metadata to 1.',
      [1, 4, 16],
      'policyTypes: ["Egress"]\n',
    ),
    mappings: ['mitre-attack:T1552.005'],
    questions: ['neighbours.metadata-blocked'],
    judges: WORKLOAD_KINDS,
    needs: ['networking.k8s.io/networkpolicies', '/nodes'],
    *evaluate({ index, platform, policies }) {
      if (platform.provider === null) {
        yield unknown('needs-interview', 'The cloud provider was not recognised.');
        return;
      }
      if (['self-hosted', 'local'].includes(platform.provider)) {
        yield notApplicable('There is no cloud metadata service.');
        return;
      }
      for (const workload of index.workloads) {
        if (workload.namespace === 'kube-system') continue;
        yield at(workload.podSpec, 'hostNetwork') === true ||
        policies.selecting(workload, 'egress').length === 0
          ? fail(workload.ref, 'No network policy limits egress to 169.254.169.254.')
          : pass(workload.ref, 'An egress policy selects its pods.');
      }
    },
  }),
];

function noAgent(id: string, title: string, role: NonNullable<Agent['role']>, question: string): Control {
  return defineControl({
    id,
    title,
    severity: 'medium',
    rationale: 'Without it an attacker in a container is not seen, and the traces end with the pod.',
    remediation: fix(
      'Install one.',
      'Roll it out as a DaemonSet and send its output out of the cluster.',
      [4, 16, 40],
    ),
    mappings: ['owasp-k8s:K05'],
    questions: [question],
    judges: ['apps/daemonsets'],
    *evaluate({ agents }) {
      const found = agents.withRole(role)[0];
      yield found === undefined
        ? fail(null, `${title} was recognised.`)
        : pass(found.workload.ref, `${found.workload.name} runs.`);
    },
  });
}
