import { Checkbox } from '@mantine/core';
import type { AuthenticationKind, KubeconfigContext } from '../../../shared/kubeconfig.ts';
import classes from './collect.module.css';

interface ContextTableProps {
  readonly contexts: readonly KubeconfigContext[];
  readonly chosen: ReadonlySet<string>;
  readonly onToggle: (context: KubeconfigContext) => void;
}

/** What a kubeconfig offers, each context with how it signs in and what to be careful about. */
export function ContextTable({ contexts, chosen, onToggle }: ContextTableProps) {
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Context</th>
            <th scope="col">Server</th>
            <th scope="col">User</th>
            <th scope="col">Namespace</th>
            <th scope="col">Signs in with</th>
          </tr>
        </thead>
        <tbody>
          {contexts.map((context) => (
            <tr key={context.name}>
              <th scope="row">
                <Checkbox
                  label={context.name}
                  checked={chosen.has(context.name)}
                  disabled={context.refusal !== null}
                  onChange={() => onToggle(context)}
                />
                {context.refusal !== null && <p className={classes.warning}>{context.refusal}</p>}
                {context.warnings.map((warning) => (
                  <p key={warning} className={classes.warning}>
                    {warning}
                  </p>
                ))}
              </th>
              <td className="mono">{context.server}</td>
              <td className="mono">{context.user}</td>
              <td className="mono">{context.namespace === '' ? 'default' : context.namespace}</td>
              <td>{AUTHENTICATION_WORDS[context.authentication]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const AUTHENTICATION_WORDS: Record<AuthenticationKind, string> = {
  token: 'A token',
  'token-file': 'A token from a file',
  'client-certificate': 'A client certificate',
  basic: 'A user name and password',
  exec: 'A program',
  'in-cluster': 'The pod it runs in',
  none: 'Nothing',
  unsupported: 'A way that is not supported',
};
