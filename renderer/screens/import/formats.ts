/** What a file of evidence is, in words. */
import type { EvidenceFileInfo, EvidenceFormat } from '../../../shared/evidence-file.ts';
import { count } from '../../../shared/in-words.ts';
import { zonedTime } from '../../format.ts';

export const FORMAT_WORDS: Record<EvidenceFormat, string> = {
  bundle: 'An evidence bundle made by Drydock',
  'encrypted-bundle': 'An encrypted evidence bundle made by Drydock',
  manifests: 'Manifests from a repository',
  'kubectl-get': 'Output of “kubectl get”',
  'cluster-info-dump': 'A folder from “kubectl cluster-info dump”',
  'must-gather': 'An OpenShift must-gather',
  trivy: 'Trivy results',
  kubescape: 'Kubescape results',
  'kube-bench': 'kube-bench results',
  polaris: 'Polaris results',
  sarif: 'SARIF results',
};

const RESULTS: ReadonlySet<EvidenceFormat> = new Set([
  'trivy',
  'kubescape',
  'kube-bench',
  'polaris',
  'sarif',
]);

/** Another tool's judgement becomes findings; everything else becomes a snapshot. */
export const becomesFindings = ({ format }: Pick<EvidenceFileInfo, 'format'>): boolean => RESULTS.has(format);

/** “Cluster halcyon-prod, collected …, 1,204 objects”. Empty when nothing is known yet. */
export function fileFacts({ clusterName, collectedAt, objects, findings }: EvidenceFileInfo): string {
  const facts = [
    clusterName !== '' && `cluster ${clusterName}`,
    collectedAt !== null && `collected ${zonedTime(collectedAt)}`,
    objects !== null && count(objects, 'object'),
    findings !== null && count(findings, 'finding'),
  ]
    .filter((part) => part !== false)
    .join(', ');
  return facts.charAt(0).toUpperCase() + facts.slice(1);
}
