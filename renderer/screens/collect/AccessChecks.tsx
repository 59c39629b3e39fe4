import { Button, Loader } from '@mantine/core';
import type { KubeconfigContext } from '../../../shared/kubeconfig.ts';
import { ProblemNote } from '../../components/Problem.tsx';
import { accessSentence } from './access.ts';
import classes from './collect.module.css';
import type { AccessCheck, CollectDraft } from './draft.ts';
import { PreflightReport } from './PreflightReport.tsx';

interface AccessChecksProps {
  readonly draft: CollectDraft;
  readonly chosen: readonly KubeconfigContext[];
  readonly onCheck: (contexts: readonly string[]) => void;
}

/** What each chosen cluster would let a collection see, asked before anything is listed. */
export function AccessChecks({ draft, chosen, onCheck }: AccessChecksProps) {
  const unasked = chosen.filter(({ name }) => !draft.checks.has(name)).map(({ name }) => name);
  return (
    <div className={classes.stack}>
      {unasked.length > 0 && (
        <div>
          <Button onClick={() => onCheck(unasked)}>
            {unasked.length === chosen.length ? 'Check access first' : 'Check the remaining clusters'}
          </Button>
        </div>
      )}
      {chosen.map(({ name }) => {
        const check = draft.checks.get(name);
        return check === undefined ? null : (
          <ClusterCheck
            key={name}
            name={draft.names.get(name) ?? name}
            check={check}
            several={chosen.length > 1}
            onAgain={() => onCheck([name])}
          />
        );
      })}
    </div>
  );
}

function ClusterCheck({
  name,
  check,
  several,
  onAgain,
}: {
  readonly name: string;
  readonly check: AccessCheck;
  readonly several: boolean;
  readonly onAgain: () => void;
}) {
  if (check.status === 'asking') {
    return (
      <output className={classes.asking}>
        <Loader size={14} /> Checking your access to {name}
      </output>
    );
  }
  if (check.status === 'failed') {
    return (
      <div className={classes.stack}>
        {several && <h3 className={classes.subtitle}>{name}</h3>}
        <ProblemNote error={check.error} onRetry={onAgain} />
      </div>
    );
  }
  const words = (
    <>
      <strong>{name}</strong> {accessSentence(check.preflight)}
    </>
  );
  const again = (
    <div>
      <Button variant="subtle" size="compact-sm" onClick={onAgain}>
        Check again
      </Button>
    </div>
  );
  if (!several) {
    return (
      <div className={classes.stack}>
        <p>{words}</p>
        <PreflightReport preflight={check.preflight} />
        {again}
      </div>
    );
  }
  return (
    <details className={classes.check}>
      <summary>{words}</summary>
      <div className={classes.stack}>
        <PreflightReport preflight={check.preflight} />
        {again}
      </div>
    </details>
  );
}
