import { ActionIcon, Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQueries, useQuery } from '@tanstack/react-query';
import { count } from '../../../shared/in-words.ts';
import { orpc } from '../../client/workbench.ts';
import { ProblemNote } from '../../components/Problem.tsx';
import { ChooseFile } from '../../files/ChooseFile.tsx';
import { fileAtPath } from '../../files/chosen-file.ts';
import classes from './collect.module.css';
import { addKubeconfigs, type CollectDraft, removeKubeconfig, typePath } from './draft.ts';

/** The kubeconfigs in the order in which they merge, and ways to add one. */
export function KubeconfigFiles({ files, typedPath }: Pick<CollectDraft, 'files' | 'typedPath'>) {
  const info = useQuery(orpc.app.info.queryOptions());
  const each = useQueries({
    queries: files.map(({ ref }) => orpc.collect.inspect.queryOptions({ input: { files: [ref] } })),
  });
  const usual = (info.data?.kubeconfigs ?? []).filter((path) => files.every(({ name }) => name !== path));
  return (
    <>
      {files.length > 0 && (
        <ol className={classes.files} aria-label="Kubeconfigs, in merge order">
          {files.map((file, index) => {
            const answer = each[index];
            return (
              <li key={file.id} className={classes.file}>
                <span className="mono">{file.name}</span>
                <span className="faint">
                  {answer?.data !== undefined && count(answer.data.contexts.length, 'context')}
                </span>
                <ActionIcon aria-label={`Remove ${file.name}`} onClick={() => removeKubeconfig(file.id)}>
                  <IconX size={16} />
                </ActionIcon>
                {answer?.isError && (
                  <div className={classes.fileProblem}>
                    <ProblemNote error={answer.error} />
                    {files.length > 1 && (
                      <p className="muted small">This file is ignored. The others can be used.</p>
                    )}
                  </div>
                )}
              </li>
            );
          })}
        </ol>
      )}
      {files.length > 1 && (
        <p className="muted small">If two files use the same name, the upper one applies, as in kubectl.</p>
      )}
      <ChooseFile
        purpose="kubeconfig"
        label={files.length === 0 ? 'Kubeconfig' : 'Another kubeconfig'}
        description={
          files.length === 0
            ? 'The file with the cluster’s address and credentials. Type its path, choose it, or drop it anywhere on this window.'
            : undefined
        }
        placeholder="/home/you/.kube/config"
        several
        typed={{ path: typedPath, set: typePath }}
        onChosen={addKubeconfigs}
      />
      {usual.length > 0 && (
        <p className={classes.usual}>
          <span className="muted">On this computer:</span>
          {usual.map((path) => (
            <Button
              key={path}
              variant="subtle"
              size="compact-sm"
              className="mono"
              onClick={() => addKubeconfigs([fileAtPath(path)])}
            >
              Use {path}
            </Button>
          ))}
        </p>
      )}
    </>
  );
}
