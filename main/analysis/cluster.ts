/** What controls and facts read: the index, and what is derived from it once for all of them. */
import type { SnapshotIndex } from '../snapshot/index.ts';
import { buildExposure, type ExposedCluster } from './exposure.ts';
import { buildPolicyView, type PolicyView } from './network/policies.ts';
import { type Agents, agentsOf } from './platform/agents.ts';
import { detectPlatform, type Platform } from './platform/detect.ts';
import { type ReadPods, readPods } from './podsecurity/workload.ts';
import { buildGrants, type Grants } from './rbac/grants.ts';

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
  readonly policies: PolicyView;
  readonly exposed: ExposedCluster;
}

/** Derives everything once. */
export function describeCluster(index: SnapshotIndex, settings: AnalysisSettings): Cluster {
  const platform = detectPlatform(index);
  return {
    settings,
    index,
    platform,
    agents: agentsOf(index.workloads),
    pods: readPods(),
    grants: buildGrants(index),
    policies: buildPolicyView(index),
    exposed: buildExposure(index),
  };
}
