/** The control plane: from outside, and as its own pods and settings show it on clusters that a company runs itself. */
import { admissionPluginControls } from './control-plane/admission.ts';
import { apiServerControls } from './control-plane/api-server.ts';
import { componentControls } from './control-plane/components.ts';
import { etcdControls } from './control-plane/etcd.ts';
import { kubeProxyControls } from './control-plane/kube-proxy.ts';
import { kubeletControls } from './control-plane/kubelet.ts';
import { nodeControls } from './control-plane/nodes.ts';
import { outsideControls } from './control-plane/outside.ts';
import { trustControls } from './control-plane/trust.ts';
import type { Control } from './define.ts';

export const controlPlaneControls: readonly Control[] = [
  ...outsideControls,
  ...apiServerControls,
  ...admissionPluginControls,
  ...componentControls,
  ...etcdControls,
  ...trustControls,
  ...kubeletControls,
  ...kubeProxyControls,
  ...nodeControls,
];
