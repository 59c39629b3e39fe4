/** A finding in full: what is stored of it, joined with the words of its control and with what it stands on. */
import { asMarkdown } from '../../../shared/as-markdown.ts';
import type { FindingDetail, FindingRecord } from '../../../shared/finding.ts';
import type { ControlMeta } from '../../../shared/verdict.ts';

/** What a finding stands on besides its own record. */
export interface FindingGround extends Pick<FindingDetail, 'evidence' | 'newerEvidence' | 'preserve'> {
  /** Words of its control; null when it has none, or when the control is gone. */
  readonly meta: ControlMeta | null;
  readonly exceptions: FindingDetail['exceptions'];
}

/** What a person wrote comes first, then what a tool reported, then what the control says of its first object. */
export function findingView(record: FindingRecord, ground: FindingGround): FindingDetail {
  const { row, input, imported } = record;
  const { meta, evidence, exceptions, newerEvidence, preserve } = ground;
  const said = input?.fact ?? importedFact(record);
  return {
    ...row,
    revision: record.revision,
    source: imported?.source ?? null,
    fact: said ?? asMarkdown(evidence[0]?.message ?? ''),
    factOfFirst: said === null && evidence.length > 0,
    whyItMatters: input?.whyItMatters ?? meta?.rationale ?? asMarkdown(imported?.whyItMatters ?? ''),
    recommendation:
      input?.recommendation ??
      (meta
        ? `${meta.remediation.short}\n\n${meta.remediation.steps}`
        : asMarkdown(imported?.recommendation ?? '')),
    remediationYaml: meta?.remediation.yaml ?? '',
    effortHours: meta?.remediation.effortHours ?? null,
    references: [...(meta?.references ?? imported?.references ?? [])],
    mappings: [...(meta?.mappings ?? imported?.mappings ?? [])],
    evidence,
    affected: [...(input?.affected ?? [])],
    questions: [...new Set([...record.questions, ...(meta?.questions ?? [])])],
    overrides: [...record.overrides],
    exceptions: [...exceptions],
    members: [...record.members],
    newerEvidence,
    preserve,
  };
}

/** What the newest results of a tool mean for a finding that it reported before; null while they still name it. */
export function newerResults({ imported, row }: FindingRecord): FindingDetail['newerEvidence'] {
  return imported?.stale === true || (imported !== null && row.machineVerdict === 'pass')
    ? { at: '', gone: [], there: [], sentence: 'The newest results of the tool no longer list it.' }
    : null;
}

/** What the newest file means for the rule, before the tool's own words. */
function importedFact({ imported, row }: FindingRecord): string | null {
  if (imported === null) return null;
  const { tool, fileName } = imported.source;
  const standing =
    row.machineVerdict === 'pass'
      ? `The newest results of ${tool} report this as passed.`
      : imported.stale
        ? `The newest results of ${tool} no longer list this rule: it was fixed, or it was not checked. It was last listed in ${fileName}.`
        : '';
  return asMarkdown([standing, imported.fact].filter((part) => part !== '').join('\n\n'));
}
