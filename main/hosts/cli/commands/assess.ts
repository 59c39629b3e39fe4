/** `drydock assess`: from evidence to a report in one step, with the interview left as "not asked". */
import { Command } from 'commander';
import { type EvidenceChoices, evidenceRequest, withEvidenceOptions } from '../evidence-options.ts';
import { reportIncomplete } from '../incomplete.ts';
import { plain } from '../plain.ts';
import { assess } from '../work/assess.ts';
import { customControlsOption, exceptionsOption } from './policy-options.ts';

interface AssessOptions extends EvidenceChoices {
  readonly out: string;
  readonly name: string;
  readonly force?: true;
  readonly exceptions?: string[];
  readonly customControls?: string[];
}

export function assessCommand(): Command {
  return withEvidenceOptions(new Command('assess'))
    .description('Create a report from evidence alone')
    .requiredOption('--out <file>', 'the PDF to write')
    .addOption(customControlsOption())
    .addOption(exceptionsOption())
    .option('--name <name>', 'name of the target', 'Target')
    .option('--force', 'replace an existing file')
    .action(async (options: AssessOptions, command: Command) => {
      const { out, name, force, exceptions, customControls } = options;
      const result = await assess({
        ...evidenceRequest(options, command),
        out,
        name,
        force: force === true,
        ...(exceptions === undefined ? {} : { exceptions }),
        ...(customControls === undefined ? {} : { customControls }),
        onLabel: (label) => process.stderr.write(`${plain(label)}\n`),
      });
      process.stdout.write(`${result.out}\n`);
      process.exitCode = reportIncomplete(result.incomplete);
    });
}
