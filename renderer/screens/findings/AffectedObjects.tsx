/** What a finding is about, a page at a time; the open one shows its object with the offending line lit. */
import { Button } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { FindingDetail } from '../../../shared/finding.ts';
import { number } from '../../../shared/in-words.ts';
import { objectInWords } from '../../../shared/object-in-words.ts';
import { orpc } from '../../client/workbench.ts';
import { EvidenceYaml } from '../../components/EvidenceYaml.tsx';
import { InspectorSection } from '../../components/Inspector.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { acceptedWords } from '../exceptions/ExceptionMarkNote.tsx';
import classes from './FindingInspector.module.css';

const PAGE = 20;

export function AffectedObjects({ finding }: { readonly finding: FindingDetail }) {
  const [offset, setOffset] = useState(0);
  const [open, setOpen] = useState<number | null>(0);
  const objects = useQuery({
    ...orpc.findings.affected.queryOptions({ input: { id: finding.id, offset, limit: PAGE } }),
    placeholderData: keepPreviousData,
    enabled: finding.evidence.length > 0,
  });
  const rows = objects.data?.rows ?? [];
  const total = objects.data?.total ?? 0;
  const turn = (to: number) => {
    setOffset(to);
    setOpen(null);
  };
  if (finding.evidence.length === 0 && finding.affected.length === 0) return null;
  return (
    <InspectorSection title="Affected">
      {finding.affected.length > 0 && (
        <ul className={classes.plain}>
          {finding.affected.map((line, index) => (
            // Lines are the assessor's words; two may be alike.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={index}>{line}</li>
          ))}
        </ul>
      )}
      {objects.isError && <ProblemNote error={objects.error} />}
      <ol className={classes.objects}>
        {rows.map((evidence, index) => (
          <li key={`${evidence.object.apiVersion} ${objectInWords(evidence.object)} ${evidence.path ?? ''}`}>
            <button
              type="button"
              className={classes.object}
              aria-expanded={open === index}
              onClick={() => setOpen(open === index ? null : index)}
            >
              <span className={classes.name}>{nameOf(evidence.object)}</span>
              <span className={classes.message}>{evidence.message}</span>
              {(evidence.exception ?? evidence.expiredException) !== undefined && (
                <span className={classes.message}>
                  Accepted {acceptedWords(evidence)}:{' '}
                  {(evidence.exception ?? evidence.expiredException)?.reason}
                </span>
              )}
            </button>
            {open === index && hasYaml(finding, evidence) && <EvidenceYaml evidence={evidence} />}
          </li>
        ))}
      </ol>
      {total > PAGE && (
        <div className={classes.pages}>
          <Button
            size="compact-sm"
            variant="default"
            disabled={offset === 0}
            onClick={() => turn(Math.max(offset - PAGE, 0))}
          >
            Previous
          </Button>
          <output className="small muted">
            {number(offset + 1)} to {number(Math.min(offset + PAGE, total))} of {number(total)}
          </output>
          <Button
            size="compact-sm"
            variant="default"
            disabled={offset + PAGE >= total}
            onClick={() => turn(offset + PAGE)}
          >
            Next
          </Button>
        </div>
      )}
    </InspectorSection>
  );
}

type Affected = FindingDetail['evidence'][number]['object'];

/** What another tool names and no snapshot holds has nothing to show; its message says so. */
const hasYaml = (
  finding: FindingDetail,
  { object, snapshotId }: FindingDetail['evidence'][number],
): boolean => isObject(object) && (finding.source === null || snapshotId !== undefined);

/** A verdict about the cluster as a whole has no object to show. */
const isObject = (object: Affected): boolean => object.name !== '';
const nameOf = (object: Affected): string => (isObject(object) ? objectInWords(object) : 'The cluster');
