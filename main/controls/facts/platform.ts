/** Facts about provider, versions and network plugin. */

import { dayInWords } from '../../../shared/day-in-words.ts';
import type { Fact } from '../../../shared/facts.ts';
import { agree, count, number } from '../../../shared/in-words.ts';
import { productName } from '../../../shared/product-names.ts';
import { refOf } from '../../snapshot/index.ts';
import { type FactFamily, type FactSources, firstGap, ifSeen, known, notKnown } from './define.ts';

type Id =
  | 'platform.provider'
  | 'platform.distribution'
  | 'platform.managedControlPlane'
  | 'platform.serverVersion'
  | 'platform.serverSupported'
  | 'platform.supportEnds'
  | 'platform.oldestKubelet'
  | 'platform.kubeletSkewMinors'
  | 'platform.cni'
  | 'platform.cniEnforcesPolicy';

export const platformFacts: FactFamily<Id> = {
  'platform.provider': (sources) => {
    const { provider, evidence } = sources.cluster.platform;
    return provider === null
      ? noSign(sources, 'provider')
      : known(
          provider,
          provider === 'self-hosted'
            ? 'No cloud provider was recognised: self-hosted.'
            : `The provider is ${productName(provider)}.`,
          evidence,
        );
  },
  'platform.distribution': (sources) => {
    const { name, evidence, contradictions, managers } = sources.cluster.platform;
    if (name === null) return noSign(sources, 'distribution');
    const against = [...new Set(contradictions.map(({ distribution }) => distribution))].sort();
    return known(
      name,
      [
        `The Kubernetes distribution is ${name}.`,
        ...(against.length === 0 ? [] : [`Some signs point to ${against.join(' and ')} instead.`]),
        ...managers.map((manager) => `${manager.name} manages it.`),
      ].join(' '),
      evidence,
    );
  },
  'platform.managedControlPlane': (sources) => {
    const { managedControlPlane, name, evidence } = sources.cluster.platform;
    if (managedControlPlane === null) return noSign(sources, 'distribution');
    const who = managedControlPlane ? 'the provider' : 'the target';
    return known(managedControlPlane, `The control plane of ${name} is run by ${who}.`, evidence);
  },
  'platform.serverVersion': (sources) => {
    const { serverVersion } = sources.cluster.platform;
    return serverVersion === null
      ? noVersion(sources)
      : known(serverVersion, `The server runs ${serverVersion}.`);
  },
  'platform.serverSupported': (sources) => {
    const { supported, support, serverMinor } = sources.cluster.platform;
    if (supported === null || support === null) return noVersion(sources);
    const sentence = supported
      ? `Kubernetes 1.${serverMinor} received fixes on the day of collection; support ends on ${dayInWords(support.endsOn)}.`
      : `Support for Kubernetes 1.${serverMinor} ended on ${dayInWords(support.endsOn)}.`;
    return known(supported, `${sentence} Table as of ${dayInWords(sources.cluster.platform.supportAsOf)}.`);
  },
  'platform.supportEnds': (sources) => {
    const { support, supported, serverMinor, supportAsOf } = sources.cluster.platform;
    if (support === null) return noVersion(sources);
    const extended =
      support.extendedUntil === undefined
        ? ''
        : ` The provider sells extended support until ${dayInWords(support.extendedUntil)}.`;
    return known(
      support.endsOn,
      `Support for Kubernetes 1.${serverMinor} ${supported === true ? 'ends' : 'ended'} on ${dayInWords(support.endsOn)}.${extended} Table as of ${dayInWords(supportAsOf)}.`,
    );
  },
  'platform.oldestKubelet': ifSeen(['/nodes'], (sources) => {
    const oldest = oldestKubelet(sources);
    if (oldest === null) return noNodes(sources);
    return known(oldest.version, `The oldest kubelet is ${oldest.version}.`, [
      { object: refOf(oldest.node), path: 'status.nodeInfo.kubeletVersion', value: oldest.version },
    ]);
  }),
  'platform.kubeletSkewMinors': ifSeen(['/nodes'], (sources) => {
    const oldest = oldestKubelet(sources);
    const { serverMinor, serverVersion, kubelets } = sources.cluster.platform;
    if (oldest === null) return noNodes(sources);
    if (serverMinor === null) return noVersion(sources);
    const skew = Math.max(0, serverMinor - oldest.minor);
    const behind = kubelets.filter(({ minor }) => minor < serverMinor).length;
    return known(
      skew,
      skew === 0
        ? kubelets.length === 1
          ? 'The kubelet runs the minor version of the server.'
          : `All ${number(kubelets.length)} kubelets run the minor version of the server.`
        : `${agree(kubelets.length, 'The kubelet is', `${number(behind)} of ${number(kubelets.length)} kubelets ${agree(behind, 'is', 'are')}`)} behind the server (${serverVersion}); the oldest by ${count(skew, 'minor version')} (${oldest.version}).`,
      [{ object: refOf(oldest.node), path: 'status.nodeInfo.kubeletVersion', value: oldest.version }],
    );
  }),
  'platform.cni': (sources) => {
    const { cni } = sources.cluster.platform;
    return cni === null
      ? noCni(sources)
      : known(cni.name, `The network plugin is ${cni.name}.`, cni.evidence);
  },
  'platform.cniEnforcesPolicy': (sources) => {
    const { cni } = sources.cluster.platform;
    if (cni === null) return noCni(sources);
    return cni.enforces === null
      ? notKnown('needs-interview', cni.sentence)
      : known(cni.enforces, cni.sentence, cni.evidence);
  },
};

