/** Everything made so far, kept inside the engagement file, with the hash that proves it is unchanged. */

import { useQuery } from '@tanstack/react-query';
import { compare } from '../../../shared/compare.ts';
import type { Artifact } from '../../../shared/files.ts';
import { orpc } from '../../client/workbench.ts';
import { Section } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { byteSize, dateTime } from '../../format.ts';
import classes from './report.module.css';
import { SaveArtifact } from './SaveArtifact.tsx';

const KIND_WORDS: Record<Artifact['kind'], string> = {
  'report-pdf': 'Report',
  'evidence-bundle': 'Evidence bundle',
  attachment: 'Attachment',
};

export function Artifacts() {
  const artifacts = useQuery(orpc.files.artifacts.queryOptions());
  const newestFirst = (artifacts.data ?? []).toSorted((a, b) => compare(b.createdAt, a.createdAt));
  return (
    <Section
      title="Files created so far"
      note="Kept encrypted in the engagement file. An equal SHA-256 shows that a file is unchanged."
    >
      {artifacts.isError && <ProblemNote error={artifacts.error} />}
      {artifacts.data?.length === 0 && (
        <p className="muted">Nothing yet. Reports and evidence bundles will be listed here.</p>
      )}
      {newestFirst.length > 0 && (
        <ul className={classes.artifacts}>
          {newestFirst.map((artifact) => (
            <li key={artifact.id}>
              <div>
                <p className={classes.fileName}>{artifact.fileName}</p>
                <p className="small muted">
                  {KIND_WORDS[artifact.kind]} · {byteSize(artifact.bytes)} · {dateTime(artifact.createdAt)}
                </p>
                <p className={classes.hash}>SHA-256 {artifact.sha256}</p>
              </div>
              <SaveArtifact artifact={artifact} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
