/** Why a part of the control plane cannot be read from the cluster, in one sentence. */

import { COMPONENTS, type ComponentId } from '../../../shared/components.ts';
import type { Reason } from '../../snapshot/availability.ts';
import type { Cluster } from '../cluster.ts';

export interface NotShown {
  readonly reason: Reason;
  readonly sentence: string;
}

/**
 * The reason for a part that did not show; `what` completes "does not show …". Where the provider runs the control
 * plane it is always that, whatever a pod in the cluster claims to be.
 */
export function notShown(
  { index, platform }: Pick<Cluster, 'index' | 'platform'>,
  component: ComponentId,
  what: string,
): NotShown {
  if (platform.managedControlPlane === true)
    return {
      reason: 'managed-by-provider',
      sentence:
        component === 'kubelet'
          ? `The nodes of ${platform.name} are set up by the provider’s images, and the cluster does not show ${what}. Request the settings of one node.`
          : `The provider runs the control plane of ${platform.name}, and the cluster does not show ${what}. Ask the target.`,
    };
  if (platform.mayBeManaged)
    return {
      reason: 'needs-interview',
      sentence: `Signs contradict each other on whether a provider runs the control plane, so the pods ${index.manifest.origin === 'manifests' ? 'in the files' : 'of the cluster'} do not show ${what}. Ask the target.`,
    };
  if (index.manifest.origin === 'manifests')
    return { reason: 'not-in-manifests', sentence: `Files do not show ${what}.` };
  const gap = index.availability(component === 'kubelet' ? '/configmaps' : '/pods');
  if (gap.reason !== null) return { reason: gap.reason, sentence: gap.message };
  return {
    reason: 'needs-interview',
    sentence: `${why(platform.distribution, component)} Ask the target for ${what}.`,
  };
}

function why(distribution: string | null, component: ComponentId): string {
  const name = NAMES[component] ?? `the ${COMPONENTS[component]}`;
  switch (distribution) {
    case null:
      return `The platform was not recognised, and no pod of kube-system shows ${name}.`;
    case 'OpenShift':
      return 'OpenShift’s operators start the control plane from settings files that its pods do not show.';
    case 'k3s':
    case 'k0s':
    case 'MicroK8s':
      return `${distribution} runs the control plane inside its own process on the server nodes, so no pod shows ${name}.`;
    case 'Talos':
      return component === 'kubelet'
        ? 'Talos configures kubelets in the machine configuration, which the cluster does not show.'
        : `No pod of kube-system shows ${name}.`;
    default:
      return component === 'kubelet'
        ? `${distribution} stores no common kubelet settings in the cluster.`
        : `No pod of kube-system shows ${name} with its arguments.`;
  }
}

/** As they stand within a sentence. */
const NAMES: Readonly<Partial<Record<ComponentId, string>>> = {
  etcd: 'etcd',
  schedulers: 'the scheduler or the controller manager',
  kubelet: 'the kubelet',
  'audit-log': 'the audit log',
  'secret-encryption': 'the encryption of stored Secrets',
};
