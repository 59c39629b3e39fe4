/** Files that become evidence or findings: each with what it is, for which cluster, and how its import stands. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { orpc } from '../../client/workbench.ts';
import { ChooseFile } from '../../files/ChooseFile.tsx';
import { useValue } from '../../shell/value.ts';
import { ImportItem } from './ImportItem.tsx';
import classes from './import.module.css';
import { addChosen, incoming, removeIncoming, typePath } from './incoming.ts';

export function ImportPanel() {
  const { files, names, typedPath } = useValue(incoming);
  const jobs = useQuery(orpc.jobs.list.queryOptions());
  const ended = new Set((jobs.data ?? []).filter(({ status }) => status !== 'running').map((job) => job.id));
  const done = files.filter(({ jobId }) => jobId !== null && ended.has(jobId));
  return (
    <div className={classes.column}>
      <p className="muted prose">
        An evidence bundle is a snapshot in one file. The target’s administrator creates it with “drydock
        collect”, can review it and then sends it. Manifests, kubectl output and must-gather folders also
        work; anything they cannot show stays unknown. Results from Trivy, Kubescape, kube-bench, Polaris and
        SARIF become findings.
      </p>
      <ChooseFile
        purpose="evidence"
        label="Evidence or results"
        description="Type a path (a folder works as well), choose files, or drop them anywhere on this window."
        placeholder="/home/you/halcyon-prod.evidence.zip"
        submit="Add"
        several
        typed={{ path: typedPath, set: typePath }}
        onChosen={addChosen}
      />
      {files.length > 0 && (
        <ul className={classes.files} aria-label="Files to import">
          {files.map((file) => (
            <li key={file.id}>
              <ImportItem incoming={file} typedName={names.get(file.name)} />
            </li>
          ))}
        </ul>
      )}
      {done.length > 1 && (
        <div>
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => removeIncoming(...done.map(({ id }) => id))}
          >
            Clear finished files
          </Button>
        </div>
      )}
    </div>
  );
}
