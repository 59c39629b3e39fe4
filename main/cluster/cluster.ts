/** What controls and facts read: the index, and what is derived from it once for all of them. */

import { type ReadPods, readPods } from '../kubernetes/podsecurity/workload.ts';
import { buildReach, type Reach } from '../kubernetes/reach/reach.ts';
import type { SnapshotIndex } from '../snapshot/index.ts';
import { type KeyOf, rememberedKeys } from '../snapshot/ref-key.ts';
import { buildExposure, type ExposedCluster } from './exposure.ts';
import { buildPolicyView, type PolicyView } from './network/policies.ts';
import { buildGrants, type Grants } from './permissions/grants.ts';
import { type Agents, agentsOf } from './platform/agents.ts';
import { detectPlatform, type Platform } from './platform/detect.ts';
import { isSystemNamespace } from './platform/system-namespaces.ts';

/** What the engagement tells the analysis. */
export interface AnalysisSettings {
  /** Registries, or their folders, that the company may pull from; empty when the engagement names none. */
  readonly allowedRegistries: readonly string[];
}

export interface Cluster {
  readonly settings: AnalysisSettings;
  readonly index: SnapshotIndex;
  readonly platform: Platform;
  /** Known system agents among the workloads, with what they need. */
  readonly agents: Agents;
  /** Pods as the checks of the Pod Security Standards read them. */
  readonly pods: ReadPods;
  readonly grants: Grants;
  /** Which connections policies allow, if the network plugin enforces them. */
  readonly reach: Reach;
  readonly policies: PolicyView;
  readonly exposed: ExposedCluster;
  /** Whether a namespace belongs to Kubernetes, the distribution or the provider. */
  isSystemNamespace(this: void, name: string): boolean;
  /** Tells objects apart; made once for each reference. */
  readonly keyOf: KeyOf;
}

/** Derives everything once. */
export function describeCluster(index: SnapshotIndex, settings: AnalysisSettings): Cluster {
  const platform = detectPlatform(index);
  const inSystem = (name: string): boolean => isSystemNamespace(name, platform.distribution);
  const reach = buildReach(index, platform.cni);
  return {
    settings,
    index,
    platform,
    agents: agentsOf(index.workloads, inSystem, index.manifest.origin),
    grants: buildGrants(index, platform.distribution),
    reach,
    policies: buildPolicyView(index, reach),
    pods: readPods(),
    exposed: buildExposure(index),
    isSystemNamespace: inSystem,
    keyOf: rememberedKeys(),
  };
}
