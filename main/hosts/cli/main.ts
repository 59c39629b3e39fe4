#!/usr/bin/env node
/** The `drydock` command: the same workbench without a window. */
import { Command, CommanderError } from 'commander';
import packageJson from '../../../package.json' with { type: 'json' };
import { assessCommand } from './commands/assess.ts';
import { collectCommand } from './commands/collect.ts';
import { importCommand } from './commands/import.ts';
import { podSecurityCommand } from './commands/pod-security.ts';
import { reachCommand } from './commands/reach.ts';
import { reviewCommand } from './commands/review.ts';
import { sampleCommand } from './commands/sample.ts';
import { scanCommand } from './commands/scan.ts';
import { serveCommand } from './commands/serve.ts';
import { whatCanCommand } from './commands/what-can.ts';
import { whoCanCommand } from './commands/who-can.ts';
import { EXIT, failureLine } from './exit.ts';
import { withoutRuntimeWarnings } from './quiet.ts';

withoutRuntimeWarnings();

const COMMANDS = [
  collectCommand,
  reviewCommand,
  scanCommand,
  podSecurityCommand,
  whoCanCommand,
  whatCanCommand,
  reachCommand,
  assessCommand,
  importCommand,
  sampleCommand,
  serveCommand,
];

const program = new Command('drydock')
  .description(
    'Assesses the Kubernetes clusters of a company before an acquisition. Reads only, works offline.',
  )
  .version(packageJson.version)
  .showHelpAfterError()
  .configureOutput({ outputError: (text, write) => write(text) })
  .exitOverride();
for (const make of COMMANDS) {
  const command = make().exitOverride();
  program.addCommand(command.showHelpAfterError(`Run drydock ${command.name()} --help for its usage.`));
}

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  } else {
    process.stderr.write(`${failureLine(error)}\n`);
    process.exitCode = EXIT.failed;
  }
}
