/** `drydock collect`: reads a cluster into an evidence bundle. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { count } from '../../../../shared/in-words.ts';
import type { ExecPlugin } from '../../../../shared/kubeconfig.ts';
import { EXIT } from '../exit.ts';
import { onInterrupt } from '../interrupt.ts';
import { jsonText } from '../json.ts';
import { plain } from '../plain.ts';
import { collectProgress } from '../progress/collect-progress.ts';
import { size } from '../progress/words.ts';
import { type CollectResult, clusterRoleYaml, collectToBundle } from '../work/collect.ts';
import { type PreflightResult, preflightCluster } from '../work/preflight.ts';

interface CollectOptions {
  readonly kubeconfig?: string[];
  readonly inCluster?: true;
  readonly context?: string;
  readonly out?: string;
  readonly force?: true;
  readonly encryptTo?: string[];
  readonly namespace?: string[];
  readonly caFile?: string;
  readonly limitMinutes?: number;
  readonly resume?: string;
  readonly identity?: string;
  readonly allowExec?: true;
  readonly printRbac?: true;
  readonly preflight?: true;
  readonly format: 'text' | 'json';
}

const HELP = `
Get the permission of the cluster’s owner first: whoever runs this command acts under their own authority, with the
kubeconfig they were given. Drydock sends GET requests, and POST requests that only ask what the account itself may read.
It changes nothing and reads no values of Secrets. It requests a few paths once without credentials, to find out whether
the API server accepts anonymous requests. It connects only to the API server that you choose; only a sign-in program
that you allow may contact its own cloud.

To check what you would hand over, collect without --encrypt-to and run drydock review, or unzip the bundle and read
README.txt. Then hand it over, or collect again with --encrypt-to.

Ctrl+C once ends the collection with a valid, partial bundle; twice ends at once and writes none.
Exit status: 0 done, 2 wrong usage, 3 done but incomplete, 4 failed.`;

export function collectCommand(): Command {
  return new Command('collect')
    .description('Collect evidence from a cluster, read-only, into a bundle that its owner can review')
    .option(
      '--kubeconfig <file>',
      'kubeconfig to use; several merge as with kubectl (default: $KUBECONFIG, else ~/.kube/config)',
      (file: string, files: string[] | undefined) => [...(files ?? []), file],
    )
    .option('--in-cluster', 'use the account of the pod in which Drydock runs, without a kubeconfig')
    .option('--context <name>', 'context of the kubeconfig; the current context by default')
    .option('--out <file>', 'bundle to write, such as halcyon.evidence.zip')
    .option('--force', 'replace an existing file')
    .option(
      '--encrypt-to <recipient...>',
      'public age keys (age1…); only the holder of a matching secret key can open the bundle, so review an unencrypted one first',
    )
    .option('--namespace <name...>', 'only these namespaces; everything outside them is then unknown')
    .option('--ca-file <file>', 'additional trusted certificate authority (PEM)')
    .option('--limit-minutes <number>', 'end after this time and keep what was collected', minutes)
    .option('--resume <bundle>', 'partial bundle to complete: its complete kinds are taken over')
    .option('--identity <file>', 'age identity that opens the bundle to complete, if encrypted')
    .option('--allow-exec', 'allow the kubeconfig to run its sign-in program, which is shown first')
    .option('--preflight', 'only check and print what would be missing')
    .option('--print-rbac', 'only print the read-only ClusterRole that a collection needs')
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .addHelpText('after', HELP)
    .action(async (options: CollectOptions, command: Command) => {
      if (options.printRbac) process.stdout.write(clusterRoleYaml());
      else if (options.preflight) await ask(options);
      else if (options.out === undefined) {
        command.error('error: collect needs --out, the bundle to write, such as --out halcyon.evidence.zip', {
          exitCode: EXIT.usage,
        });
      } else await collect({ ...options, out: options.out });
    });
}

async function collect(options: CollectOptions & { readonly out: string }): Promise<void> {
  const progress = collectProgress({ stream: process.stderr, environment: process.env });
  const interrupt = onInterrupt(() =>
    progress.say('Ending with what was collected. Press Ctrl+C again to stop at once and write no bundle.'),
  );
  let result: CollectResult;
  try {
    result = await collectToBundle({
      ...accessOf(options, progress.say),
      out: options.out,
      force: options.force === true,
      encryptTo: options.encryptTo ?? [],
      namespaces: options.namespace ?? [],
      ...(options.limitMinutes === undefined ? {} : { limitMs: options.limitMinutes * 60_000 }),
      ...(options.resume === undefined ? {} : { resume: options.resume }),
      ...(options.identity === undefined ? {} : { identity: options.identity }),
      onProgress: progress.update,
      signal: interrupt.signal,
    });
  } finally {
    progress.close();
    interrupt.close();
  }
  // What a person sees in a terminal names the bundle already; a script reads it from stdout.
  if (options.format === 'json') process.stdout.write(jsonText(result));
  else if (!(process.stdout.isTTY && process.stderr.isTTY)) process.stdout.write(`${plain(result.out)}\n`);
  process.stderr.write(endingOf(result, options));
  process.exitCode = result.completeness === 'complete' ? EXIT.done : EXIT.incomplete;
}

async function ask(options: CollectOptions): Promise<void> {
  const interrupt = onInterrupt(() => {});
  try {
    const say = (sentence: string) => process.stderr.write(`${plain(sentence)}\n`);
    const result = await preflightCluster({
      ...accessOf(options, say),
      namespaces: options.namespace ?? [],
      signal: interrupt.signal,
    });
    process.stdout.write(options.format === 'json' ? jsonText(result) : preflightText(result));
    process.exitCode = result.complete ? EXIT.done : EXIT.incomplete;
  } finally {
    interrupt.close();
  }
}

function accessOf(options: CollectOptions, say: (sentence: string) => void) {
  const { kubeconfig, inCluster, context, caFile, allowExec } = options;
  return {
    kubeconfigs: kubeconfig ?? [],
    inCluster: inCluster === true,
    allowExec: allowExec === true,
    ...(context === undefined ? {} : { context }),
    ...(caFile === undefined ? {} : { caFile }),
    onWarning: (sentence: string) => say(`warning: ${sentence}`),
    onExec: (plugin: ExecPlugin) => {
      const names = plugin.envNames.length === 0 ? '' : ` with the variables ${plugin.envNames.join(', ')}`;
      say(`sign-in program: ${commandLine(plugin)}${names}`);
    },
  };
}

/** Each argument as it is, in quotes where it would otherwise seem to be several. */
const commandLine = ({ command, args }: ExecPlugin) =>
  [command, ...args].map((part) => (/^[\w@%+=:,./-]+$/.test(part) ? part : JSON.stringify(part))).join(' ');

