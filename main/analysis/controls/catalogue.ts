/** Every control, in the order of controls.md. To add one: write it in its family's file; it appears here by itself. */
import type { ControlMeta } from '../../../shared/verdict.ts';
import type { Control } from './define.ts';
import { privilegeControls } from './pod/privilege.ts';
import { volumeControls } from './pod/volumes.ts';

export const CONTROLS: readonly Control[] = Object.freeze([...privilegeControls, ...volumeControls]);

const BY_ID: ReadonlyMap<string, Control> = new Map(CONTROLS.map((control) => [control.id, control]));

/** Metadata of a control, or null when there is none of that id. */
export function controlMeta(id: string): ControlMeta | null {
  const control = BY_ID.get(id);
  if (control === undefined) return null;
  const { judges: _judges, needs: _needs, evaluate: _evaluate, ...meta } = control;
  return meta;
}