function oldestKubelet({ cluster }: FactSources) {
  const { kubelets } = cluster.platform;
  return kubelets.reduce<(typeof kubelets)[number] | null>(
    (oldest, one) =>
      oldest === null ||
      one.minor < oldest.minor ||
      (one.minor === oldest.minor && patch(one.version) < patch(oldest.version))
        ? one
        : oldest,
    null,
  );
}

function patch(version: string): number {
  return Number(/^v?1\.\d+\.(\d+)/.exec(version)?.[1] ?? 0);
}

function noSign(sources: FactSources, what: string): Fact {
  const { contradictions } = sources.cluster.platform;
  if (contradictions.length > 0 && what === 'distribution')
    return notKnown(
      'needs-interview',
      `The signs contradict each other or are too few: ${[...new Set(contradictions.map(({ distribution }) => distribution))].sort().join(', ')}. Ask the target which distribution it is.`,
    );
  const gap = firstGap(['/nodes'], sources);
  return gap === null
    ? notKnown('needs-interview', `Nodes, version and system workloads show no sign of the ${what}.`)
    : notKnown(gap.reason ?? 'not-collected', gap.message);
}

function noNodes(sources: FactSources): Fact {
  const gap = firstGap(['/nodes'], sources);
  return notKnown(gap?.reason ?? 'not-collected', gap?.message ?? 'No node reports its kubelet version.');
}

function noVersion({ cluster }: FactSources): Fact {
  if (cluster.index.manifest.origin === 'manifests') {
    return notKnown('not-in-manifests', 'Files do not show the version of the server.');
  }
  const { serverVersion, distribution } = cluster.platform;
  const nodes = cluster.index.availability('/nodes');
  if (serverVersion !== null && distribution === null && nodes.reason !== null)
    return notKnown(nodes.reason, `Whose support applies to ${serverVersion} is not known. ${nodes.message}`);
  return serverVersion === null
    ? notKnown('not-collected', 'The server did not report its version.')
    : notKnown(
        'needs-interview',
        `The support table (as of ${dayInWords(cluster.platform.supportAsOf)}) does not contain ${cluster.platform.serverVersion}.`,
      );
}

function noCni(sources: FactSources): Fact {
  const gap = firstGap(['apps/daemonsets'], sources);
  return gap === null
    ? notKnown('needs-interview', 'No known network plugin was recognised among the system agents.')
    : notKnown(gap.reason ?? 'not-collected', gap.message);
}
