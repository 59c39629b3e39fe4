/** What is done about a sign, whichever it is: nothing that destroys it. */
import { fix } from '../define.ts';
import { kubernetesDocs } from '../docs.ts';

export const FORENSICS = fix(
  'Preserve the evidence and consult a forensic analyst before changing anything.',
  'Do not delete the pod or the object. Ask its owner first, as most signs have a legitimate cause. If nobody can explain it, export it as YAML, isolate its pods with a network policy and cordon the node. Preserve the node’s disk and the audit log, and rotate the credentials that it could reach.',
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
export const ASK = 'This may be legitimate; ask who created it.';
