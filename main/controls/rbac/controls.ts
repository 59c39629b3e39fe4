/** Who may do what: the controls of the family, in the order of controls.md. */
import type { Control } from '../define.ts';
import { clusterPowerControls } from './cluster-powers.ts';
import { combinationControls } from './combinations.ts';
import { everybodyControls } from './everybody.ts';
import { nodePowerControls } from './node-powers.ts';
import { objectControls } from './objects.ts';
import { trafficPowerControls } from './traffic-powers.ts';
import { workloadPowerControls } from './workload-powers.ts';

export const rbacControls: readonly Control[] = [
  ...everybodyControls,
  ...workloadPowerControls,
  ...nodePowerControls,
  ...clusterPowerControls,
  ...trafficPowerControls,
  ...combinationControls,
  ...objectControls,
];