const WORST_SHOWN = 5;

function endingOf(result: CollectResult, { encryptTo = [] }: Pick<CollectOptions, 'encryptTo'>): string {
  const { incomplete, notes, unknownControls, stopped, out } = result;
  const lines = [
    ...(stopped
      ? [
          'Stopped on request. The bundle is valid and contains what was collected until then.',
          `To complete it, run the same command with --resume ${out} and another --out`,
        ]
      : []),
    ...incomplete.map((line) => `incomplete: ${line}`),
    ...notes.map((line) => `note: ${line}`),
    ...unknownLines(unknownControls),
    `Bundle    ${out} (${size(result.bytes)})`,
    `Contains  ${count(result.objects, 'object')}, read in ${count(result.requests, 'request')}`,
    `SHA-256   ${result.sha256} (of the file)`,
    `Evidence  ${result.evidenceSha256} (SHA-256 of its content, independent of packing)`,
    encryptTo.length === 0
      ? `To review it: drydock review ${out}`
      : `Only a secret key of ${encryptTo.join(', ')} opens it: drydock review ${out} --identity FILE`,
  ];
  return lines.map((line) => `${plain(line)}\n`).join('');
}

function unknownLines(unknown: CollectResult['unknownControls']): string[] {
  if (unknown.length === 0) return [];
  const worst = unknown.slice(0, WORST_SHOWN);
  return [
    `${count(unknown.length, 'control becomes', 'controls become')} unknown as a result, fully or partly${unknown.length > worst.length ? '; the most severe' : ''}:`,
    ...worst.map(
      ({ severity, title, lacks }) => `  ${severity.padEnd(8)}  ${title} (without ${lacks.join(', ')})`,
    ),
  ];
}

function preflightText({
  server,
  serverVersion,
  identity,
  rows,
  unknownControls,
  notes,
}: PreflightResult): string {
  const lacking = rows.filter(({ access }) => access !== 'everywhere');
  const lines = [
    `${server} (${serverVersion || 'version not known'}), as ${identity || 'an account that it does not name'}`,
    `${rows.length - lacking.length} of ${rows.length} kinds can be read everywhere`,
    ...lacking.map(({ resource, access, namespaces }) => {
      const name = resource.group === '' ? resource.resource : `${resource.resource}.${resource.group}`;
      const where = access === 'some-namespaces' ? `only in ${namespaces.join(', ')}` : ACCESS[access];
      return `missing: ${name}: ${where}`;
    }),
    ...notes.map((line) => `note: ${line}`),
    ...(unknownControls.length === 0
      ? []
      : [`${count(unknownControls.length, 'control')} would be unknown, fully or partly:`]),
    ...unknownControls.map(
      ({ severity, id, title, lacks }) =>
        `  ${severity.padEnd(8)}  ${id}  ${title} (without ${lacks.join(', ')})`,
    ),
    ...(lacking.length === 0 ? [] : ['To get a role with all permissions: drydock collect --print-rbac']),
  ];
  return lines.map((line) => `${plain(line)}\n`).join('');
}

const ACCESS = {
  everywhere: 'everywhere',
  'some-namespaces': 'in some namespaces',
  nowhere: 'not allowed',
  unknown: 'the server did not say',
} as const;

function minutes(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 1440) {
    throw new InvalidArgumentError('It is a whole number from 1 to 1440.');
  }
  return value;
}
