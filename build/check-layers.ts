/** `npm run check:layers`: fails when someone imports against the direction of ARCHITECTURE.md. */
import { join } from 'node:path';
import { checkLayers } from './layers.ts';

const violations = checkLayers(join(import.meta.dirname, '..'));
for (const { file, imported, why } of violations) console.error(`${file}: ${imported}: ${why}`);
if (violations.length > 0) process.exitCode = 1;
else console.log('Layers: every import goes the right way.');
