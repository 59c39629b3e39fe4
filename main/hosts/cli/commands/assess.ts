/** `drydock assess`: from evidence to a report in one step, with the interview left as "not asked". */
import { Command } from 'commander';
import { assess } from '../../../workbench/commands/assess.ts';
import { EXIT } from '../exit.ts';
import { plain } from '../plain.ts';
import { customControlsOption, exceptionsOption } from './policy-options.ts';

interface AssessOptions {
  readonly from: string[];
  readonly out: string;
  readonly identity?: string;
  readonly name: string;
  readonly force?: true;
  readonly exceptions?: string[];
  readonly customControls?: string[];
}

export function assessCommand(): Command {
  return new Command('assess')
    .description('Make a report from evidence alone')
    .requiredOption(
      '--from <file...>',
      'evidence bundles, dumps (kubectl get, cluster-info dump, must-gather), manifests or directories of them; one cluster each',
    )
    .requiredOption('--out <file>', 'the PDF to write')
    .option('--identity <file>', 'age identity that opens sealed bundles')
    .addOption(customControlsOption())
    .addOption(exceptionsOption())
    .option('--name <name>', 'name of the target', 'Target')
    .option('--force', 'replace an existing file')
    .action(async (options: AssessOptions) => {
      const result = await assess({
        ...options,
        force: options.force === true,
        onLabel: (label) => process.stderr.write(`${plain(label)}\n`),
      });
      process.stdout.write(`${result.out}\n`);
      for (const line of result.incomplete) process.stderr.write(`incomplete: ${plain(line)}\n`);
      process.exitCode = result.incomplete.length > 0 ? EXIT.incomplete : EXIT.done;
    });
}
