/** Credentials where they can be read, tokens that never end, and where Secrets are kept. */
import type { Control } from './define.ts';
import { keepingControls } from './secrets/keeping.ts';
import { literalControls } from './secrets/literals.ts';
import { mountControls } from './secrets/mounts.ts';

export const secretsControls: readonly Control[] = [...literalControls, ...mountControls, ...keepingControls];
