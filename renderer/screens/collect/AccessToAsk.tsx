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
        Hand this role to the target’s administrator. It lets an account list what Drydock needs and change
        nothing. Secrets are asked for as tables without their contents, but Kubernetes has no narrower
        permission than to list them; leave that rule out and what depends on it stays unknown.
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
          Save it as a file
        </Button>
        <output className="muted">{typeof save.data === 'string' && `Saved as ${save.data}`}</output>
      </div>
      {yaml !== '' &&
        (folded ? (
          <details className={classes.fold}>
            <summary>Read the role</summary>
            <YamlLines yaml={yaml} focus={null} all label="ClusterRole" />
          </details>
        ) : (
          <YamlLines yaml={yaml} focus={null} all label="ClusterRole" />
        ))}
    </div>
  );
}
