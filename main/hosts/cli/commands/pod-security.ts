/** `drydock pod-security`: what the admission plugin would answer for each document. */
import { Command, InvalidArgumentError, Option } from 'commander';
import {
  kubeMinorOf,
  LEVELS,
  type Level,
  type PodSecurityAnswer,
  podSecurityOf,
} from '../../../workbench/commands/pod-security.ts';
import { reportIncomplete } from '../incomplete.ts';
import { jsonText } from '../json.ts';
import { plain } from '../plain.ts';

interface PodSecurityOptions {
  readonly from: string[];
  readonly identity?: string;
  readonly level?: Level;
  readonly kubeVersion?: number;
  readonly format: 'text' | 'json';
}

export function podSecurityCommand(): Command {
  return new Command('pod-security')
    .description('What the Pod Security admission plugin would answer for each Pod and pod template')
    .requiredOption(
      '--from <file...>',
      'evidence bundles, dumps, manifests or directories of them, or - for standard input',
    )
    .option('--identity <file>', 'age identity that opens sealed bundles')
    .addOption(new Option('--level <level>', 'only this level; both by default').choices([...LEVELS]))
    .option(
      '--kube-version <version>',
      'the server that is asked, such as v1.37 or latest; by default that of the evidence, else the newest',
      asMinor,
    )
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .action(async ({ kubeVersion, format, ...options }: PodSecurityOptions) => {
      const { answers, incomplete, notes } = await podSecurityOf({
        ...options,
        ...(kubeVersion === undefined ? {} : { kubeMinor: kubeVersion }),
      });
      process.stdout.write(format === 'json' ? jsonText(answers) : asText(answers));
      for (const note of notes) process.stderr.write(`note: ${plain(note)}\n`);
      process.exitCode = reportIncomplete(incomplete);
    });
}

function asMinor(text: string): number {
  const minor = kubeMinorOf(text);
  if (minor === null) throw new InvalidArgumentError('It is no version such as v1.37.');
  return minor;
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
  const count = (wanted: boolean | null) => answers.filter(({ allowed }) => allowed === wanted).length;
  return `${lines.map((line) => `${line}\n`).join('')}\n${count(true)} allowed, ${count(false)} denied, ${count(null)} unknown\n`;
}
