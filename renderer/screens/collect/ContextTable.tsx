import { Button, Checkbox, TextInput } from '@mantine/core';
import { Fragment, useState } from 'react';
import type { SnapshotSummary } from '../../../shared/engagement.ts';
import { number } from '../../../shared/in-words.ts';
import type { AuthenticationKind, KubeconfigContext } from '../../../shared/kubeconfig.ts';
import { Caution } from '../../components/Caution.tsx';
import { baseName, type ChosenFile } from '../../files/chosen-file.ts';
import { ClusterName } from './ClusterName.tsx';
import classes from './collect.module.css';
import { rankedWarnings } from './warnings.ts';

interface ContextTableProps {
  readonly contexts: readonly KubeconfigContext[];
  /** Chosen contexts with their cluster's name. */
  readonly names: ReadonlyMap<string, string>;
  readonly snapshots: readonly SnapshotSummary[];
  /** The file that each context came from, when there are several. */
  readonly fileOf: ((context: string) => ChosenFile | undefined) | null;
  readonly onToggle: (context: KubeconfigContext) => void;
}

/** Rows shown before someone asks for all: a company's kubeconfig can name hundreds of clusters. */
const SHOWN = 60;
/** From here on a filter helps. */
const MANY = 8;

/** What the kubeconfigs offer, each context with how it signs in and what to be careful about. */
export function ContextTable({ contexts, names, snapshots, fileOf, onToggle }: ContextTableProps) {
  const [filter, setFilter] = useState('');
  const [all, setAll] = useState(false);
  const wanted = filter.trim().toLowerCase();
  const found = contexts.filter(
    ({ name, server, user, cluster }) =>
      names.has(name) || [name, server, user, cluster].some((text) => text.toLowerCase().includes(wanted)),
  );
  const shown = all ? found : found.slice(0, SHOWN);
  const columns = fileOf === null ? 5 : 6;
  return (
    <div className={classes.stack}>
      {contexts.length > MANY && (
        <div className={classes.filter}>
          <TextInput
            aria-label="Filter contexts"
            placeholder="Filter by context, server or user"
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
            w={320}
          />
          <output className="faint">
            {number(found.length)} of {number(contexts.length)}
          </output>
        </div>
      )}
      <div className={classes.scroll}>
        <table className={classes.table} aria-label="Contexts">
          <thead>
            <tr>
              <th scope="col">Context</th>
              <th scope="col">Server</th>
              <th scope="col">User</th>
              <th scope="col">Namespace</th>
              <th scope="col">Signs in with</th>
              {fileOf !== null && <th scope="col">From</th>}
            </tr>
          </thead>
          <tbody>
            {shown.map((context) => {
              const isChosen = names.has(context.name);
              const warnings = rankedWarnings(context);
              const detailed = isChosen || warnings.length > 0 || context.refusal !== null;
              return (
                <Fragment key={context.name}>
                  <tr data-detailed={detailed} data-chosen={isChosen}>
                    <th scope="row">
                      <Checkbox
                        label={context.name}
                        checked={isChosen}
                        disabled={context.refusal !== null}
                        onChange={() => onToggle(context)}
                      />
                    </th>
                    <td className="mono">{context.server}</td>
                    <td className="mono">{context.user}</td>
                    <td className="mono">{context.namespace === '' ? 'default' : context.namespace}</td>
                    <td>{AUTHENTICATION_WORDS[context.authentication]}</td>
                    {fileOf !== null && (
                      <td className="mono">{baseName(fileOf(context.name)?.name ?? '')}</td>
                    )}
                  </tr>
                  {detailed && (
                    <tr data-chosen={isChosen} className={classes.detail}>
                      <td colSpan={columns}>
                        <div className={classes.detailBody}>
                          {context.refusal !== null && (
                            <Caution tone="quiet">Cannot be used: {lowerFirst(context.refusal)}</Caution>
                          )}
                          {warnings.map(({ text, tone }) => (
                            <Caution key={text} tone={tone}>
                              {text}
                            </Caution>
                          ))}
                          {isChosen && <ClusterName context={context} names={names} snapshots={snapshots} />}
                        </div>
                      </td>
                    </tr>
                  )}
                </Fragment>
              );
            })}
          </tbody>
        </table>
      </div>
      {found.length === 0 && <p className="muted">No context matches this filter.</p>}
      {found.length > shown.length && (
        <div>
          <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
            Show all {number(found.length)}
          </Button>
        </div>
      )}
    </div>
  );
}

const lowerFirst = (sentence: string) =>
  /^[A-Z][a-z]/.test(sentence) ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence;

const AUTHENTICATION_WORDS: Record<AuthenticationKind, string> = {
  token: 'Token',
  'token-file': 'Token file',
  'client-certificate': 'Client certificate',
  basic: 'User name and password',
  exec: 'Sign-in program',
  'in-cluster': 'Service account of the pod',
  none: 'No credentials',
  unsupported: 'Unsupported method',
};
