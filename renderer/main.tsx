/** Prepares the page for its content policy before anything else is loaded, then starts the interface. */
import { z } from 'zod';
import { installTrustedTypes } from './trusted-types.ts';

// SECURITY S-07: zod would otherwise probe `new Function`, which the policy refuses and reports.
z.config({ jitless: true });
installTrustedTypes();

const { start } = await import('./app.tsx');
start();
