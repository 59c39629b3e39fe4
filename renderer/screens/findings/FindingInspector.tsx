/** One finding in full: the fact, its evidence, what to do, and what people decided about it. */
import { Button, Select } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { FindingDetail } from '../../../shared/finding.ts';
import { FindingStatus } from '../../../shared/finding.ts';
import { frameworkTitle } from '../../../shared/frameworks.ts';
import { count } from '../../../shared/in-words.ts';
import { keepSentence } from '../../../shared/preserve.ts';
import { client, orpc, queryClient } from '../../client/workbench.ts';
import { Caution } from '../../components/Caution.tsx';
import { YamlLines } from '../../components/EvidenceYaml.tsx';
import { Inspector, InspectorSection } from '../../components/Inspector.tsx';
import { MarkdownView } from '../../components/MarkdownView.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { SeverityMark } from '../../components/SeverityMark.tsx';
import { VerdictMark } from '../../components/VerdictMark.tsx';
import { dateTime } from '../../format.ts';
import { AcceptRisk } from '../exceptions/AcceptRisk.tsx';
import { ExceptionMarkNote } from '../exceptions/ExceptionMarkNote.tsx';
import { AffectedObjects } from './AffectedObjects.tsx';
import classes from './FindingInspector.module.css';
import { LinkedQuestions } from './LinkedQuestions.tsx';
import { MergedMembers } from './MergedMembers.tsx';
import { OriginMark } from './OriginMark.tsx';
import { OverrideSection } from './OverrideSection.tsx';
import { domainWord, effortWords, ORIGIN_WORDS, STATUS_WORDS } from './words.ts';

interface FindingInspectorProps {
  readonly id: string;
  readonly onClose: () => void;
  readonly onShow: (id: string | null) => void;
  readonly onEdit: (finding: FindingDetail) => void;
}

export function FindingInspector({ id, onClose, onShow, onEdit }: FindingInspectorProps) {
  const detail = useQuery(orpc.findings.get.queryOptions({ input: { id } }));
  const finding = detail.data;
  const own = finding !== undefined && (finding.origin === 'manual' || finding.origin === 'merged');
  return (
    <Inspector
      title={finding === undefined ? 'Finding' : `${finding.number} ${finding.title}`}
      label="Finding"
      onClose={onClose}
      initialWidth={440}
      actions={
        own && (
          <Button variant="subtle" size="compact-sm" onClick={() => onEdit(finding)}>
            Edit
          </Button>
        )
      }
    >
      {detail.isError && <ProblemNote error={detail.error} onRetry={() => void detail.refetch()} />}
      {finding && <Body finding={finding} onShow={onShow} />}
    </Inspector>
  );
}

function Body({
  finding,
  onShow,
}: {
  readonly finding: FindingDetail;
  readonly onShow: (id: string | null) => void;
}) {
  return (
    <>
      <Standing finding={finding} onShow={onShow} />
      <ImportedFrom finding={finding} />
      {finding.newerEvidence !== null && <Caution tone="caution">{finding.newerEvidence.sentence}</Caution>}
      {finding.preserve.length > 0 && <Caution tone="caution">{keepSentence(finding.preserve)}</Caution>}
      <Prose title="Fact" text={finding.fact} />
      <Prose title="Why it matters" text={finding.whyItMatters} />
      <AffectedObjects finding={finding} />
      <AcceptedRisks finding={finding} />
      <Remediation finding={finding} />
      <LinkedQuestions finding={finding} />
      <OverrideSection finding={finding} />
      {finding.origin === 'merged' && <MergedMembers finding={finding} onShow={onShow} />}
      <Sources finding={finding} />
    </>
  );
}

/** The exceptions on its objects, and the way to one more. Only what a control judged can be accepted by object. */
function AcceptedRisks({ finding }: { readonly finding: FindingDetail }) {
  const control = finding.controlIds[0];
  if (finding.origin !== 'automated' || control === undefined) return null;
  const first = finding.evidence[0]?.object;
  return (
    <>
      {finding.exceptions.length > 0 && (
        <InspectorSection title="Accepted">
          {finding.exceptions.map(({ expired, objects, ...mark }) => (
            <div key={`${mark.id} ${expired}`}>
              <ExceptionMarkNote verdict={expired ? { expiredException: mark } : { exception: mark }} />
              <p className="muted small">{count(objects, 'object')}</p>
            </div>
          ))}
        </InspectorSection>
      )}
      {finding.machineVerdict === 'fail' && (
        <AcceptRisk
          control={control}
          clusterId={finding.clusterId}
          object={first === undefined || first.name === '' ? null : first}
          subject={undefined}
        />
      )}
    </>
  );
}

