/** The common settings of the kubelets, as kubeadm and its relatives leave them in the cluster. */

import type { Cluster } from '../../cluster/cluster.ts';
import { notShown } from '../../cluster/platform/not-shown.ts';
import { readSettings, type Settings } from '../../cluster/platform/settings-text.ts';
import { type KubernetesObject, refOf, type SnapshotIndex } from '../../snapshot/index.ts';
import { str } from '../../snapshot/read.ts';
import { type Control, type Draft, defineControl, fail, fix, pass, unknown } from '../define.ts';
import { weakTls } from './weak-tls.ts';

const KUBELET_DOCS = {
  title: 'Kubelet authentication and authorisation',
  url: 'https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/',
};
const SETTINGS_DOCS = {
  title: 'Kubelet configuration (v1beta1)',
  url: 'https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/',
};

export const kubeletControls: readonly Control[] = [
  kubeletControl({
    id: 'control-plane/kubelet-anonymous',
    title: 'Kubelets accept anonymous requests',
    severity: 'critical',
    rationale:
      'The kubelet runs commands in every pod of its node. If it answers anonymous callers, any pod that reaches the node can list its neighbours. Without permission checks the pod can also take them over.',
    remediation: fix(
      'Reject anonymous callers.',
      'Disable anonymous authentication in the kubelet configuration, then replace the nodes one by one.',
      [1, 4, 16],
      'authentication:\n  anonymous:\n    enabled: false\n  webhook:\n    enabled: true\n',
    ),
    references: [KUBELET_DOCS],
    mappings: ['cis:4.2.1', 'nsa-cisa:worker-nodes', 'mitre-attack:T1609', 'owasp-k8s:K09'],
    fields: ['authentication.anonymous.enabled'],
    fallback: 'false',
    faulty: (value) => value === 'true',
    fails: 'accept callers without a login',
    passes: 'The common settings require every caller to authenticate.',
  }),
  kubeletControl({
    id: 'control-plane/kubelet-client-ca',
    title: 'Kubelets without a client certificate authority',
    severity: 'high',
    rationale:
      'Without a certificate authority the kubelet cannot verify the API server by its certificate. It then accepts only tokens, or treats callers as anonymous. An attacker in the node network faces one check fewer.',
    remediation: fix(
      'Configure the cluster’s certificate authority on the kubelets.',
      'Set authentication.x509.clientCAFile in the kubelet configuration, then replace the nodes one by one.',
      [1, 4, 16],
      'authentication:\n  x509:\n    clientCAFile: /etc/kubernetes/pki/ca.crt\n',
    ),
    references: [KUBELET_DOCS],
    mappings: ['cis:4.2.3', 'nsa-cisa:worker-nodes', 'nsa-cisa:authentication', 'owasp-k8s:K09'],
    fields: ['authentication.x509.clientCAFile'],
    fallback: '',
    faulty: (value) => value === '',
    fails: 'set no authority for client certificates',
    passes: 'The common settings set an authority for client certificates.',
  }),
  kubeletControl({
    id: 'control-plane/kubelet-authorization',
    title: 'Kubelets authorise every request (AlwaysAllow)',
    severity: 'critical',
    rationale:
      'With the mode AlwaysAllow the kubelet does not ask the API server what a caller may do. Any certificate of the cluster can run commands in every pod of the node. With anonymous access enabled, so can anyone.',
    remediation: fix(
      'Let kubelets check permissions with the API server.',
      'Set the authorisation mode to Webhook in the kubelet configuration, then replace the nodes one by one.',
      [1, 4, 16],
      'authorization:\n  mode: Webhook\n',
    ),
    references: [KUBELET_DOCS],
    mappings: ['cis:4.2.2', 'nsa-cisa:worker-nodes', 'mitre-attack:T1609', 'owasp-k8s:K09'],
    fields: ['authorization.mode'],
    fallback: 'Webhook',
    faulty: (value) => value === 'AlwaysAllow',
    fails: 'allow every authenticated caller everything',
    passes: 'The common settings let the API server decide what a caller may do.',
  }),
  kubeletControl({
    id: 'control-plane/kubelet-read-only-port',
    title: 'Kubelet read-only port open',
    severity: 'high',
    rationale:
      'The read-only port answers everyone without login or encryption. Any pod that reaches the node can read which pods run, with their images, arguments and environment.',
    remediation: fix(
      'Close the port.',
      'Set readOnlyPort to 0 in the kubelet configuration, move monitoring to port 10250 with a token, then replace the nodes.',
      [1, 4, 16],
      'readOnlyPort: 0\n',
    ),
    references: [SETTINGS_DOCS],
    mappings: ['cis:4.2.4', 'nsa-cisa:worker-nodes', 'mitre-attack:T1613', 'owasp-k8s:K09'],
    fields: ['readOnlyPort'],
    fallback: '0',
    faulty: (value) => /^[1-9]/.test(value),
    fails: 'open the read-only port, which requires no login',
    passes: 'The common settings keep the read-only port closed.',
  }),
  kubeletControl({
    id: 'control-plane/kubelet-certificate-rotation',
    title: 'Kubelet certificates not renewed automatically',
    severity: 'low',
    rationale:
      'Without rotation, people renew the node’s credential manually and therefore make it long-lived. A copy from a node or its image then works for years.',
    remediation: fix(
      'Let kubelets renew their certificates.',
      'Set rotateCertificates in the kubelet configuration and check that requests are approved before the next expiry.',
      [0.5, 2, 8],
      'rotateCertificates: true\n',
    ),
    references: [
      {
        title: 'Certificate rotation of kubelets',
        url: 'https://kubernetes.io/docs/tasks/tls/certificate-rotation/',
      },
    ],
    mappings: ['cis:4.2.10', 'nsa-cisa:worker-nodes', 'owasp-k8s:K09'],
    fields: ['rotateCertificates'],
    fallback: 'false',
    faulty: (value) => value !== 'true',
    fails: 'do not renew the kubelets’ certificates',
    passes: 'The common settings let kubelets renew their certificates.',
  }),
  kubeletControl({
    id: 'control-plane/kubelet-weak-tls',
    title: 'Kubelets allow weak TLS',
    severity: 'medium',
    rationale:
      'Logs, commands and port forwards pass through the kubelets. With TLS before 1.2 or weak ciphers, an attacker who can record or change traffic in the node network can read them.',
    remediation: fix(
      'Allow only TLS 1.2 and later with strong ciphers.',
      'Remove the weak entries, or both settings, as the defaults are strong. Then replace the nodes one by one.',
      [0.5, 2, 8],
      'tlsMinVersion: VersionTLS12\ntlsCipherSuites:\n  - TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256\n  - TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384\n',
    ),
    references: [SETTINGS_DOCS],
    mappings: ['cis:4.2.12', 'nsa-cisa:encrypt-traffic', 'mitre-attack:T1557', 'owasp-k8s:K09'],
    fields: ['tlsMinVersion', 'tlsCipherSuites'],
    fallback: '',
    faulty: (value) => value.split(', ').some(weakTls),
    fails: 'allow weak TLS',
    passes:
      'The common settings allow no TLS before 1.2 and no weak cipher; unset values keep their defaults.',
  }),
];

