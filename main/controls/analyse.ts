/** The analysis of one snapshot: controls, facts, size, exposure, platform. Pure and deterministic. */

import type { ObjectRef } from '../../shared/evidence.ts';
import type { Exception } from '../../shared/exception.ts';
import type { Exposure } from '../../shared/exposure.ts';
import type { Facts } from '../../shared/facts.ts';
import type { ClusterSize, PlatformSummary, ResponsibilityRow } from '../../shared/size.ts';
import type { ControlSummary, Verdict } from '../../shared/verdict.ts';
import { describeCluster } from '../cluster/cluster.ts';
import type { Platform } from '../cluster/platform/detect.ts';
import { responsibilityMatrix } from '../cluster/platform/responsibility.ts';
import type { AskedVersion } from '../cluster/platform/versions.ts';
import { clusterSize } from '../cluster/size.ts';
import { buildSnapshotIndex, refOf } from '../snapshot/index.ts';
import type { SnapshotSource } from '../snapshot/model.ts';
import { CONTROLS } from './catalogue.ts';
import type { CustomControl } from './custom/control.ts';
import type { Control } from './define.ts';
import { exceptionMarker, judgedOn, labelsIn, markResult } from './exceptions.ts';
import { computeFacts } from './facts/compute.ts';
import { type ControlResult, runControl } from './run.ts';

export interface Analysis {
  readonly facts: Facts;
  /** One per control, in the order of the catalogue. */
  readonly summaries: readonly ControlSummary[];
  /** In the order of the catalogue; fails, unknowns and not-applicables, with `includePasses` also the passes. */
  readonly verdicts: readonly Verdict[];
  /** Verdicts that passed, whether they are among them or not. */
  readonly passes: number;
  readonly size: ClusterSize;
  readonly exposure: Exposure;
  readonly responsibility: readonly ResponsibilityRow[];
  readonly platform: PlatformSummary;
  /** Documents of files that are no objects by themselves: patches of Kustomize. */
  readonly notJudged: readonly NotJudgedDocument[];
}

export interface NotJudgedDocument {
  readonly object: ObjectRef;
  readonly reason: 'patch' | 'encrypted';
}

export interface AnalyseOptions {
  /** Ids of controls to report; all when left out. Facts are always computed from all. */
  readonly controls?: readonly string[];
  readonly includePasses?: boolean;
  /** Rules that depend on the server's version judge as under this one. What is said of the server stays what was seen. */
  readonly kubeVersion?: AskedVersion;
  /** Registries, or their folders, that the company may pull from, such as `registry.example/team`. */
  readonly allowedRegistries?: readonly string[];
  /** Controls that the assessor wrote. They raise verdicts and never touch facts. */
  readonly customControls?: readonly CustomControl[];
  readonly exceptions?: readonly Exception[];
  /**
   * ISO 8601: the day on which exceptions are judged when the evidence has no time of its own, as manifests have not.
   * Evidence of a cluster is judged at its own time.
   */
  readonly exceptionsAt?: string;
}

/**
 * Analyses a snapshot. The only time it knows is the snapshot's own `finishedAt`, so the same evidence gives
 * the same result on every machine and day.
 */
export function analyseSnapshot(source: SnapshotSource, options: AnalyseOptions = {}): Analysis {
  const index = buildSnapshotIndex(source, options.kubeVersion?.minor);
  const cluster = describeCluster(index, { allowedRegistries: options.allowedRegistries ?? [] });
  const wanted = options.controls === undefined ? null : new Set(options.controls);
  const isReported = (id: string): boolean => wanted === null || wanted.has(id);
  const run = (control: Control): ControlResult =>
    runControl(control, cluster, options.includePasses === true && isReported(control.id));
  const results = CONTROLS.map(run);
  const own = (options.customControls ?? []).map((control) => run(control.bind(index)));
  const size = clusterSize(cluster);
  const mark = exceptionMarker(options.exceptions ?? [], {
    day: judgedOn(source.manifest, options.exceptionsAt),
    labels: labelsIn(index),
  });
  const reported = [...results, ...own]
    .filter(({ control }) => isReported(control.id))
    .map((result) => markResult(result, mark));
  return {
    facts: computeFacts({ cluster, size, results: new Map(results.map((one) => [one.control.id, one])) }),
    summaries: reported.map(({ summary }) => summary),
    verdicts: reported.flatMap(({ verdicts }) => verdicts),
    passes: reported.reduce((sum, { passes }) => sum + passes, 0),
    size,
    exposure: cluster.exposed.summary(),
    responsibility: responsibilityMatrix(cluster.platform),
    platform: platformSummary(cluster.platform),
    notJudged: index.notJudged.map(({ object, reason }) => ({ object: refOf(object), reason })),
  };
}

function platformSummary(platform: Platform): PlatformSummary {
  return {
    provider: platform.provider ?? 'unknown',
    distribution: platform.name ?? 'unknown',
    serverVersion: platform.serverVersion ?? 'unknown',
    managedControlPlane: platform.managedControlPlane,
    supported: platform.supported,
    supportEnds: platform.support?.endsOn ?? null,
    supportAsOf: platform.supportAsOf,
    cni: platform.cni?.name ?? 'unknown',
  };
}
