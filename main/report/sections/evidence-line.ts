/** One object of a finding as a line of the report. */
import type { EvidenceRef } from '../../../shared/evidence.ts';
import type { AffectedObject } from '../../../shared/finding.ts';
import { objectInWords } from '../../../shared/object-in-words.ts';
import type { ReportFinding } from '../../../shared/report-model.ts';

export function evidenceLine(
  ref: EvidenceRef & Partial<Pick<AffectedObject, 'exception'>> & { readonly message: string },
): ReportFinding['evidence'][number]['first'][number] {
  return {
    object: objectInWords(ref.object),
    path: ref.path ?? '',
    value: ref.value ?? '',
    message:
      ref.exception === undefined ? ref.message : `${ref.message} Accepted until ${ref.exception.expires}.`,
  };
}
