/** Every fact of shared/facts.ts, in its order. */
import { FACT_IDS, type Fact, type FactId, type Facts } from '../../../shared/facts.ts';
import type { FactRule, FactSources } from './define.ts';
import { exposureFacts } from './exposure.ts';
import { networkFacts } from './network.ts';
import { operationsFacts } from './operations.ts';
import { platformFacts } from './platform.ts';
import { podFacts } from './pods.ts';
import { rbacFacts } from './rbac.ts';
import { sizeFacts } from './size.ts';

/** A missing id does not compile. */
const RULES: Readonly<Record<FactId, FactRule>> = {
  ...platformFacts,
  ...sizeFacts,
  ...exposureFacts,
  ...networkFacts,
  ...rbacFacts,
  ...podFacts,
  ...operationsFacts,
};

/** Computes all facts. None is left out: what cannot be known is unknown with its reason. */
export function computeFacts(sources: FactSources): Facts {
  const facts: Partial<Record<FactId, Fact>> = {};
  for (const id of FACT_IDS) facts[id] = RULES[id](sources);
  return facts as Facts;
}
