import { Button, CopyButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { orpc } from '../../client/workbench.ts';
import { YamlLines } from '../../components/EvidenceYaml.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import classes from './collect.module.css';

/** The least access that a full collection needs, to hand to the target's administrator. */
export function ClusterRole() {
  const role = useQuery(orpc.collect.clusterRole.queryOptions());
  return (
    <div className={classes.column}>
      <p className="muted prose">
        Hand this to the target’s administrator. It lets an account list what Drydock needs and change
        nothing. Secrets are asked for as tables without their contents, but Kubernetes has no narrower
        permission than to list them; leave that rule out and what depends on it stays unknown.
      </p>
      {role.isError && <ProblemNote error={role.error} />}
      {role.data && (
        <>
          <CopyButton value={role.data.yaml}>
            {({ copied, copy }) => (
              <div>
                <Button variant="default" onClick={copy}>
                  {copied ? 'Copied' : 'Copy'}
                </Button>
              </div>
            )}
          </CopyButton>
          <YamlLines yaml={role.data.yaml} focus={null} all label="ClusterRole" />
        </>
      )}
    </div>
  );
}
