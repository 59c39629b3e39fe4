/** `drydock who-can`: the subjects that may do something, without an engagement. */
import { Command, Option } from 'commander';
import { type EvidenceChoices, evidenceRequest, withEvidenceOptions } from '../evidence-options.ts';
import { reportIncomplete } from '../incomplete.ts';
import { jsonText } from '../json.ts';
import { plain } from '../plain.ts';
import { type HolderJson, whoCan } from '../work/access.ts';
import { inDocument } from '../work/reach.ts';

interface WhoCanOptions extends EvidenceChoices {
  readonly apiGroup?: string;
  readonly namespace?: string;
  readonly format: 'text' | 'json';
}

type WhoCanAction = [
  verb: string,
  resource: string,
  name: string | undefined,
  options: WhoCanOptions,
  command: Command,
];

const HELP = `
Subjects are listed as bindings name them. A group stays a group, because only the identity provider knows its members.
Service accounts that exist, or that a binding names, are listed too if a group of accounts or system:authenticated
covers them. system:masters may do everything and is listed only where a binding names it.

A resource may be a plural, a singular or a short name, with .GROUP after it. A built-in kind is found in its own group
(deployments in apps, events in the core group), any other in its group in the evidence, otherwise in the core group.
As with kubectl auth can-i, Drydock does not alter the question: -n also applies to a cluster-scoped kind.
For manifests, Drydock assumes the default roles of every cluster, such as edit, as Kubernetes defines them.

JSON: [{subject: {kind, namespace, name}, via: [{binding, role, namespace}]}], namespace null for the whole cluster.
Where files contain several bindings or roles of one name, bindingSource and roleSource name the document (FILE#DOCUMENT).
Exit status: 0 done, 2 wrong usage, 3 some bindings or roles could not be read, 4 failed.`;

export function whoCanCommand(): Command {
  return withEvidenceOptions(new Command('who-can'))
    .description('List the subjects that may do something, as the API server’s RBAC decides')
    .argument('<verb>', 'such as get, create or impersonate')
    .argument(
      '<resource>',
      'such as pods, pods/exec, deployments or shops.example.com; or a path such as /healthz',
    )
    .argument('[name]', 'of one object')
    .option(
      '--api-group <group>',
      'API group of the resource, if it is not the usual one; "" is the core group',
    )
    .option('-n, --namespace <namespace>', 'in this namespace; in the whole cluster by default')
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .addHelpText('after', HELP)
    .action(async (...[verb, resource, name, options, command]: WhoCanAction) => {
      const { apiGroup, namespace, format } = options;
      const answer = await whoCan({
        ...evidenceRequest(options, command),
        verb,
        resource,
        ...(name === undefined ? {} : { name }),
        ...(apiGroup === undefined ? {} : { apiGroup }),
        ...(namespace === undefined ? {} : { namespace }),
      });
      process.stdout.write(format === 'json' ? jsonText(answer.rows) : asText(answer.rows));
      process.exitCode = reportIncomplete(answer.incomplete, answer.notes);
    });
}

function asText(holders: readonly HolderJson[]): string {
  if (holders.length === 0) return 'no subject named by a binding\n';
  return holders
    .map(({ subject: { kind, namespace, name }, via }) => {
      const who = `${kind} ${namespace === null ? '' : `${namespace}/`}${name}`;
      const how = via.map(
        (one) =>
          `${one.role}${inDocument(one.roleSource)} by ${one.namespace === null ? '' : `${one.namespace}/`}${one.binding}${inDocument(one.bindingSource)}`,
      );
      return `${plain(who)}\n${how.map((line) => `         ${plain(line)}\n`).join('')}`;
    })
    .join('');
}
