/** Policies, exposure, ingress and mesh. */
import type { Control } from './define.ts';
import { meshControls } from './network/mesh.ts';
import { pathControls } from './network/paths.ts';
import { plainHttpControls } from './network/plain-http.ts';
import { policyControls } from './network/policies.ts';
import { routeControls } from './network/routes.ts';
import { serviceControls } from './network/services.ts';

export const networkControls: readonly Control[] = [
  ...policyControls,
  ...pathControls,
  ...serviceControls,
  ...plainHttpControls,
  ...routeControls,
  ...meshControls,
];
