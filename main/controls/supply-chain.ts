/** Where images come from, whether they can change unnoticed, and what is known of them. */
import type { Control } from './define.ts';
import { ageControls } from './supply-chain/age.ts';
import { originControls } from './supply-chain/origin.ts';
import { tagControls } from './supply-chain/tags.ts';
import { vulnerabilityControls } from './supply-chain/vulnerabilities.ts';

export const supplyChainControls: readonly Control[] = [
  ...tagControls,
  ...originControls,
  ...ageControls,
  ...vulnerabilityControls,
];
