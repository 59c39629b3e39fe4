/** What is done about a sign, whichever it is: nothing that destroys it. */
import { fix } from '../define.ts';
import { kubernetesDocs } from '../docs.ts';

export const FORENSICS = fix(
  'Keep the evidence and ask a forensic analyst before changing anything.',
  'Do not delete the pod or the object. Ask its owner first, for most signs have a harmless cause. If nobody knows it: export it as YAML, isolate its pods by a network policy, cordon the node, keep the disk of the node and the audit log, and change the credentials that it could reach.',
  [4, 16, 80],
  'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: isolate\nspec:\n  podSelector:\n    matchLabels: {quarantine: "true"}\n  policyTypes: [Ingress, Egress]\n',
);

export const THREAT_MATRIX = {
  title: 'MITRE ATT&CK for containers',
  url: 'https://attack.mitre.org/matrices/enterprise/containers/',
};
export const SECURITY_CHECKLIST = kubernetesDocs(
  'Security checklist',
  'concepts/security/security-checklist/',
);

/** Ends a sentence about what was seen. */
export const ASK = 'This may be harmless; ask who made it.';
