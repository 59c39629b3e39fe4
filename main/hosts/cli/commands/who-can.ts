/** `drydock who-can`: the subjects that may do something, without an engagement. */
import { Command, Option } from 'commander';
import { type HolderJson, whoCan } from '../../../workbench/commands/access.ts';
import { jsonText } from '../json.ts';
import { plain } from '../plain.ts';
import { answered } from './access-answer.ts';

interface WhoCanOptions {
  readonly from: string[];
  readonly identity?: string;
  readonly apiGroup?: string;
  readonly namespace?: string;
  readonly format: 'text' | 'json';
}

export function whoCanCommand(): Command {
  return new Command('who-can')
    .description('Name the subjects that may do something, as the API server’s RBAC decides')
    .argument('<verb>', 'such as get, create or impersonate')
    .argument(
      '<resource>',
      'such as pods, pods/exec, deployments or shops.example.com; or a path such as /healthz',
    )
    .argument('[name]', 'of one object')
    .requiredOption('--from <file...>', 'an evidence bundle, a dump, manifests or a directory of them, or -')
    .option('--identity <file>', 'age identity that opens a sealed bundle')
    .option('--api-group <group>', 'of the resource, when it is not the usual one; "" is the core group')
    .option('-n, --namespace <namespace>', 'in this namespace; in the whole cluster when left out')
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .action(async (verb: string, resource: string, name: string | undefined, options: WhoCanOptions) => {
      const answer = await whoCan({
        ...options,
        verb,
        resource,
        ...(name === undefined ? {} : { name }),
      });
      process.stdout.write(options.format === 'json' ? jsonText(answer.rows) : asText(answer.rows));
      answered(answer);
    });
}

function asText(holders: readonly HolderJson[]): string {
  if (holders.length === 0) return 'no subject that a binding names\n';
  return holders
    .map(({ subject: { kind, namespace, name }, via }) => {
      const who = `${kind} ${namespace === null ? '' : `${namespace}/`}${name}`;
      const how = via.map(
        (one) => `${one.role} by ${one.namespace === null ? '' : `${one.namespace}/`}${one.binding}`,
      );
      return `${plain(who)}\n${how.map((line) => `         ${plain(line)}\n`).join('')}`;
    })
    .join('');
}
