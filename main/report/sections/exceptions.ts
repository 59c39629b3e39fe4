/** The risks that were accepted: none is left out, whatever became of it. */
import { type ExceptionScope, scopeInWords } from '../../../shared/exception.ts';
import type { ReportModel } from '../../../shared/report-model.ts';
import type { ReportInput } from '../input.ts';

/** Those that stand first, then expired ones, then withdrawn ones; within each the newest first. */
export function exceptionsOf(input: ReportInput): ReportModel['exceptions'] {
  const all = input.exceptions.map((one) => ({
    control: one.control,
    controlTitle: one.controlTitle ?? '',
    clusterName: one.clusterName ?? '',
    scope: scopeInWords(one.scope as ExceptionScope),
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
