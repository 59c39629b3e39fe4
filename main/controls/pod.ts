/** The family pod/, by topic. */
import type { Control } from './define.ts';
import { capabilityControls } from './pod/capabilities.ts';
import { confinementControls } from './pod/confinement.ts';
import { habitControls } from './pod/habits.ts';
import { privilegeControls } from './pod/privilege.ts';
import { userControls } from './pod/users.ts';
import { volumeControls } from './pod/volumes.ts';
import { windowsUserControls } from './pod/windows-users.ts';
import { writableHostPath } from './pod/writable-host-path.ts';

export const podControls: readonly Control[] = [
  ...privilegeControls,
  ...volumeControls,
  writableHostPath,
  ...capabilityControls,
  ...userControls,
  ...windowsUserControls,
  ...confinementControls,
  ...habitControls,
];
