/** The cluster on one page: its numbers, the verdicts, what is exposed, the worst scenarios, what was refused. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { SnapshotSummary } from '../../../shared/engagement.ts';
import { agree, count, number } from '../../../shared/in-words.ts';
import type { ClusterSize, PlatformSummary } from '../../../shared/size.ts';
import type { ControlSummary } from '../../../shared/verdict.ts';
import { orpc } from '../../client/workbench.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { date, dateTime } from '../../format.ts';
import { useSelection } from '../../shell/selection.ts';
import { ExposureDiagram } from './ExposureDiagram.tsx';
import classes from './OverviewScreen.module.css';
import { Refused } from './Refused.tsx';
import { Responsibility } from './Responsibility.tsx';
import { SizeTables } from './SizeTables.tsx';
import { VerdictStrip } from './VerdictStrip.tsx';
import { WorstScenarios } from './WorstScenarios.tsx';

export function OverviewScreen() {
  const { cluster, snapshot, loading } = useSelection();
  const navigate = useNavigate();
  if (loading) return <output className="visually-hidden">Reading the evidence</output>;
  if (snapshot === null) {
    return (
      <Page title="Overview">
        <EmptyState
          title="No evidence yet"
          action={
            <>
              <Button onClick={() => void navigate({ to: '/collect' })}>Collect evidence</Button>
              <Button
                variant="default"
                onClick={() => void navigate({ to: '/step/$stepId', params: { stepId: 'scope' } })}
              >
                Start with the interview
              </Button>
            </>
          }
        >
          <p>
            Key figures for {cluster === null ? 'each cluster' : cluster.name} will appear here, with exposed
            endpoints and the worst scenarios. Without access to a cluster, the report relies on the interview
            alone and marks every fact as not established.
          </p>
        </EmptyState>
      </Page>
    );
  }
  return <Overview key={snapshot.id} snapshot={snapshot} />;
}

function Overview({ snapshot }: { readonly snapshot: SnapshotSummary }) {
  const overview = useQuery(orpc.analysis.overview.queryOptions({ input: { snapshotId: snapshot.id } }));
  return (
    <Page
      title={snapshot.clusterName}
      lead={`${snapshot.origin === 'live' ? 'Collected' : 'Read from manifests'} ${dateTime(snapshot.startedAt)}${
        snapshot.completeness === 'partial' ? ', partial' : ''
      }`}
    >
      {overview.isError && <ProblemNote error={overview.error} onRetry={() => void overview.refetch()} />}
      {overview.isPending && <output className="muted">Reading the evidence</output>}
      {overview.data && (
        <>
          <Platform platform={overview.data.platform} />
          <Plate size={overview.data.size} />
          <Section
            title="Verdicts by family"
            note="Each cell is one control. A hatched cell is unknown, which is never a pass. A pale one is the provider’s responsibility."
            actions={
              <Link to="/step/$stepId" params={{ stepId: 'findings' }}>
                Review the findings
              </Link>
            }
          >
            <VerdictStrip
              controls={overview.data.controls}
              responsibility={overview.data.responsibility}
              snapshotId={snapshot.id}
            />
            <Accepted controls={overview.data.controls} />
          </Section>
          <Section
            title="Exposed endpoints"
            note="Cloud firewalls are not visible here: an endpoint is addressable, not proven reachable."
          >
            <ExposureDiagram exposure={overview.data.exposure} />
          </Section>
          <Section
            title="Highest-rated scenarios"
            actions={
              <Link to="/step/$stepId" params={{ stepId: 'scenarios' }}>
                Rate the scenarios
              </Link>
            }
          >
            <WorstScenarios clusterId={snapshot.clusterId} />
          </Section>
          <Section title="Cluster size in detail" note="A blank means unknown, not zero.">
            <SizeTables size={overview.data.size} />
          </Section>
          <Section title="Shared responsibility">
            <Responsibility rows={overview.data.responsibility} />
          </Section>
          <Section title="Refused or unread kinds" note="Controls that depend on these stay unknown.">
            <Refused snapshotId={snapshot.id} />
          </Section>
        </>
      )}
    </Page>
  );
}

/** What is accepted still fails; it is said beside the strip, not taken out of it. */
function Accepted({ controls }: { readonly controls: readonly ControlSummary[] }) {
  const objects = controls.reduce((sum, { counts }) => sum + (counts.excepted ?? 0), 0);
  if (objects === 0) return null;
  return (
    <p className="muted">
      {count(objects, 'failing object')} {agree(objects, 'is', 'are')} accepted by exceptions.{' '}
      <Link to="/exceptions">See the accepted risks</Link>
    </p>
  );
}

function Platform({ platform }: { readonly platform: PlatformSummary }) {
  const support =
    platform.supported === null
      ? 'Support unknown'
      : platform.supported
        ? `Supported${platform.supportEnds === null ? '' : ` until ${date(platform.supportEnds)}`}`
        : `Out of support${platform.supportEnds === null ? '' : ` since ${date(platform.supportEnds)}`}`;
  const plane =
    platform.managedControlPlane === null
      ? 'Control plane unknown'
      : platform.managedControlPlane
        ? 'Control plane managed by the provider'
        : 'Control plane managed by the target';
  return (
    <p className={classes.platform}>
      {[
        platform.distribution,
        platform.serverVersion,
        platform.supported === null || platform.supportAsOf === null
          ? support
          : `${support} (dates as of ${date(platform.supportAsOf)})`,
        plane,
        platform.cni && `Network plugin ${platform.cni}`,
      ]
        .filter(Boolean)
        .join(' · ')}
    </p>
  );
}

const FIGURES: readonly { readonly key: keyof ClusterSize; readonly one: string; readonly many: string }[] = [
  { key: 'nodes', one: 'node', many: 'nodes' },
  { key: 'vcpu', one: 'CPU core', many: 'CPU cores' },
  { key: 'memoryGiB', one: 'GiB memory', many: 'GiB memory' },
  { key: 'zones', one: 'zone', many: 'zones' },
  { key: 'namespaces', one: 'namespace', many: 'namespaces' },
  { key: 'workloads', one: 'workload', many: 'workloads' },
  { key: 'pods', one: 'pod', many: 'pods' },
  { key: 'containers', one: 'container', many: 'containers' },
  { key: 'images', one: 'image', many: 'images' },
  { key: 'services', one: 'service', many: 'services' },
  { key: 'publicAddresses', one: 'public address', many: 'public addresses' },
  { key: 'secrets', one: 'secret', many: 'secrets' },
  { key: 'serviceAccounts', one: 'service account', many: 'service accounts' },
  { key: 'humanUsers', one: 'user named in role bindings', many: 'users named in role bindings' },
];

/** Large figures, small labels. Not known is not zero. */
function Plate({ size }: { readonly size: ClusterSize }) {
  return (
    <dl className={classes.plate}>
      {FIGURES.map(({ key, one, many }) => {
        const value = size[key];
        const known = typeof value === 'number';
        return (
          <div key={key} className={classes.figure}>
            <dt>{known ? agree(value, one, many) : many}</dt>
            <dd data-known={known}>{known ? number(Math.round(value)) : <span>unknown</span>}</dd>
          </div>
        );
      })}
    </dl>
  );
}
