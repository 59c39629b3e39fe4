/** `drydock what-can`: what a subject holds, through itself and its groups, without an engagement. */
import { Command, Option } from 'commander';
import { type EvidenceChoices, evidenceRequest, withEvidenceOptions } from '../evidence-options.ts';
import { EXIT } from '../exit.ts';
import { reportIncomplete } from '../incomplete.ts';
import { jsonText } from '../json.ts';
import { plain } from '../plain.ts';
import { type GrantJson, type RuleJson, readSubject, whatCan } from '../work/access.ts';
import { inDocument } from '../work/reach.ts';

interface WhatCanOptions extends EvidenceChoices {
  readonly group?: string[];
  readonly format: 'text' | 'json';
}

export function whatCanCommand(): Command {
  return withEvidenceOptions(new Command('what-can'))
    .description('List the rules that a subject holds, and the bindings that grant them')
    .argument('<subject>', 'User:NAME, Group:NAME or ServiceAccount:NAMESPACE/NAME')
    .option('--group <name...>', 'further groups of the subject, known only to its identity provider')
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .action(async (text: string, options: WhatCanOptions, command: Command) => {
      const subject = readSubject(text);
      if (subject === null)
        command.error(
          `error: ${plain(text)} is not a subject; write User:NAME, Group:NAME or ServiceAccount:NAMESPACE/NAME`,
          { exitCode: EXIT.usage },
        );
      const answer = await whatCan({
        ...evidenceRequest(options, command),
        subject,
        groups: options.group ?? [],
      });
      process.stdout.write(options.format === 'json' ? jsonText(answer.rows) : asText(answer.rows));
      process.exitCode = reportIncomplete(answer.incomplete, answer.notes);
    });
}

function asText(grants: readonly GrantJson[]): string {
  if (grants.length === 0) return 'no binding names it or a group to which it certainly belongs\n';
  return grants
    .map(({ binding, role, namespace, as, rules, bindingSource, roleSource }) => {
      const where = namespace === null ? 'in the whole cluster' : `in namespace ${namespace}`;
      const head = `${role}${inDocument(roleSource)} ${where}, by ${binding}${inDocument(bindingSource)} as ${as.kind} ${as.name}`;
      const lines = rules?.map(ruleText) ?? ['the role does not exist'];
      return `${plain(head)}\n${lines.map((line) => `         ${plain(line)}\n`).join('')}`;
    })
    .join('');
}

function ruleText({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: RuleJson): string {
  const what =
    nonResourceURLs?.join(', ') ??
    `${(resources ?? []).join(', ')} of ${(apiGroups ?? []).map((group) => (group === '' ? 'the core group' : group)).join(', ')}`;
  const named = resourceNames === undefined ? '' : ` named ${resourceNames.join(', ')}`;
  return `${verbs.join(', ')}: ${what}${named}`;
}
