/** `drydock pod-security`: what the admission plugin would answer for each document. */

import { Command, Option } from 'commander';
import { number } from '../../../../shared/in-words.ts';
import {
  type AskedVersion,
  type EvidenceChoices,
  evidenceRequest,
  kubeVersionOption,
  withEvidenceOptions,
} from '../evidence-options.ts';
import { reportIncomplete } from '../incomplete.ts';
import { jsonText } from '../json.ts';
import { plain } from '../plain.ts';
import { LEVELS, type Level, type PodSecurityAnswer, podSecurityOf } from '../work/pod-security.ts';

interface PodSecurityOptions extends EvidenceChoices {
  readonly level?: Level;
  readonly kubeVersion?: AskedVersion;
  readonly format: 'text' | 'json';
}

export function podSecurityCommand(): Command {
  return withEvidenceOptions(new Command('pod-security'))
    .description('Show what the Pod Security admission plugin would decide for each Pod and pod template')
    .addOption(new Option('--level <level>', 'only this level; both by default').choices([...LEVELS]))
    .addOption(
      kubeVersionOption(
        'server version, such as v1.37; by default that of the evidence, otherwise the newest',
      ),
    )
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .action(async (options: PodSecurityOptions, command: Command) => {
      const { kubeVersion, level, format } = options;
      const { answers, incomplete, notes } = await podSecurityOf({
        ...evidenceRequest(options, command),
        ...(level === undefined ? {} : { level }),
        ...(kubeVersion === undefined ? {} : { kubeVersion }),
      });
      process.stdout.write(format === 'json' ? jsonText(answers) : asText(answers));
      process.exitCode = reportIncomplete(incomplete, notes);
    });
}

function asText(answers: readonly PodSecurityAnswer[]): string {
  const lines = answers.map(({ source, object, level, version, allowed, violations, unknown = [] }) => {
    const where = [object.namespace, `${object.kind}/${object.name}`].filter(Boolean).join('/');
    const mark = allowed === null ? 'unknown' : allowed ? 'allowed' : 'denied';
    const head = `${mark.padEnd(8)}${`${level}:${version}`.padEnd(18)}${plain(where)}${source === null ? '' : `  ${plain(source)}`}`;
    return [
      head,
      ...violations.map(({ check, message }) => `        ${check}: ${plain(message)}`),
      ...unknown.map(({ check, path }) => `        ${check}: not known, ${plain(path)} could not be read`),
    ].join('\n');
  });
  const thoseThat = (wanted: boolean | null) => answers.filter(({ allowed }) => allowed === wanted).length;
  return `${lines.map((line) => `${line}\n`).join('')}\n${number(thoseThat(true))} allowed, ${number(thoseThat(false))} denied, ${number(thoseThat(null))} unknown\n`;
}
