/** Folders of the node that a pod can write to: mounted directly, or through a claim and its PersistentVolume. */

import type { Cluster } from '../../cluster/cluster.ts';
import { needsFolder } from '../../cluster/platform/agents.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import { type KubernetesObject, refOf, type SnapshotIndex, type Workload } from '../../snapshot/index.ts';
import { bool, has, list, str } from '../../snapshot/read.ts';
import { type Control, type Draft, defineControl, fix, pass, unknown } from '../define.ts';
import { hostPaths, isMountedWritable } from './volumes.ts';
import { PSS } from './words.ts';
import { excused, type Fault, faultDraft } from './workload-control.ts';

export const writableHostPath: Control = defineControl({
  id: 'pod/writable-host-path',
  title: 'Writable hostPath volume',
  severity: 'high',
  rationale:
    'An attacker can use what is writable on the node: a start script, a cron file, an SSH authorised key, another pod’s files. A mount through a claim and a PersistentVolume is only harder to notice. The Pod Security levels do not detect it at all.',
  remediation: fix(
    'Mount it read-only, or replace it with persistent storage.',
    'Set `readOnly: true` on the mount where the program only reads. Move data to a volume of a storage driver and scratch files to an emptyDir. Delete PersistentVolumes of type hostPath, which are meant for single-node testing.',
    [1, 4, 24],
    'volumeMounts:\n  - name: logs\n    mountPath: /logs\n    readOnly: true\n',
  ),
  references: [
    PSS,
    { title: 'hostPath volumes', url: 'https://kubernetes.io/docs/concepts/storage/volumes/#hostpath' },
  ],
  mappings: [
    'cis:5.2.12',
    'pod-security:baseline/hostPathVolumes',
    'mitre-attack:T1611',
    'nsa-cisa:pod-security',
    'owasp-k8s:K01',
  ],
  questions: ['workloads.no-privileged'],
  judges: WORKLOAD_KINDS,
  needs: ['/persistentvolumeclaims', '/persistentvolumes'],
  *evaluate(cluster) {
    const volumes = boundVolumes(cluster.index);
    for (const workload of cluster.index.workloads) yield judge(workload, cluster, volumes);
  },
});

function judge(workload: Workload, cluster: Cluster, volumes: BoundVolumes): Draft {
  const agent = cluster.agents.of(workload);
  const settle = (fault: Fault, folder: string): Draft =>
    (agent !== null && needsFolder(agent, folder)
      ? excused(workload, cluster, { agentNeed: 'host-path' })
      : null) ?? faultDraft(workload, fault);
  const writable = hostPaths(workload).filter((one) => one.writable);
  const direct = writable.find(({ path }) => agent !== null && !needsFolder(agent, path)) ?? writable[0];
  // Seen in the pod itself, whatever is known of volumes.
  if (direct !== undefined)
    return {
      ...settle(
        {
          path: direct.jsonPath,
          value: direct.path,
          message: `Volume "${direct.volume}" mounts ${direct.path} of the node, writable.`,
        },
        direct.path,
      ),
      certain: true,
    };
  const claims = claimsOf(workload);
  const unseen = unseenClaims(workload, cluster.index);
  if (claims.length === 0 && unseen === null)
    return { ...pass(workload.ref, 'No node directory is mounted writable.'), certain: true };
  const bound = claims.map((one) => ({ ...one, volumes: volumes(workload, one.claim) }));
  for (const { claim, path, volumes: candidates } of bound) {
    const volume = candidates.find((one) => folderOf(one) !== undefined);
    const folder = volume === undefined ? undefined : folderOf(volume);
    if (volume === undefined || folder === undefined) continue;
    return settle(
      {
        path,
        value: claim,
        message: `The claim "${claim}" leads through PersistentVolume "${refOf(volume).name}"${amongOf(volume, candidates)} to ${folder} of the node, writable.`,
      },
      folder,
    );
  }
  const open = bound.find((one) => one.volumes.length === 0);
  if (open !== undefined && cluster.index.manifest.origin === 'manifests')
    return unknown(
      'not-in-manifests',
      `The cluster decides which volume the claim "${open.claim}" gets; files do not show it.`,
      workload.ref,
    );
  if (unseen !== null) return unseen;
  return pass(workload.ref, 'No node directory is mounted writable, directly or through a claim.');
}

