/** On which addresses kube-proxy serves its metrics, by its settings or its arguments. */

import type { Cluster } from '../../cluster/cluster.ts';
import { type Flags, readFlags } from '../../cluster/platform/component-args.ts';
import { readSettings } from '../../cluster/platform/settings-text.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import { type KubernetesObject, refOf, type SnapshotIndex, type Workload } from '../../snapshot/index.ts';
import { str } from '../../snapshot/read.ts';
import { type Control, type Draft, defineControl, fail, fix, pass, unknown } from '../define.ts';

export const kubeProxyControls: readonly Control[] = [
  defineControl({
    id: 'control-plane/kube-proxy-metrics',
    title: 'kube-proxy serves metrics to the network',
    severity: 'low',
    rationale:
      'The metrics port of kube-proxy (10249) requires no login. If it listens on every address of its node, any pod that reaches the node can read the network configuration and change log verbosity. With profiling enabled it can also slow the node down. The health port (10256) is open by default because load balancers use it. It only reports whether kube-proxy works and is not judged.',
    remediation: fix(
      'Bind the metrics to 127.0.0.1.',
      'Set metricsBindAddress to 127.0.0.1:10249 or leave it empty, and restart kube-proxy. Let monitoring read the metrics through a proxy on the node that requires a login.',
      [0.5, 1, 4],
      'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nmetricsBindAddress: 127.0.0.1:10249\n',
    ),
    references: [
      {
        title: 'kube-proxy configuration (v1alpha1)',
        url: 'https://kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1/',
      },
    ],
    mappings: ['cis:4.3.1', 'nsa-cisa:worker-nodes', 'mitre-attack:T1046', 'owasp-k8s:K09'],
    questions: ['components.kubelet-closed'],
    judges: ['/configmaps'],
    needs: WORKLOAD_KINDS,
    *evaluate(cluster) {
      const drafts = [...judged(cluster)];
      if (drafts.length > 0) yield* drafts;
      else
        yield unknown(
          cluster.index.manifest.origin === 'manifests' ? 'not-in-manifests' : 'needs-interview',
          'Neither settings nor a pod of kube-proxy are visible in kube-system. A network plugin or the provider may replace it. Ask the target.',
        );
    },
  }),
];

function* judged({ index }: Cluster): Iterable<Draft> {
  const settings = settingsOf(index);
  const proxies = index.workloadsIn('kube-system').flatMap((workload) => {
    const container = workload.containers.find(
      ({ name, role }) => role === 'container' && name === 'kube-proxy',
    );
    return container === undefined
      ? []
      : [{ workload, path: container.path, flags: readFlags(container, 'kube-proxy') }];
  });
  // With a settings file kube-proxy ignores the arguments that the file could hold.
  const byFile = proxies.filter(({ flags }) => flags.get('config') !== null);
  if (byFile.length > 0 || proxies.length === 0) for (const one of settings) yield ofSettings(one);
  if (settings.length === 0)
    for (const { workload } of byFile)
      yield unknown(
        'needs-interview',
        'kube-proxy reads its settings from a file, and no ConfigMap in kube-system is known to contain it. Request it.',
        workload.ref,
      );
  for (const { workload, path, flags } of proxies)
    if (flags.get('config') === null) yield ofFlags(workload, path, flags);
}

interface SettingsMap {
  readonly map: KubernetesObject;
  readonly key: string;
  readonly text: string;
}

/** Of kubeadm and its relatives, and of EKS. */
function settingsOf(index: SnapshotIndex): readonly SettingsMap[] {
  return index.inNamespace('/configmaps', 'kube-system').flatMap((map): readonly SettingsMap[] => {
    const key = KEYS.get(refOf(map).name);
    const text = key === undefined ? undefined : str(map, 'data', key);
    return key === undefined || text === undefined ? [] : [{ map, key, text }];
  });
}

const KEYS: ReadonlyMap<string, string> = new Map([
  ['kube-proxy', 'config.conf'],
  ['kube-proxy-config', 'config'],
]);

function ofSettings({ map, key, text }: SettingsMap): Draft {
  const settings = readSettings(text);
  const address = settings.get('metricsBindAddress') ?? '';
  if (address === '' && !settings.whole)
    return unknown(
      'needs-interview',
      'The settings of kube-proxy could not be parsed completely, and metricsBindAddress was not found.',
      refOf(map),
    );
  return ofAddress(address, refOf(map), {
    path: `data["${key}"]`,
    value: `metricsBindAddress: ${address}`,
  });
}

function ofFlags({ ref }: Workload, path: string, flags: Flags): Draft {
  const flag = flags.get('metrics-bind-address');
  if (flag === null)
    return flags.opaque
      ? unknown(
          'needs-interview',
          'Another program starts kube-proxy, so whether --metrics-bind-address is set is not visible.',
          ref,
        )
      : ofAddress('', ref, { path, value: 'not set' });
  if (flag.value === null)
    return unknown('needs-interview', 'The value of --metrics-bind-address is not visible. Request it.', ref);
  return ofAddress(flag.value, ref, { path: flag.path, value: flag.text });
}

function ofAddress(
  address: string,
  ref: Workload['ref'],
  place: { readonly path: string; readonly value: string },
): Draft {
  if (address === '') return pass(ref, 'No metrics address is set, and the default is 127.0.0.1.');
  return /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[?::1\]?|localhost)(:\d{1,5})?$/.test(address)
    ? pass(ref, `Its metrics are served on ${address} only.`)
    : fail(ref, `kube-proxy serves its metrics on ${address} without a login.`, place);
}
