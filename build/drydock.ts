/** `npm run -s drydock -- COMMAND`: the command line of a checkout, bundled anew when a source has changed. */
import { pathToFileURL } from 'node:url';
import { freshCli } from './cli.ts';
import { useCompileCache } from './compile-cache.ts';

useCompileCache();
const entry = freshCli();
process.argv[1] = entry;
await import(pathToFileURL(entry).href);
