/** What to fix first: open failing findings, the most severe for the least effort on top. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { FindingRow } from '../../../shared/finding.ts';
import { count, number } from '../../../shared/in-words.ts';
import { orpc } from '../../client/workbench.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { SeverityMark } from '../../components/SeverityMark.tsx';
import { useSelection } from '../../shell/selection.ts';
import { effortWords } from '../findings/words.ts';
import classes from './plan.module.css';
import { type PlanGroup, type PlanItem, planOrder } from './plan-order.ts';

const GROUP_WORDS: Record<PlanGroup, readonly [title: string, note: string]> = {
  quick: ['Quick', 'Likely done within a day.'],
  short: ['Short', 'Likely done within five days.'],
  long: ['Long', 'Likely more than five days.'],
  unknown: ['Not estimated', 'Findings without a control have no estimate.'],
};
const SHOWN = 500;

export function PlanScreen() {
  const { snapshots, loading } = useSelection();
  const navigate = useNavigate();
  const findings = useQuery(
    orpc.findings.list.queryOptions({ input: { verdicts: ['fail'], statuses: ['open'], limit: SHOWN } }),
  );
  // Controls are the same for every snapshot: any one tells their effort.
  const anySnapshot = snapshots.find((snapshot) => snapshot.analysed);
  const controls = useQuery({
    ...orpc.analysis.controls.queryOptions({ input: { snapshotId: anySnapshot?.id ?? '' } }),
    enabled: anySnapshot !== undefined,
  });
  const metas = new Map((controls.data ?? []).map(({ meta }) => [meta.id, meta.remediation]));
  const ready = findings.data !== undefined && !loading && (anySnapshot === undefined || !controls.isPending);
  const groups = planOrder((findings.data?.rows ?? []).map((row) => itemOf(row, metas)));
  const missing = (findings.data?.total ?? 0) - SHOWN;
  return (
    <Page
      title="Remediation plan"
      lead="Open failed findings, ordered by severity relative to likely effort. Unknowns are not included: they need an answer first."
    >
      {findings.isError && <ProblemNote error={findings.error} onRetry={() => void findings.refetch()} />}
      {controls.isError && <ProblemNote error={controls.error} onRetry={() => void controls.refetch()} />}
      {ready && findings.data.total === 0 && (
        <EmptyState
          title="Nothing to fix yet"
          action={
            <Button onClick={() => void navigate({ to: '/step/$stepId', params: { stepId: 'findings' } })}>
              Review the findings
            </Button>
          }
        >
          <p>Open failed findings will appear here, quick wins first.</p>
        </EmptyState>
      )}
      {ready && [...groups].map(([group, items]) => <Group key={group} group={group} items={items} />)}
      {missing > 0 && (
        <p className="muted">
          {number(missing)} less severe findings are not shown. The findings table lists all of them.
        </p>
      )}
    </Page>
  );
}

interface Remedy {
  readonly short: string;
  readonly effortHours: NonNullable<PlanItem['effort']>;
}

function itemOf(finding: FindingRow, metas: ReadonlyMap<string, Remedy>): PlanItem {
  const remedy = metas.get(finding.controlIds[0] ?? '');
  return { finding, effort: remedy?.effortHours ?? null, short: remedy?.short ?? '' };
}

function Group({ group, items }: { readonly group: PlanGroup; readonly items: readonly PlanItem[] }) {
  if (items.length === 0) return null;
  const [title, note] = GROUP_WORDS[group];
  return (
    <Section title={title} note={`${note} ${count(items.length, 'finding')}.`}>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Severity</th>
              <th scope="col">Finding and what to do</th>
              <th scope="col">Cluster</th>
              <th scope="col" className={classes.end}>
                Affected
              </th>
              <th scope="col">Effort</th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ finding, effort, short }) => (
              <tr key={finding.id}>
                <td>
                  <SeverityMark severity={finding.severity} />
                </td>
                <td>
                  <Link
                    to="/step/$stepId"
                    params={{ stepId: 'findings' }}
                    search={{ finding: finding.id }}
                    className={classes.title}
                  >
                    {finding.number} {finding.title}
                  </Link>
                  {short !== '' && <span className={classes.short}>{short}</span>}
                </td>
                <td className={classes.cluster}>
                  {finding.clusterId === null ? 'Every cluster' : finding.clusterName}
                </td>
                <td className={classes.end}>{number(finding.affectedCount)}</td>
                <td className={classes.effort}>{effort === null ? 'not estimated' : effortWords(effort)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
