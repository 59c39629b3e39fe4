import { Checkbox } from '@mantine/core';
import type { ExecPlugin } from '../../../shared/kubeconfig.ts';
import classes from './collect.module.css';

interface SignInProgramProps {
  readonly program: ExecPlugin;
  readonly contexts: readonly string[];
  /** `earlier`: agreed to before in this engagement. */
  readonly consent: 'none' | 'given' | 'earlier';
  readonly onConsent: (given: boolean) => void;
}

/** A program that a kubeconfig names: the whole command, and consent to exactly this one. */
export function SignInProgram({ program, contexts, consent, onConsent }: SignInProgramProps) {
  const { command, args, envNames, installHint, fingerprint } = program;
  return (
    <article className={classes.program} aria-label={command}>
      <dl className={classes.facts}>
        <dt>Program</dt>
        <dd className="mono">{command}</dd>
        <dt>Arguments</dt>
        <dd>
          {args.length === 0 ? (
            <span className="muted">none</span>
          ) : (
            <ol className={classes.args}>
              {args.map((arg, index) => (
                // oxlint-disable-next-line react/no-array-index-key -- an argument is known by its place alone
                <li key={index} className="mono">
                  {JSON.stringify(arg)}
                </li>
              ))}
            </ol>
          )}
        </dd>
        <dt>Variables</dt>
        <dd>
          {envNames.length === 0 ? (
            <span className="muted">none</span>
          ) : (
            <span className="mono">{envNames.join(', ')}</span>
          )}
        </dd>
        {installHint !== '' && (
          <>
            <dt>Note in the kubeconfig</dt>
            <dd>{installHint}</dd>
          </>
        )}
        <dt>Signs in to</dt>
        <dd>{contexts.join(', ')}</dd>
        <dt>Fingerprint</dt>
        <dd className="mono">{fingerprint.slice(0, 16)}</dd>
      </dl>
      {consent === 'earlier' ? (
        <p>Allowed earlier in this engagement. A changed command needs a new approval.</p>
      ) : (
        <Checkbox
          label="Allow this program to run"
          checked={consent === 'given'}
          onChange={(event) => onConsent(event.currentTarget.checked)}
        />
      )}
    </article>
  );
}
