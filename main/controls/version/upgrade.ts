/** The remediation of every version that is too old. */
import { fix } from '../define.ts';

export const UPGRADE = fix(
  'Upgrade one minor version at a time.',
  'Check for removed APIs, upgrade a test cluster, then the control plane, then the nodes.',
  [8, 24, 80],
  '# eksctl\neksctl upgrade cluster --name shop --version 1.34 --approve\n# kubeadm\nkubeadm upgrade apply v1.34.4\n',
);
