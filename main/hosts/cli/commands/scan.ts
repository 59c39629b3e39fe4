/** `drydock scan`: verdicts on evidence, without an engagement. */
import { Command, Option } from 'commander';
import { ControlFamily, SEVERITIES, type Severity, severityRank } from '../../../../shared/verdict.ts';
import {
  type AskedVersion,
  isControl,
  type ScanResult,
  scanEvidence,
} from '../../../workbench/commands/scan.ts';
import {
  type EvidenceChoices,
  evidenceRequest,
  kubeVersionOption,
  withEvidenceOptions,
} from '../evidence-options.ts';
import { EXIT } from '../exit.ts';
import { jsonText } from '../json.ts';
import { plain } from '../plain.ts';

interface ScanOptions extends EvidenceChoices {
  readonly kubeVersion?: AskedVersion;
  readonly control?: string[];
  readonly family?: string[];
  readonly all?: true;
  readonly format: 'text' | 'json';
  readonly failOn?: Severity;
}

export function scanCommand(): Command {
  return withEvidenceOptions(new Command('scan'))
    .description('Evaluate controls on evidence: fail and unknown by default')
    .addOption(kubeVersionOption())
    .option('--control <id...>', 'only these controls')
    .addOption(new Option('--family <name...>', 'only these families').choices([...ControlFamily.options]))
    .option('--all', 'also pass and not-applicable')
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 at findings of this severity or worse').choices([
        ...SEVERITIES,
      ]),
    )
    .action(async (options: ScanOptions, command: Command) => {
      const strange = options.control?.find((id) => !isControl(id));
      if (strange !== undefined)
        command.error(`error: there is no control ${plain(strange)}`, { exitCode: EXIT.usage });
      const { kubeVersion, control, family, all } = options;
      const result = await scanEvidence({
        ...evidenceRequest(options, command),
        ...(kubeVersion === undefined ? {} : { kubeVersion }),
        ...(control === undefined ? {} : { control }),
        ...(family === undefined ? {} : { family }),
        all: all === true,
      });
      process.stdout.write(options.format === 'json' ? jsonText(result) : asText(result));
      for (const line of result.summary.incomplete) process.stderr.write(`incomplete: ${plain(line)}\n`);
      process.exitCode = exitCodeOf(result, options.failOn);
    });
}

function exitCodeOf(result: ScanResult, failOn: Severity | undefined): number {
  const limit = failOn === undefined ? -1 : severityRank(failOn);
  const failing = result.verdicts.some(
    ({ verdict, severity }) => verdict === 'fail' && severityRank(severity) <= limit,
  );
  if (failing) return EXIT.findings;
  return result.summary.incomplete.length > 0 ? EXIT.incomplete : EXIT.done;
}

function asText({ verdicts, summary }: ScanResult): string {
  const lines = verdicts.map(({ verdict, severity, control, object, path, message, reason }) => {
    const where =
      object === null
        ? 'cluster'
        : [object.namespace, `${object.kind}/${object.name}`].filter(Boolean).join('/');
    const mark = reason === undefined ? verdict : `${verdict} (${reason})`;
    return `${severity.padEnd(8)} ${mark.padEnd(14)} ${control}  ${plain(where)}${path ? ` ${plain(path)}` : ''}\n         ${plain(message)}`;
  });
  const { fail, unknown, pass, notApplicable } = summary.counts;
  return `${lines.join('\n')}\n\n${fail} fail, ${unknown} unknown, ${pass} pass, ${notApplicable} not applicable\n`;
}
