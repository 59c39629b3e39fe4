/** The last step: what a reader would stumble over, the decision, the PDF, and what was made so far. */
import { useQuery } from '@tanstack/react-query';
import { orpc } from '../../client/workbench.ts';
import { Page } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { Artifacts } from './Artifacts.tsx';
import { BuildReport } from './BuildReport.tsx';
import { Checks } from './Checks.tsx';
import { Decision } from './Decision.tsx';

export function ReportScreen() {
  const engagement = useQuery(orpc.engagements.current.queryOptions());
  return (
    <Page title="Report" lead="Check the report, build it and hand it over. Drydock creates the PDF offline.">
      <Checks />
      {engagement.isError && engagement.data === undefined && <ProblemNote error={engagement.error} />}
      {engagement.data && <Decision engagement={engagement.data} />}
      <BuildReport />
      <Artifacts />
    </Page>
  );
}
