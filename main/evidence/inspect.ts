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
      return ['What it holds can be told once its identity file is given.'];
    case 'manifests':
      return ['Nodes, the control plane and the API server cannot be seen in manifests.'];
    case 'kubectl-get':
      return [
        'Kinds that it does not hold stay unknown.',
        'A list whose objects lie in one namespace counts as incomplete, for it does not say whether others were asked.',
        'Names and selectors that narrowed the list cannot be seen.',
      ];
    case 'cluster-info-dump':
      return [
        'It holds nodes, and workloads and services of certain namespaces; roles, policies, configuration and secrets stay unknown.',
        ...(isDirectory
          ? []
          : [
              'As one stream it can be imitated by a container’s log; a dump made with --output-directory cannot.',
            ]),
      ];
    case 'must-gather':
      return [
        'It holds what its scripts followed, mostly of the platform’s own namespaces; the rest stays unknown.',
        'It has no secrets.',
      ];
    case 'kube-bench':
      return [
        'It becomes findings. Manual checks and those that could not be carried out are unknown, not passed.',
        'It does not say which node it ran on: name the file after the node.',
      ];
    case 'trivy':
    case 'kubescape':
    case 'polaris':
    case 'sarif':
      return ['It becomes findings, joined to the objects of the cluster’s latest snapshot.'];
  }
}
