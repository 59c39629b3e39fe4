/** Compromise scenarios: how likely, how bad, who says so. The step's questions stand on their own tab. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { DEFAULT_BANDS } from '../../../shared/engagement.ts';
import { number } from '../../../shared/in-words.ts';
import type { ScenarioView } from '../../../shared/risk.ts';
import { orpc } from '../../client/workbench.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { useKeys } from '../../keyboard/useKeys.ts';
import { useListCursor } from '../../keyboard/useListCursor.ts';
import { useOpened } from '../../shell/useOpened.ts';
import { QuestionsScreen } from '../questions/QuestionsScreen.tsx';
import { type Bands, keyOf } from './levels.ts';
import { RiskMatrix } from './RiskMatrix.tsx';
import { ScenarioInspector } from './ScenarioInspector.tsx';
import { ScenarioList } from './ScenarioList.tsx';

export function RiskScreen() {
  const { question, view } = useSearch({ strict: false });
  const asking = question !== undefined || view === 'questions';
  const step = { to: '/step/$stepId', params: { stepId: 'scenarios' } } as const;
  return (
    <Page
      title="Compromise scenarios"
      lead="Only scenarios have a likelihood. The severity of a finding is not a risk."
      actions={
        asking ? (
          <Link {...step} search={{}}>
            Rate the scenarios
          </Link>
        ) : (
          <Link {...step} search={{ view: 'questions' }}>
            Answer the questions of this step
          </Link>
        )
      }
    >
      {asking ? <QuestionsScreen step="scenarios" bare /> : <Scenarios />}
    </Page>
  );
}

function Scenarios() {
  const scenarios = useQuery(orpc.risk.scenarios.queryOptions({ input: {} }));
  const engagement = useQuery(orpc.engagements.current.queryOptions());
  const navigate = useNavigate();
  const bands: Bands = engagement.data?.profile ?? { bands: DEFAULT_BANDS, currency: 'EUR' };
  if (scenarios.isError)
    return <ProblemNote error={scenarios.error} onRetry={() => void scenarios.refetch()} />;
  if (scenarios.data === undefined) return <output className="muted">Rating the scenarios</output>;
  if (scenarios.data.length === 0) {
    return (
      <EmptyState
        title="No cluster to assess yet"
        action={<Button onClick={() => void navigate({ to: '/collect' })}>Collect evidence</Button>}
      >
        <p>
          The scenarios of each cluster will appear here with a proposed likelihood and impact, and the facts
          and answers behind them.
        </p>
      </EmptyState>
    );
  }
  return <Rated views={scenarios.data} bands={bands} />;
}

function Rated({ views, bands }: { readonly views: readonly ScenarioView[]; readonly bands: Bands }) {
  const opened = useOpened('scenario');
  const openKey = opened.openId;
  const clusters = [...Map.groupBy(views, (view) => view.clusterId).values()];
  const flat = clusters.flat();
  const open = flat.find((view) => keyOf(view) === openKey);
  const show = (view: ScenarioView | undefined) => view !== undefined && opened.open(keyOf(view));
  const cursor = useListCursor({
    length: flat.length,
    onOpen: (index) => show(flat[index]),
    initial: Math.max(0, open === undefined ? 0 : flat.indexOf(open)),
  });
  useKeys({ Escape: () => opened.close() }, open !== undefined);
  const at = flat[cursor.index];
  return (
    <>
      {clusters.map((own) => (
        <Section
          key={own[0]?.clusterId}
          title={own[0]?.clusterName ?? ''}
          note={`${number(own.filter((view) => view.confirmed).length)} of ${number(own.length)} confirmed. A dashed ring marks a proposal that is not yet accepted or adjusted.`}
        >
          <RiskMatrix views={own} bands={bands} clusterName={own[0]?.clusterName ?? ''} openKey={openKey} />
          <ScenarioList
            views={own}
            bands={bands}
            cursorKey={at === undefined ? null : keyOf(at)}
            onOpen={(view) => {
              cursor.move(flat.indexOf(view));
              show(view);
            }}
          />
        </Section>
      ))}
      {open !== undefined && (
        <ScenarioInspector key={keyOf(open)} view={open} bands={bands} onClose={() => opened.close()} />
      )}
    </>
  );
}
