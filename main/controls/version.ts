/** The family version/, by what is too old. */
import type { Control } from './define.ts';
import { cveControls } from './known-cves.ts';
import { addOnFlawControls } from './version/add-on-flaws.ts';
import { dockershim } from './version/dockershim.ts';
import { kernelFlawControls } from './version/kernel-flaws.ts';
import { kubeletSkew } from './version/kubelet-skew.ts';
import { removedApiControls } from './version/removed-apis.ts';
import { retiredComponent } from './version/retired-components.ts';
import { serverOutOfSupport } from './version/server-support.ts';

export const versionControls: readonly Control[] = [
  serverOutOfSupport,
  kubeletSkew,
  retiredComponent,
  dockershim,
  ...removedApiControls,
  ...cveControls,
  ...addOnFlawControls,
  ...kernelFlawControls,
];
