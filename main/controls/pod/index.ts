/** The family pod/, by topic. */
import type { Control } from '../define.ts';
import { capabilityControls } from './capabilities.ts';
import { confinementControls } from './confinement.ts';
import { habitControls } from './habits.ts';
import { privilegeControls } from './privilege.ts';
import { userControls } from './users.ts';
import { volumeControls } from './volumes.ts';
import { windowsUserControls } from './windows-users.ts';
import { writableHostPath } from './writable-host-path.ts';

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
