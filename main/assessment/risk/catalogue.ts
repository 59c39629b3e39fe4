/** Every compromise scenario, in the order in which they are shown. */
import type { ScenarioMeta } from '../../../shared/risk.ts';
import type { Scenario } from './define.ts';
import { buyerNetworkJoined } from './scenarios/buyer-network-joined.ts';
import { dnsTampering } from './scenarios/dns-tampering.ts';
import { etcdRead } from './scenarios/etcd-read.ts';
import { exposedControlPlane } from './scenarios/exposed-control-plane.ts';
import { insiderOrTenant } from './scenarios/insider-or-tenant.ts';
import { kubeletReached } from './scenarios/kubelet-reached.ts';
import { leakedCiToken } from './scenarios/leaked-ci-token.ts';
import { meshOrIngressTakeover } from './scenarios/mesh-or-ingress-takeover.ts';
import { nodeCompromise } from './scenarios/node-compromise.ts';
import { podRce } from './scenarios/pod-rce.ts';
import { podToCloud } from './scenarios/pod-to-cloud.ts';
import { poisonedImage } from './scenarios/poisoned-image.ts';
import { ransomOfData } from './scenarios/ransom-of-data.ts';
import { stolenDeveloperCredential } from './scenarios/stolen-developer-credential.ts';

export const SCENARIOS: readonly Scenario[] = Object.freeze([
  podRce,
  stolenDeveloperCredential,
  leakedCiToken,
  exposedControlPlane,
  nodeCompromise,
  etcdRead,
  kubeletReached,
  dnsTampering,
  poisonedImage,
  insiderOrTenant,
  podToCloud,
  meshOrIngressTakeover,
  ransomOfData,
  buyerNetworkJoined,
]);

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
