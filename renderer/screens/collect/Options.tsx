import { ActionIcon, NumberInput, TagsInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { count } from '../../../shared/in-words.ts';
import { ChooseFile } from '../../files/ChooseFile.tsx';
import classes from './collect.module.css';
import { type CollectDraft, changeOptions, typeNamespace } from './draft.ts';

/** What few collections need: some namespaces only, one more authority, a time limit. */
export function Options({ draft }: { readonly draft: CollectDraft }) {
  return (
    <details className={classes.fold}>
      <summary>Change the options</summary>
      <div className={classes.options}>
        <TagsInput
          label="Only these namespaces"
          description="Empty for all. What lies outside is then unknown. Press Enter after each."
          value={[...draft.namespaces]}
          onChange={(namespaces) => changeOptions({ namespaces })}
          searchValue={draft.typedNamespace}
          onSearchChange={typeNamespace}
          maxTags={500}
          maw={560}
          autoComplete="off"
          classNames={{ pill: 'mono' }}
        />
        <div className={classes.stack}>
          {draft.extraCa === null ? (
            <ChooseFile
              purpose="extra-ca"
              label="Another certificate authority"
              description="A PEM file that is trusted beside those of the kubeconfig, as where a proxy opens TLS."
              placeholder="/home/you/company-ca.pem"
              submit="Use it"
              onChosen={([extraCa]) => extraCa !== undefined && changeOptions({ extraCa })}
            />
          ) : (
            <p className={classes.file}>
              <span>
                Also trusted: <span className="mono">{draft.extraCa.name}</span>
              </span>
              <ActionIcon
                aria-label={`Do not trust ${draft.extraCa.name}`}
                onClick={() => changeOptions({ extraCa: null })}
              >
                <IconX size={16} />
              </ActionIcon>
            </p>
          )}
        </div>
        <NumberInput
          label="Time limit in minutes"
          description="The collection ends then, with what it has. It can be completed later."
          value={draft.limitMinutes}
          min={1}
          max={1440}
          maw={240}
          onChange={(value) => {
            const minutes = Math.round(Number(value));
            if (minutes >= 1 && minutes <= 1440) changeOptions({ limitMinutes: minutes });
          }}
        />
      </div>
    </details>
  );
}

/** The options in a few words, for the step's head. */
export function optionWords({ namespaces, extraCa, limitMinutes }: CollectDraft): string {
  const parts = [
    namespaces.length === 0
      ? 'All namespaces'
      : namespaces.length === 1
        ? `Only ${namespaces[0]}`
        : `Only ${namespaces.length} namespaces`,
    ...(extraCa === null ? [] : ['another authority']),
    `at most ${count(limitMinutes, 'minute')}`,
  ];
  return parts.join(', ');
}
