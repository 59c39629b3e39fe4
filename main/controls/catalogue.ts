/** Every control, in the order in which they are shown. To add one: write it in its family's file; it appears here by itself. */
import type { ControlMeta } from '../../shared/verdict.ts';
import { admissionControls } from './admission.ts';
import { auditControls } from './audit.ts';
import { availabilityControls } from './availability.ts';
import { cloudControls } from './cloud.ts';
import { cloudStorageControls } from './cloud-storage.ts';
import { compromiseControls } from './compromise.ts';
import { controlPlaneControls } from './control-plane.ts';
import type { Control } from './define.ts';
import { networkControls } from './network.ts';
import { podControls } from './pod.ts';
import { podSecurityControls } from './podsecurity.ts';
import { rbacControls } from './rbac/controls.ts';
import { secretsControls } from './secrets.ts';
import { supplyChainControls } from './supply-chain.ts';
import { tenancyControls } from './tenancy.ts';
import { versionControls } from './version.ts';

export const CONTROLS: readonly Control[] = Object.freeze([
  ...podControls,
  ...podSecurityControls,
  ...rbacControls,
  ...networkControls,
  ...secretsControls,
  ...controlPlaneControls,
  ...supplyChainControls,
  ...admissionControls,
  ...tenancyControls,
  ...cloudControls,
  ...cloudStorageControls,
  ...auditControls,
  ...versionControls,
  ...compromiseControls,
  ...availabilityControls,
]);

const BY_ID: ReadonlyMap<string, Control> = new Map(CONTROLS.map((control) => [control.id, control]));

/** Metadata of a control, or null when there is none of that id. */
export function controlMeta(id: string): ControlMeta | null {
  return BY_ID.get(id)?.meta ?? null;
}
