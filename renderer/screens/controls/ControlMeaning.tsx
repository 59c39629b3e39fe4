/** What a control means: why, what to do, how long it takes, where it is written, and what evidence it leans on. */
import type { ReactNode } from 'react';
import { frameworkTitle } from '../../../shared/frameworks.ts';
import { YamlLines } from '../../components/EvidenceYaml.tsx';
import { InspectorSection } from '../../components/Inspector.tsx';
import { MarkdownView } from '../../components/MarkdownView.tsx';
import { SeverityMark } from '../../components/SeverityMark.tsx';
import { UNKNOWN_REASON_WORDS, VerdictMark } from '../../components/VerdictMark.tsx';
import { domainWord, effortWords } from '../findings/words.ts';
import classes from './controls.module.css';
import type { ControlRow } from './filter.ts';

export function ControlMeaning({
  control,
  children,
}: {
  readonly control: ControlRow;
  readonly children?: ReactNode;
}) {
  const { meta, summary, leansOn } = control;
  const { short, steps, yaml, effortHours } = meta.remediation;
  return (
    <>
      <section className={classes.standing}>
        <p className={classes.marks}>
          <SeverityMark severity={meta.severity} />
          {summary !== null && <VerdictMark verdict={summary.verdict} />}
          <span className="muted small">{domainWord(meta.family)}</span>
        </p>
        {summary !== null && (
          <p className="muted">
            {summary.message}
            {summary.reason !== undefined && ` Unknown because ${UNKNOWN_REASON_WORDS[summary.reason]}.`}
          </p>
        )}
      </section>
      <InspectorSection title="Why it matters">
        <MarkdownView text={meta.rationale} />
      </InspectorSection>
      <InspectorSection title="What to do">
        <MarkdownView text={steps === '' ? short : `${short}\n\n${steps}`} />
        {yaml !== undefined && yaml !== '' && (
          <YamlLines yaml={yaml} focus={null} all label="Remediation as YAML" />
        )}
        <p className="muted">Effort: {effortWords(effortHours)}.</p>
      </InspectorSection>
      {children}
      <InspectorSection title="Evidence used">
        <p className="muted small">
          The kinds that this control judges or needs. If one could not be read, its verdict is incomplete.
        </p>
        <ul className={classes.plain}>
          {leansOn.map((key) => (
            <li key={key} className="mono small">
              {kindWord(key)}
            </li>
          ))}
          {leansOn.length === 0 && <li>The snapshot’s own record of the cluster.</li>}
        </ul>
      </InspectorSection>
      {meta.references.length + meta.mappings.length > 0 && (
        <InspectorSection title="References">
          <ul className={classes.plain}>
            {meta.references.map(({ title, url }) => (
              <li key={url}>
                {title} <span className="faint small">{url}</span>
              </li>
            ))}
            {meta.mappings.map(({ framework, id }) => (
              <li key={`${framework} ${id}`}>
                {frameworkTitle(framework)} <span className="mono">{id}</span>
              </li>
            ))}
          </ul>
        </InspectorSection>
      )}
    </>
  );
}

/** `apps/deployments` as kubectl names it: `deployments.apps`. */
function kindWord(key: string): string {
  const slash = key.indexOf('/');
  const [group, resource] = [key.slice(0, slash), key.slice(slash + 1)];
  return group === '' ? resource : `${resource}.${group}`;
}
