/** Who looks after which part of Kubernetes: the provider, the customer, or both. */

import { COMPONENT_IDS, COMPONENTS, type ComponentId } from '../../../shared/components.ts';
import type { ResponsibilityRow } from '../../../shared/size.ts';
import type { Platform } from './detect.ts';
import { DISTRIBUTION_DUTIES, type Duties, MANAGED, MODE_DUTIES, SELF_HOSTED } from './duties.ts';

/** One row per component. Without a known platform the owner is unknown, never assumed. */
export function responsibilityMatrix(
  platform: Pick<Platform, 'managedControlPlane' | 'distribution' | 'mode'>,
): readonly ResponsibilityRow[] {
  const duties = dutiesOf(platform);
  return COMPONENT_IDS.map((id) => {
    const component = COMPONENTS[id];
    if (duties === null && id !== 'workloads')
      return {
        component,
        owner: 'unknown',
        note: 'The platform was not recognised. Ask the target who runs this.',
      };
    const [owner, note] = duties?.[id] ?? SELF_HOSTED[id];
    return { component, owner, note };
  });
}

function dutiesOf({
  managedControlPlane,
  distribution,
  mode,
}: Pick<Platform, 'managedControlPlane' | 'distribution' | 'mode'>): Duties | null {
  if (managedControlPlane === null || distribution === null) return null;
  const base: Duties = managedControlPlane ? MANAGED : SELF_HOSTED;
  const own: Partial<Duties> = {
    ...DISTRIBUTION_DUTIES.get(distribution),
    ...(mode === null ? {} : MODE_DUTIES[mode]),
  };
  return Object.fromEntries(COMPONENT_IDS.map((id: ComponentId) => [id, own[id] ?? base[id]])) as Duties;
}
