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
          description="Leave empty for all namespaces. Everything outside the list stays unknown. Press Enter after each name."
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
              label="Additional certificate authority"
              description="A PEM file, trusted in addition to the kubeconfig’s own, for example behind a proxy that inspects TLS."
              placeholder="/home/you/company-ca.pem"
              submit="Trust this file"
              onChosen={([extraCa]) => extraCa !== undefined && changeOptions({ extraCa })}
            />
          ) : (
            <p className={classes.file}>
              <span>
                Also trusted: <span className="mono">{draft.extraCa.name}</span>
              </span>
              <ActionIcon
                aria-label={`Stop trusting ${draft.extraCa.name}`}
                onClick={() => changeOptions({ extraCa: null })}
              >
                <IconX size={16} />
              </ActionIcon>
            </p>
          )}
        </div>
        <NumberInput
          label="Time limit in minutes"
          description="The collection then stops and keeps what it has read. You can complete it later."
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
    ...(extraCa === null ? [] : ['an additional authority']),
    `at most ${count(limitMinutes, 'minute')}`,
  ];
  return parts.join(', ');
}
