/** The risks that were accepted: none is left out, whatever became of it. */
import { scopeInWords } from '../../../shared/exception.ts';
import type { ReportModel } from '../../../shared/report-model.ts';
import type { ReportInput } from '../input.ts';
import { familyTitle } from '../words.ts';

/** Those that stand first, then expired ones, then withdrawn ones; within each the newest first. */
export function exceptionsOf(input: ReportInput): ReportModel['exceptions'] {
  const all = input.exceptions.map((one) => ({
    control: one.control,
    controlTitle: one.control.endsWith('/*')
      ? `All of ${familyTitle(one.control.slice(0, -2))}`
      : (one.controlTitle ?? ''),
    clusterName: one.clusterName ?? '',
    scope: scopeInWords(one.scope),
    reason: one.reason,
    author: one.author,
    expires: one.expires,
    state: one.state,
    withdrawnBecause: one.withdrawn ?? '',
    accepts: one.accepts,
    expiredFor: one.expiredFor,
  }));
  return (['stands', 'expired', 'withdrawn'] as const).flatMap((state) =>
    all.filter((one) => one.state === state),
  );
}
