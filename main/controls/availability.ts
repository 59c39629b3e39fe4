/** What recovery after an incident rests on. */
import { budgetControls } from './availability/budgets.ts';
import { clusterControls } from './availability/cluster.ts';
import { referenceControls } from './availability/references.ts';
import { replicaControls } from './availability/replicas.ts';
import { resourceControls } from './availability/resources.ts';
import type { Control } from './define.ts';

export const availabilityControls: readonly Control[] = [
  ...resourceControls,
  ...replicaControls,
  ...budgetControls,
  ...referenceControls,
  ...clusterControls,
];
