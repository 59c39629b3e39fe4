/** Which controls a managed cluster cannot show because its provider answers for them; counted alike by interface and report. */
import { COMPONENTS, type ComponentId, HIDDEN_WITH } from './components.ts';
import type { ResponsibilityRow } from './size.ts';
import type { ControlSummary } from './verdict.ts';

/** Controls that the cluster cannot show because its provider runs the part and answers for it, with that part. */
export function answeredByProvider({
  controls,
  responsibility,
}: {
  readonly controls: readonly ControlSummary[];
  readonly responsibility: readonly ResponsibilityRow[];
}): ReadonlyMap<string, ComponentId> {
  const owned = new Set(
    responsibility.filter(({ owner }) => owner === 'provider').map(({ component }) => component),
  );
  return new Map(
    controls.flatMap(({ control, verdict, reason }) => {
      const part = PART_OF.get(control);
      const theirs =
        verdict === 'unknown' &&
        reason === 'managed-by-provider' &&
        part !== undefined &&
        owned.has(COMPONENTS[part]);
      return theirs ? [[control, part] as const] : [];
    }),
  );
}

const PART_OF: ReadonlyMap<string, ComponentId> = new Map([
  ...Object.entries(HIDDEN_WITH).flatMap(([part, dependence]) =>
    (dependence?.controls ?? []).map((control) => [control, part as ComponentId] as const),
  ),
  ['availability/single-control-plane-node', 'api-server'],
]);
