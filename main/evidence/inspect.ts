/** What a file is, in the words of the import dialog, before anything of it is stored. */
import type { EvidenceFileInfo } from '../../shared/evidence-file.ts';
import { openBundle } from './bundle-read.ts';
import { type Detected, detectEvidence, isToolFormat } from './detect.ts';
import { readToolResults } from './tools/read-tool-results.ts';

export interface InspectRequest {
  readonly path: string;
  /** As people know the file. */
  readonly name: string;
  /** Text of the age identity that opens an encrypted bundle. */
  readonly identity: string | null;
}

/** @throws DrydockError as detectEvidence, readToolResults and, with an identity, openBundle */
export async function inspectEvidence({ path, name, identity }: InspectRequest): Promise<EvidenceFileInfo> {
  const detected = await detectEvidence(path, name);
  const { format, clusterName, collectedAt, objects } = detected;
  if (format === 'encrypted-bundle' && identity !== null) return insideOf(path, identity);
  const findings = isToolFormat(format) ? await countFindings(path, name, format) : null;
  return {
    format,
    clusterName,
    collectedAt,
    objects,
    findings,
    needsIdentity: format === 'encrypted-bundle',
    notes: [...notesOf(detected)],
  };
}

async function insideOf(path: string, identity: string): Promise<EvidenceFileInfo> {
  const bundle = await openBundle(path, { identity });
  try {
    const { clusterName, startedAt, kinds } = bundle.manifest;
    return {
      format: 'encrypted-bundle',
      clusterName,
      collectedAt: startedAt,
      objects: kinds.reduce((sum, kind) => sum + kind.objects, 0),
      findings: null,
      needsIdentity: true,
      notes: [],
    };
  } finally {
    await bundle.close();
  }
}

/** Results of a tool are read whole: that they can be imported is known before anybody chooses to. */
async function countFindings(
  path: string,
  name: string,
  format: Parameters<typeof readToolResults>[0]['format'],
): Promise<number> {
  const { results } = await readToolResults({ path, name, format });
  return results.reduce((total, { rules }) => total + rules.length, 0);
}

function notesOf({ format, isDirectory }: Detected): readonly string[] {
  switch (format) {
    case 'bundle':
      return [];
    case 'encrypted-bundle':
      return ['Its content can be shown once its identity file is provided.'];
    case 'manifests':
      return ['Nodes, the control plane and the API server are not visible in manifests.'];
    case 'kubectl-get':
      return [
        'Kinds that it does not contain remain unknown.',
        'A list whose objects are all in one namespace counts as incomplete, because it does not state whether it covers others.',
        'Names and selectors that narrowed the list are not visible.',
      ];
    case 'cluster-info-dump':
      return [
        'It contains nodes, and workloads and services of certain namespaces; roles, policies, configuration and Secrets remain unknown.',
        ...(isDirectory
          ? []
          : [
              'As one stream, a container’s log can imitate it; a dump made with --output-directory prevents that.',
            ]),
      ];
    case 'must-gather':
      return [
        'It contains what its scripts followed, mostly from the platform’s own namespaces; the rest remains unknown.',
        'It contains no Secrets.',
      ];
    case 'kube-bench':
      return [
        'It becomes findings. Manual checks and those that could not be run are unknown, not passed.',
        'It does not state on which node it ran: name the file after the node.',
      ];
    case 'trivy':
    case 'kubescape':
    case 'polaris':
    case 'sarif':
      return ['It becomes findings, linked to the objects of the cluster’s latest snapshot.'];
  }
}
