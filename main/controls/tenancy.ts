/** Who shares what. */
import type { Control } from './define.ts';
import { quotaControls } from './tenancy/quotas.ts';
import { sharingControls } from './tenancy/sharing.ts';

export const tenancyControls: readonly Control[] = [...sharingControls, ...quotaControls];
