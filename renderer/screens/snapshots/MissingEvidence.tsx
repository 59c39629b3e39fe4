import { useQuery } from '@tanstack/react-query';
import type { SnapshotManifest } from '../../../shared/evidence.ts';
import { kindName } from '../../../shared/evidence.ts';
import { count, number } from '../../../shared/in-words.ts';
import { orpc } from '../../client/workbench.ts';
import { Dotted } from '../../components/Dotted.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { UnknownControls } from '../../components/UnknownControls.tsx';
import classes from '../evidence/evidence.module.css';
import { KIND_STATUS_WORDS, someNamespaces } from '../evidence/kind-words.ts';
import own from './MissingEvidence.module.css';
import { missingOf } from './missing.ts';
import { UnreadFiles } from './UnreadFiles.tsx';

/** Each file that was not read, each kind that is not here in full with its reason, and the controls that stay unknown because of it. */
export function MissingEvidence({
  snapshotId,
  manifest,
}: {
  readonly snapshotId: string;
  readonly manifest: SnapshotManifest;
}) {
  const controls = useQuery(orpc.analysis.controls.queryOptions({ input: { snapshotId } }));
  const { kinds, unknown, inPart, otherwise } = missingOf(manifest, controls.data ?? []);
  return (
    <div className={own.column}>
      {manifest.scope !== undefined && (
        <p>
          Limited by choice to {count(manifest.scope.namespaces.length, 'namespace')}:{' '}
          <span className="mono">{someNamespaces(manifest.scope.namespaces, 20)}</span>. Everything else is
          unknown.
        </p>
      )}
      <UnreadFiles unread={manifest.unread ?? []} />
      {controls.isError && <ProblemNote error={controls.error} />}
      {unknown.length > 0 && (
        <UnknownControls
          controls={unknown}
          title={`${count(unknown.length, 'control')} cannot be judged because of missing evidence`}
        />
      )}
      {inPart.length > 0 && (
        <UnknownControls
          controls={inPart}
          title={`${count(inPart.length, 'control')} judged only on the collected evidence; the rest may be worse`}
        />
      )}
      {kinds.length === 0 ? (
        <p className="muted">
          {manifest.unread === undefined
            ? 'Nothing. Every kind that was offered is here in full.'
            : 'Every kind that was read is here in full.'}
        </p>
      ) : (
        <div className={classes.scroll}>
          <table className={classes.table} aria-label="Missing kinds">
            <thead>
              <tr>
                <th scope="col">Kind</th>
                <th scope="col">Result</th>
                <th scope="col">Reason</th>
                <th scope="col">Refused in</th>
                <th scope="col" data-align="end">
                  Controls
                </th>
              </tr>
            </thead>
            <tbody>
              {kinds.map(({ outcome, controls: uses }) => (
                <tr key={`${outcome.resource.group}/${outcome.resource.resource}`}>
                  <th scope="row">
                    <Dotted>{kindName(outcome.resource)}</Dotted>
                  </th>
                  <td>
                    <span className={classes.status}>
                      <span className={classes.swatch} data-fill="hatched" aria-hidden="true" />
                      {KIND_STATUS_WORDS[outcome.status]}
                    </span>
                  </td>
                  <td className="muted">{outcome.message}</td>
                  <td className="mono">{someNamespaces(outcome.refusedNamespaces)}</td>
                  <td data-align="end">{number(uses)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {otherwise > 0 && (
        <p className="muted">
          {count(otherwise, 'more control is', 'more controls are')} unknown for other reasons: the provider
          manages the subject, or only a person can answer.
        </p>
      )}
    </div>
  );
}
