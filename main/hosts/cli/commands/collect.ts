/** `drydock collect`: reads a cluster into an evidence bundle. */
import { Command, Option } from 'commander';
import { clusterRoleYaml, collectToBundle } from '../../../workbench/commands/collect.ts';
import { EXIT } from '../exit.ts';
import { jsonText } from '../json.ts';
import { plain } from '../plain.ts';

interface CollectOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly out?: string;
  readonly encryptTo?: string[];
  readonly allowExec: boolean;
  readonly printRbac: boolean;
  readonly format: 'text' | 'json';
}

export function collectCommand(): Command {
  return new Command('collect')
    .description('Collect evidence from a cluster, read-only, into a bundle that its owner can review')
    .option('--kubeconfig <file>', 'kubeconfig to use')
    .option('--context <name>', 'context of the kubeconfig; its current one without it')
    .option('--out <file>', 'bundle to write, such as halcyon.evidence.zip')
    .option('--encrypt-to <recipient...>', 'age recipients that alone can open the bundle')
    .option('--allow-exec', 'allow the kubeconfig to run its sign-in program', false)
    .option('--print-rbac', 'print the read-only ClusterRole that a collection needs, and stop', false)
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .action(async (options: CollectOptions, command: Command) => {
      if (options.printRbac) {
        process.stdout.write(clusterRoleYaml());
        return;
      }
      const { kubeconfig, out } = options;
      if (kubeconfig === undefined || out === undefined) {
        command.error('error: collect needs --kubeconfig and --out', { exitCode: EXIT.usage });
      }
      const result = await collectToBundle({ ...options, kubeconfig, out, onProgress: progressLine() });
      if (options.format === 'json') process.stdout.write(jsonText(result));
      else process.stdout.write(`${out}\n`);
      for (const line of result.incomplete) process.stderr.write(`incomplete: ${plain(line)}\n`);
      process.exitCode = result.incomplete.length > 0 ? EXIT.incomplete : EXIT.done;
    });
}

/** One line that is rewritten in a terminal, and a line for each new phase in a log. */
function progressLine(): (line: string, phase: string) => void {
  let lastPhase = '';
  return (line, phase) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${plain(line)}${phase === 'done' ? '\n' : ''}`);
    else if (phase !== lastPhase) process.stderr.write(`${plain(line)}\n`);
    lastPhase = phase;
  };
}