/** Claims of templates get their names with the pods: without those the volumes behind them are not known. */
function unseenClaims(workload: Workload, { availability }: SnapshotIndex): Draft | null {
  const templates = [
    ...list(workload.object, 'spec', 'volumeClaimTemplates').map((one) => str(one, 'metadata', 'name') ?? ''),
    ...list(workload.podSpec, 'volumes')
      .filter((one) => has(one, 'ephemeral'))
      .map((one) => str(one, 'name') ?? ''),
  ];
  if (!templates.some((name) => isMountedWritable(workload, name))) return null;
  const pods = availability('/pods');
  if (pods.reason === null) return null;
  if (pods.refusedNamespaces.length > 0 && !pods.refusedNamespaces.includes(workload.namespace)) return null;
  return unknown(
    pods.reason,
    `Its claims are created with its pods, so which volumes they get is not known. ${pods.message}`,
    workload.ref,
  );
}

const folderOf = (volume: KubernetesObject): string | undefined => str(volume, 'spec', 'hostPath', 'path');

/** Which of several documents, where those that may be meant lead to different places. */
function amongOf(volume: KubernetesObject, candidates: readonly KubernetesObject[]): string {
  const { source } = refOf(volume);
  return candidates.length < 2 || source === undefined
    ? ''
    : ` of ${source} (one of ${candidates.length} possible documents)`;
}

/** The PersistentVolumes behind a claim that a workload means, from either end of the binding. */
type BoundVolumes = (workload: Workload, claim: string) => readonly KubernetesObject[];

/** Several where files hold the claim or the volume in variants that are equally near. */
function boundVolumes(index: SnapshotIndex): BoundVolumes {
  const claimed = new Map<string, Set<string>>();
  for (const volume of index.all('/persistentvolumes')) {
    const claim = str(volume, 'spec', 'claimRef', 'name');
    if (claim === undefined) continue;
    const key = `${str(volume, 'spec', 'claimRef', 'namespace') ?? ''}/${claim}`;
    const names = claimed.get(key) ?? new Set();
    claimed.set(key, names.add(refOf(volume).name));
  }
  return ({ object, namespace }, claim) => {
    const found = new Set<KubernetesObject>();
    for (const one of index.near(object, '/persistentvolumeclaims', namespace, claim)) {
      const name = str(one, 'spec', 'volumeName');
      if (name === undefined) continue;
      const besideClaim = index.near(one, '/persistentvolumes', null, name);
      const besideWorkload = besideClaim.filter((volume) =>
        index.near(object, '/persistentvolumes', null, name).includes(volume),
      );
      // One claim that stands in several places says less than the workload about which volume is meant.
      for (const volume of besideWorkload.length > 0 ? besideWorkload : besideClaim) found.add(volume);
    }
    for (const name of claimed.get(`${namespace}/${claim}`) ?? [])
      for (const volume of index.near(object, '/persistentvolumes', null, name))
        if (str(volume, 'spec', 'claimRef', 'name') === claim) found.add(volume);
    return [...found];
  };
}

interface Claim {
  readonly claim: string;
  /** In the workload's object. */
  readonly path: string;
}

/** Claims that a container can write to: of the pod spec, and of the live pods, which know those of templates. */
function claimsOf(workload: Workload): readonly Claim[] {
  const claims: Claim[] = [];
  list(workload.podSpec, 'volumes').forEach((volume, i) => {
    const claim = str(volume, 'persistentVolumeClaim', 'claimName');
    if (claim !== undefined && isWritable(workload, volume))
      claims.push({ claim, path: `${workload.specPath}.volumes[${i}].persistentVolumeClaim.claimName` });
  });
  for (const pod of workload.pods) {
    for (const volume of list(pod, 'spec', 'volumes')) {
      const name = str(volume, 'name') ?? '';
      const claim =
        str(volume, 'persistentVolumeClaim', 'claimName') ??
        (has(volume, 'ephemeral') ? `${refOf(pod).name}-${name}` : undefined);
      if (claim === undefined || claims.some((one) => one.claim === claim)) continue;
      if (isWritable(workload, volume)) claims.push({ claim, path: templatePath(workload, name) });
    }
  }
  return claims;
}

function isWritable(workload: Workload, volume: unknown): boolean {
  return (
    bool(volume, 'persistentVolumeClaim', 'readOnly') !== true &&
    isMountedWritable(workload, str(volume, 'name') ?? '')
  );
}

/** A claim of a live pod stands in the owner as a template of it, or as an ephemeral volume. */
function templatePath({ object, specPath, podSpec }: Workload, volume: string): string {
  const template = list(object, 'spec', 'volumeClaimTemplates').findIndex(
    (one) => str(one, 'metadata', 'name') === volume,
  );
  if (template >= 0) return `spec.volumeClaimTemplates[${template}]`;
  const index = list(podSpec, 'volumes').findIndex((one) => str(one, 'name') === volume);
  return index < 0 ? `${specPath}.volumes` : `${specPath}.volumes[${index}]`;
}