type Source = Omit<Parameters<typeof defineControl>[0], 'judges' | 'needs' | 'evaluate' | 'questions'> & {
  /** Dotted paths in the KubeletConfiguration, and the value that holds where one is left out. */
  readonly fields: readonly string[];
  readonly fallback: string;
  faulty(this: void, value: string): boolean;
  /** Completes "The common settings of the kubelets …". */
  readonly fails: string;
  readonly passes: string;
};

function kubeletControl({ fields, fallback, faulty, fails, passes, ...words }: Source): Control {
  return defineControl({
    ...words,
    questions: ['components.kubelet-closed'],
    judges: ['/configmaps'],
    *evaluate(cluster) {
      const found = cluster.platform.mayBeManaged ? null : kubeletSettings(cluster.index);
      if (found === null) {
        yield hidden(cluster);
        return;
      }
      const { map, settings } = found;
      const given = fields.map((field) => ({ field, value: valueOf(settings, field) }));
      const fault = given.find(({ value }) => faulty(value ?? fallback));
      const missing = given.find(({ value }) => value === undefined);
      if (missing !== undefined && !settings.whole && fault?.value === undefined)
        yield unknown(
          'needs-interview',
          `The kubelet settings could not be parsed completely, and ${missing.field} was not found.`,
          refOf(map),
        );
      else if (fault === undefined) yield pass(refOf(map), passes);
      else
        yield fail(refOf(map), `The common settings of the kubelets ${fails}.`, {
          path: 'data.kubelet',
          value: fault.value === undefined ? `${fault.field} is not set` : `${fault.field}: ${fault.value}`,
        });
    },
  });
}

/** A scalar, or the entries of a list. */
function valueOf(settings: Settings, field: string): string | undefined {
  const items = settings.items(field);
  return settings.get(field) ?? (items.length === 0 ? undefined : items.join(', '));
}

function hidden(cluster: Cluster): Draft {
  const { reason, sentence } = notShown(cluster, 'kubelet', 'the settings of the kubelets');
  return unknown(reason, sentence);
}

/** The settings of the newest minor: before 1.24 kubeadm kept one ConfigMap for each. */
function kubeletSettings(
  index: SnapshotIndex,
): { readonly map: KubernetesObject; readonly settings: Settings } | null {
  let newest: { readonly map: KubernetesObject; readonly text: string; readonly minor: number } | null = null;
  for (const map of index.inNamespace('/configmaps', 'kube-system')) {
    const [, minor] = /^kubelet-config(?:-1\.(\d{1,3}))?$/.exec(refOf(map).name) ?? [null];
    const text = str(map, 'data', 'kubelet');
    if (minor === null || text === undefined) continue;
    const age = minor === undefined ? Number.POSITIVE_INFINITY : Number(minor);
    if (newest === null || age > newest.minor) newest = { map, text, minor: age };
  }
  return newest === null ? null : { map: newest.map, settings: readSettings(newest.text) };
}
