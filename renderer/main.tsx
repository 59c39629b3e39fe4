/** Prepares the page for its content policy before anything else is loaded, then starts the interface. */
// Before the sheet of any component, wherever a build puts it: components refine these.
import './theme/fonts.ts';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './theme/tokens.css';
import './theme/global.css';
import { z } from 'zod';
import { installTrustedTypes } from './trusted-types.ts';

// SECURITY S-07: zod would otherwise probe `new Function`, which the policy refuses and reports.
z.config({ jitless: true });
installTrustedTypes();

const { start } = await import('./app.tsx');
await start();