function ImportedFrom({ finding: { source } }: { readonly finding: FindingDetail }) {
  if (source === null) return null;
  return (
    <p className="muted small" title={`SHA-256 of the file: ${source.fileSha256}`}>
      From {source.tool}
      {source.toolVersion === '' ? '' : ` ${source.toolVersion}`}, rule{' '}
      <span className="mono">{source.rule}</span>, file <span className="mono">{source.fileName}</span>,
      imported on {dateTime(source.importedAt)}.
    </p>
  );
}

function Prose({ title, text }: { readonly title: string; readonly text: string }) {
  if (text.trim() === '') return null;
  return (
    <InspectorSection title={title}>
      <MarkdownView text={text} />
    </InspectorSection>
  );
}

function Standing({
  finding,
  onShow,
}: {
  readonly finding: FindingDetail;
  readonly onShow: (id: string | null) => void;
}) {
  const setStatus = useMutation({
    mutationFn: (status: FindingDetail['status']) => client.findings.setStatus({ id: finding.id, status }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: orpc.findings.key() }),
  });
  return (
    <section className={classes.standing}>
      <div className={classes.marks}>
        <SeverityMark severity={finding.severity} />
        <VerdictMark verdict={finding.verdict} />
        <span className={classes.origin}>
          <OriginMark origin={finding.origin} />
          <span aria-hidden="true">{ORIGIN_WORDS[finding.origin]}</span>
        </span>
      </div>
      <p className="muted small">
        {domainWord(finding.domain)} · {finding.clusterId === null ? 'every cluster' : finding.clusterName} ·
        changed {dateTime(finding.updatedAt)}
      </p>
      {finding.mergedInto !== null && (
        <p>
          Merged into another finding.{' '}
          <Button variant="subtle" size="compact-sm" onClick={() => onShow(finding.mergedInto)}>
            Show it
          </Button>
        </p>
      )}
      <Select
        label="Status"
        size="xs"
        maw={200}
        data={FindingStatus.options.map((value) => ({ value, label: STATUS_WORDS[value] }))}
        value={finding.status}
        allowDeselect={false}
        disabled={setStatus.isPending}
        onChange={(status) => status !== null && setStatus.mutate(status)}
      />
      {setStatus.isError && <ProblemNote error={setStatus.error} />}
    </section>
  );
}

function Remediation({ finding }: { readonly finding: FindingDetail }) {
  const { recommendation, remediationYaml, effortHours } = finding;
  if (recommendation.trim() === '' && remediationYaml === '') return null;
  return (
    <InspectorSection title="What to do">
      <MarkdownView text={recommendation} />
      {remediationYaml !== '' && (
        <YamlLines yaml={remediationYaml} focus={null} all label="Remediation as YAML" />
      )}
      {effortHours !== null && <p className="muted">Effort: {effortWords(effortHours)}.</p>}
    </InspectorSection>
  );
}

/** References are text: nothing in the workbench opens an address. */
function Sources({ finding }: { readonly finding: FindingDetail }) {
  const { references, mappings, controlIds } = finding;
  if (references.length + mappings.length + controlIds.length === 0) return null;
  return (
    <InspectorSection title="References">
      <ul className={classes.plain}>
        {references.map((reference) => (
          <li key={reference.url}>
            {reference.title} <span className="faint small">{reference.url}</span>
          </li>
        ))}
        {mappings.map((mapping) => (
          <li key={`${mapping.framework} ${mapping.id}`}>
            {frameworkTitle(mapping.framework)} <span className="mono">{mapping.id}</span>
          </li>
        ))}
        {controlIds.map((control) => (
          <li key={control}>
            Control <span className="mono">{control}</span>
          </li>
        ))}
      </ul>
    </InspectorSection>
  );
}
