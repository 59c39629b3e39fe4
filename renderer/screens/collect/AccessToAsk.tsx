import { Button, CopyButton } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { client } from '../../client/workbench.ts';
import { YamlLines } from '../../components/EvidenceYaml.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { finishSaving } from '../../components/saveArtifact.ts';
import classes from './collect.module.css';

/** The least access that a full collection needs, to hand to the target's administrator. */
export function AccessToAsk({ yaml, folded = false }: { readonly yaml: string; readonly folded?: boolean }) {
  const save = useMutation({
    mutationFn: async () => finishSaving(await client.collect.saveClusterRole({ yaml })),
  });
  return (
    <div className={classes.stack}>
      <p className="muted prose">
        Give this role to the target’s administrator. It allows an account to list what Drydock needs and to
        change nothing. Drydock requests Secrets as tables without contents, although Kubernetes has no
        narrower permission than list. Without that rule, the controls that depend on it stay unknown.
      </p>
      {save.isError && <ProblemNote error={save.error} />}
      <div className={classes.buttons}>
        <CopyButton value={yaml}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy} disabled={yaml === ''} miw="7.5rem">
              {copied ? 'Copied' : 'Copy the role'}
            </Button>
          )}
        </CopyButton>
        <Button
          variant="default"
          loading={save.isPending}
          disabled={yaml === ''}
          onClick={() => save.mutate()}
        >
          Save the role as a file
        </Button>
        <output className="muted">{typeof save.data === 'string' && `Saved as ${save.data}`}</output>
      </div>
      {yaml !== '' &&
        (folded ? (
          <details className={classes.fold}>
            <summary>Show the role</summary>
            <YamlLines yaml={yaml} focus={null} all label="ClusterRole" />
          </details>
        ) : (
          <YamlLines yaml={yaml} focus={null} all label="ClusterRole" />
        ))}
    </div>
  );
}
