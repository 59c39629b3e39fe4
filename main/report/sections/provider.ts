/** What the provider of a managed cluster answers for by contract: told in one line, and no gap of the examination. */

import { COMPONENTS } from '../../../shared/components.ts';
import { agree, count } from '../../../shared/in-words.ts';
import { answeredByProvider } from '../../../shared/provider-duties.ts';
import type { ReportModel } from '../../../shared/report-model.ts';
import type { ReportSnapshot } from '../input.ts';

/** One line for each cluster; none where no provider answers for anything. */
export function providerLinesOf(
  snapshots: readonly ReportSnapshot[],
): ReportModel['limitations']['byProvider'] {
  return snapshots.flatMap((snapshot) => {
    const answered = answeredByProvider(snapshot);
    if (answered.size === 0) return [];
    const parts = Object.entries(COMPONENTS).flatMap(([id, label]) =>
      [...answered.values()].some((part) => part === id) ? [label] : [],
    );
    const platform = snapshot.facts?.['platform.distribution'];
    const name = platform?.state === 'known' ? ` of ${String(platform.value)}` : '';
    return [
      {
        clusterName: snapshot.summary.clusterName,
        checks: answered.size,
        sentence: `The provider${name} runs and is responsible by contract for: ${parts.join('; ')}. ${count(answered.size, 'check')} of these parts cannot be made from the cluster and ${agree(answered.size, 'is', 'are')} not counted as unknown.`,
      },
    ];
  });
}
