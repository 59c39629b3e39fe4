/** `drydock scan`: verdicts on evidence, without an engagement. */
import { Command, Option } from 'commander';
import type { ObjectRef } from '../../../../shared/evidence.ts';
import { some } from '../../../../shared/in-words.ts';
import {
  ControlFamily,
  type ExceptionMark,
  SEVERITIES,
  type Severity,
  severityRank,
} from '../../../../shared/verdict.ts';
import {
  type AskedVersion,
  type EvidenceChoices,
  evidenceRequest,
  kubeVersionOption,
  withEvidenceOptions,
} from '../evidence-options.ts';
import { EXIT } from '../exit.ts';
import { type FoldedVerdict, foldUnknowns } from '../fold.ts';
import { reportIncomplete } from '../incomplete.ts';
import { jsonText } from '../json.ts';
import { plain } from '../plain.ts';
import { type ScanResult, scanEvidence, UnknownControl } from '../work/scan.ts';
import { customControlsOption, exceptionsOption } from './policy-options.ts';

interface ScanOptions extends EvidenceChoices {
  readonly kubeVersion?: AskedVersion;
  readonly control?: string[];
  readonly family?: string[];
  readonly all?: true;
  readonly format: 'text' | 'json';
  readonly failOn?: Severity;
  readonly exceptions?: string[];
  readonly customControls?: string[];
}

export function scanCommand(): Command {
  return withEvidenceOptions(new Command('scan'))
    .description('Evaluate controls on evidence; lists fail and unknown by default')
    .addOption(customControlsOption())
    .addOption(exceptionsOption())
    .addOption(kubeVersionOption())
    .option('--control <id...>', 'only these controls; custom/NAME for a custom control')
    .addOption(new Option('--family <name...>', 'only these families').choices([...ControlFamily.options]))
    .option('--all', 'also list pass and not-applicable')
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .addOption(
      new Option(
        '--fail-on <severity>',
        'exit with status 1 if a finding of this severity or worse is not accepted by an exception',
      ).choices([...SEVERITIES]),
    )
    .action(async (options: ScanOptions, command: Command) => {
      const { kubeVersion, control, family, all, customControls, exceptions } = options;
      const result = await scanEvidence({
        ...evidenceRequest(options, command),
        ...(kubeVersion === undefined ? {} : { kubeVersion }),
        ...(control === undefined ? {} : { control }),
        ...(family === undefined ? {} : { family }),
        ...(customControls === undefined ? {} : { customControls }),
        ...(exceptions === undefined ? {} : { exceptions }),
        all: all === true,
        now: new Date().toISOString(),
      }).catch((error: unknown) => {
        if (error instanceof UnknownControl)
          command.error(`error: control ${plain(error.control)} does not exist`, { exitCode: EXIT.usage });
        throw error;
      });
      process.stdout.write(options.format === 'json' ? jsonText(result) : asText(result, all === true));
      const notes = result.summary.notJudged.map(notJudgedText);
      const whole = reportIncomplete(result.summary.incomplete, notes);
      process.exitCode = fails(result, options.failOn) ? EXIT.findings : whole;
    });
}

function notJudgedText({ object, reason }: ScanResult['summary']['notJudged'][number]): string {
  const what = `${object.kind} ${object.name}`;
  return reason === 'encrypted'
    ? `${object.source ?? ''}: the values of ${what} are encrypted with SOPS, so they were not checked.`
    : `${object.source ?? ''}: ${what} is not judged: ${reason}. It changes another document, which is judged without the change.`;
}

function fails(result: ScanResult, failOn: Severity | undefined): boolean {
  const limit = failOn === undefined ? -1 : severityRank(failOn);
  return result.verdicts.some(
    ({ verdict, severity, exception }) =>
      verdict === 'fail' && exception === undefined && severityRank(severity) <= limit,
  );
}

/** @param all every object of a verdict that stands for many, not the first alone */
function asText({ verdicts, summary }: ScanResult, all: boolean): string {
  const { fail, excepted, unknown, pass, notApplicable } = summary.counts;
  const fails =
    excepted === 0 ? `${fail} fail` : `${fail} fail (${excepted} of them accepted by an exception)`;
  const folded = foldUnknowns(verdicts);
  const told =
    folded.into === 0
      ? `${unknown} unknown`
      : `${unknown} unknown (${folded.unknowns} of them, which differ only in their object, listed as ${folded.into})`;
  return `${folded.verdicts.map((one) => verdictText(one, all)).join('\n')}\n\n${fails}, ${told}, ${pass} pass, ${notApplicable} not applicable\n`;
}

function verdictText(one: FoldedVerdict, all: boolean): string {
  const { verdict, severity, control, object, objects, path, message, reason } = one;
  const { exception, expiredException } = one;
  const where =
    objects === undefined
      ? object === null
        ? 'cluster'
        : placeText(object)
      : all
        ? `${objects.length} objects`
        : fewOf(objects);
  const why = reason ?? (exception === undefined ? undefined : 'excepted');
  const mark = why === undefined ? verdict : `${verdict} (${why})`;
  const lines = [
    `${severity.padEnd(8)} ${mark.padEnd(14)} ${control}  ${plain(where)}${path ? ` ${plain(path)}` : ''}${sourceText(object)}`,
    plain(message),
    ...(all ? (objects ?? []).map((each) => `${plain(placeText(each))}${sourceText(each)}`) : []),
    ...(exception === undefined ? [] : [acceptedText('Accepted until', exception)]),
    ...(expiredException === undefined
      ? []
      : [acceptedText('No longer accepted: the exception expired on', expiredException)]),
  ];
  return lines.join('\n         ');
}

const placeText = ({ namespace, kind, name }: ObjectRef): string =>
  [namespace, `${kind}/${name}`].filter(Boolean).join('/');

/** "shop/Pod/web, shop/Pod/api and 112 more". */
function fewOf(objects: readonly ObjectRef[]): string {
  return some(objects.map(placeText), FEW);
}
const FEW = 2;

/** Where the document stands: files may hold the same name many times. */
const sourceText = (object: ObjectRef | null): string =>
  object?.source === undefined ? '' : ` (${plain([object.source, ...(object.alsoIn ?? [])].join(', '))})`;

const acceptedText = (how: string, { expires, author, reason }: ExceptionMark): string =>
  `${how} ${expires}, by ${plain(author)}: ${plain(reason)}`;
