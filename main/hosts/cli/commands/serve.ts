/** `drydock serve`: the workbench for a browser on this machine, or through an SSH tunnel. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { createWorkbench } from '../../../workbench/workbench.ts';
import { goOnServing } from '../../loopback/last-resort.ts';
import { type LoopbackHost, startLoopback } from '../../loopback/server.ts';
import { EXIT } from '../exit.ts';
import { distDirectory, homeDirectory } from '../places.ts';

/** From the first signal to the end of the process; a second signal ends it at once. */
const ENDS_WITHIN_MS = 20_000;

export function serveCommand(): Command {
  return new Command('serve')
    .description('Serve the workbench on 127.0.0.1 and print one start address')
    .option(
      '--port <number>',
      'port to listen on; a free one by default',
      (text) => Number.parseInt(text, 10),
      0,
    )
    .option('--open', 'open a browser')
    .option('--home <directory>', 'folder with engagement files', homeDirectory())
    .action(async (options: { port: number; open?: true; home: string }) => {
      const host = await startLoopback({
        port: options.port,
        homeDir: options.home,
        distDir: distDirectory(),
        createWorkbench: (capabilities) => createWorkbench(capabilities),
      });
      const url = host.startUrl();
      process.stdout.write(
        `Drydock is ready, on this machine only. This address works once:\n\n  ${url}\n\nPress Enter for a new one, Ctrl+C to stop.\n`,
      );
      if (options.open && hasDisplay()) openBrowser(host.startUrl());
      const lastResort = goOnServing({
        lock: () => host.lock(),
        tell: (line) => void process.stderr.write(line),
      });
      await untilStopped(host);
      // Closing ends within a bound; a thread inside of compiled code must not keep the process either.
      setTimeout(() => process.exit(EXIT.failed), ENDS_WITHIN_MS).unref();
      await host.close();
      lastResort.stop();
    });
}

async function untilStopped(host: LoopbackHost): Promise<void> {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', () => process.stdout.write(`\n  ${host.startUrl()}\n`));
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  lines.close();
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}

/** SECURITY S-29: the token reaches the browser by a private file, not by arguments that every process can read. */
function openBrowser(url: string): void {
  const directory = mkdtempSync(join(tmpdir(), 'drydock-start-'));
  const page = join(directory, 'start.html');
  writeFileSync(page, `<!doctype html><meta http-equiv="refresh" content="0;url=${url}">`, { mode: 0o600 });
  const [command, ...args] = opener(page);
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
  setTimeout(() => rmSync(directory, { recursive: true, force: true }), 30_000).unref();
}

function opener(page: string): [command: string, ...args: string[]] {
  if (process.platform === 'darwin') return ['open', page];
  if (process.platform === 'win32') return ['explorer.exe', page];
  return ['xdg-open', page];
}
