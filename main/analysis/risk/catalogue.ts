/** Every compromise scenario. */
import type { ScenarioMeta } from '../../../shared/risk.ts';
import type { Scenario } from './define.ts';
import { podRce } from './scenarios/pod-rce.ts';

export const SCENARIOS: readonly Scenario[] = Object.freeze([podRce]);

const BY_ID: ReadonlyMap<string, Scenario> = new Map(
  SCENARIOS.map((scenario) => [scenario.meta.id, scenario]),
);

/** The scenario with this id, or null. Ids come from files and requests, so a miss is normal. */
export function findScenario(id: string): Scenario | null {
  return BY_ID.get(id) ?? null;
}

/** The words of a scenario, or null. */
export function scenarioMeta(id: string): ScenarioMeta | null {
  return findScenario(id)?.meta ?? null;
}
