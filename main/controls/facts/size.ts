/** Facts about size: numbers, never adjectives. */

import type { Fact } from '../../../shared/facts.ts';
import { count } from '../../../shared/in-words.ts';
import type { ClusterSize } from '../../../shared/size.ts';
import { isPlaceholder, registriesOf } from '../../cluster/platform/images.ts';
import { imagesOf } from '../../cluster/size.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import { str } from '../../snapshot/read.ts';
import { type FactFamily, type FactRule, firstGap, ifSeen, known, notKnown, sentenceOf } from './define.ts';

type Id =
  | 'size.nodes'
  | 'size.vcpu'
  | 'size.memoryGiB'
  | 'size.zones'
  | 'size.architectures'
  | 'size.namespaces'
  | 'size.workloads'
  | 'size.pods'
  | 'size.containers'
  | 'size.images'
  | 'size.registries'
  | 'size.services'
  | 'size.secrets'
  | 'size.serviceAccounts'
  | 'size.crds'
  | 'size.persistentVolumeClaims';

export const sizeFacts: FactFamily<Id> = {
  'size.nodes': total('nodes', ['/nodes'], 'node', 'nodes'),
  'size.vcpu': total('vcpu', ['/nodes'], 'CPU core', 'CPU cores'),
  'size.memoryGiB': total('memoryGiB', ['/nodes'], 'GiB of memory', 'GiB of memory'),
  'size.zones': total('zones', ['/nodes'], 'availability zone with nodes', 'availability zones with nodes'),
  'size.architectures': ifSeen(['/nodes'], ({ cluster }) => {
    const names = [
      ...new Set(
        cluster.index.all('/nodes').flatMap((node) => str(node, 'status', 'nodeInfo', 'architecture') ?? []),
      ),
    ].sort();
    return known(names, sentenceOf(names, 'CPU architecture', 'CPU architectures'));
  }),
  'size.namespaces': total('namespaces', ['/namespaces'], 'namespace', 'namespaces'),
  'size.workloads': total('workloads', WORKLOAD_KINDS, 'workload', 'workloads'),
  'size.pods': total('pods', ['/pods'], 'pod', 'pods'),
  'size.containers': total('containers', ['/pods'], 'container', 'containers'),
  'size.images': total('images', WORKLOAD_KINDS, 'distinct image', 'distinct images'),
  'size.registries': ifSeen(WORKLOAD_KINDS, ({ cluster }) => {
    const images = imagesOf(cluster.index);
    const names = registriesOf(images);
    const unfilled = images.filter(isPlaceholder).length;
    if (unfilled > 0)
      return notKnown(
        'not-collected',
        `A build fills in ${unfilled} of ${images.length} image names, so their registries are not known.`,
      );
    return known([...names], sentenceOf(names, 'image registry', 'image registries'));
  }),
  'size.services': total('services', ['/services'], 'Service', 'Services'),
  'size.secrets': total('secrets', ['/secrets'], 'Secret', 'Secrets'),
  'size.serviceAccounts': total(
    'serviceAccounts',
    ['/serviceaccounts'],
    'service account',
    'service accounts',
  ),
  'size.crds': total(
    'crds',
    ['apiextensions.k8s.io/customresourcedefinitions'],
    'custom resource definition',
    'custom resource definitions',
  ),
  'size.persistentVolumeClaims': total(
    'persistentVolumeClaims',
    ['/persistentvolumeclaims'],
    'persistent volume claim',
    'persistent volume claims',
  ),
};

type Total = {
  [K in keyof ClusterSize]: ClusterSize[K] extends number | null ? K : never;
}[keyof ClusterSize];

function total(field: Total, keys: readonly string[], one: string, many: string): FactRule {
  return (sources): Fact => {
    const gap = firstGap(keys, sources);
    const value = sources.size[field];
    if (value !== null) return known(value, value === 0 ? `No ${one}.` : `${count(value, one, many)}.`);
    if (sources.cluster.index.manifest.origin === 'manifests') {
      return notKnown('not-in-manifests', `Files do not show how many ${many} there are.`);
    }
    return notKnown(gap?.reason ?? 'needs-interview', gap?.message ?? `The number of ${many} is not known.`);
  };
}
