/** `drydock import`: evidence and results of other tools into an engagement. */
import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { isDrydockError } from '../../../../shared/errors.ts';
import { count } from '../../../../shared/in-words.ts';
import { EXIT } from '../exit.ts';
import { reportIncomplete } from '../incomplete.ts';
import { jsonText } from '../json.ts';
import { readNewPassphrase, readPassphrase } from '../passphrase.ts';
import { plain } from '../plain.ts';
import { type ImportResult, importFiles } from '../work/import.ts';

interface ImportOptions {
  readonly cluster?: string;
  readonly identity?: string;
  readonly passphraseFile?: string;
  readonly create?: true;
  readonly target?: string;
  readonly openIncomplete?: true;
  readonly format: 'text' | 'json';
}

const HELP = `
Drydock asks for the passphrase of the engagement. Without a terminal it reads --passphrase-file or the environment
variable DRYDOCK_PASSPHRASE. It is never an argument. --create first creates the engagement file with that passphrase;
--target names the company, otherwise the file name does.

Drydock does not open an engagement file that lacks saved entries because its log was damaged or lost. With
--open-incomplete it opens the intact part: it first copies the file and its log, and the journal records what may be
missing.`;

export function importCommand(): Command {
  return new Command('import')
    .description(
      'Import evidence bundles, manifests, dumps and the results of other tools into an engagement',
    )
    .argument('<engagement>', 'the engagement file')
    .argument('<file...>', 'what to import')
    .option('--cluster <name>', 'the cluster to which it belongs; by default as named in the files')
    .option('--identity <file>', 'age identity that opens encrypted bundles')
    .option('--passphrase-file <file>', 'file whose first line is the passphrase')
    .option('--create', 'create the engagement file, which must not exist yet')
    .option('--target <name>', 'with --create: the company under assessment')
    .option(
      '--open-incomplete',
      'open the intact part of an engagement file that lacks saved entries, after copying it and its log',
    )
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .addHelpText('after', HELP)
    .action(async (engagement: string, files: string[], options: ImportOptions, command: Command) => {
      const { cluster, identity, passphraseFile, create, target, openIncomplete } = options;
      if (target !== undefined && create === undefined)
        command.error('error: use --target only with --create', { exitCode: EXIT.usage });
      const read = create === undefined ? readPassphrase : readNewPassphrase;
      const passphrase = await read(engagement, {
        environment: process.env,
        ...(passphraseFile === undefined ? {} : { file: passphraseFile }),
      });
      if (passphrase === null) {
        command.error(
          'error: no terminal is available to ask for the passphrase: use --passphrase-file or the variable DRYDOCK_PASSPHRASE',
          { exitCode: EXIT.usage },
        );
      }
      const importing = importFiles({
        engagement,
        passphrase,
        files,
        ...(cluster === undefined ? {} : { cluster }),
        ...(identity === undefined ? {} : { identity }),
        ...(create === undefined
          ? {}
          : { create: { target: target ?? basename(engagement).replace(/\.drydock$/i, '') } }),
        ...(openIncomplete === undefined
          ? {}
          : {
              openIncomplete: {
                onMissing: (sentence: string) =>
                  process.stderr.write(`${plain(`${sentence} The intact part is opened, as requested.`)}\n`),
              },
            }),
        onLabel: (label) => process.stderr.write(`${plain(label)}\n`),
      });
      const result = await importing.catch((error: unknown) => {
        if (isDrydockError(error) && error.code === 'ENGAGEMENT_INCOMPLETE')
          process.stderr.write('With --open-incomplete, Drydock opens the intact part.\n');
        throw error;
      });
      process.stdout.write(options.format === 'json' ? jsonText(result) : asText(result));
      for (const { file, code, message, remedy } of result.failed) {
        process.stderr.write(`${plain(`${code}: ${file}: ${message} ${remedy}`)}\n`);
      }
      const whole = reportIncomplete(result.incomplete);
      process.exitCode = exitCodeOf(result, whole);
    });
}

function exitCodeOf({ imported, failed }: ImportResult, whole: number): number {
  if (imported.length === 0) return EXIT.failed;
  return failed.length > 0 ? EXIT.incomplete : whole;
}

function asText({ imported }: ImportResult): string {
  return imported
    .flatMap(({ file, format, cluster, objects, findings, notes }) => {
      const what = [
        objects === null ? '' : count(objects, 'object'),
        findings === null ? '' : count(findings, 'finding'),
      ].filter((part) => part !== '');
      return [
        `${file}: ${format}, cluster ${cluster}, ${what.join(', ')}`,
        ...notes.map((note) => `  ${note}`),
      ];
    })
    .map((line) => `${plain(line)}\n`)
    .join('');
}
