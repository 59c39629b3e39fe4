/** Official pages that controls refer to. */
import type { ControlMeta } from '../../shared/verdict.ts';

type Reference = ControlMeta['references'][number];

/** A page of the Kubernetes documentation; `path` such as `concepts/configuration/secret/`. */
export const kubernetesDocs = (title: string, path: string): Reference => ({
  title,
  url: `https://kubernetes.io/docs/${path}`,
});

export const SECRET_PRACTICES = kubernetesDocs(
  'Good practices for Kubernetes Secrets',
  'concepts/security/secrets-good-practices/',
);
export const IMAGES = kubernetesDocs('Images', 'concepts/containers/images/');
export const POD_SECURITY_ADMISSION = kubernetesDocs(
  'Pod Security Admission',
  'concepts/security/pod-security-admission/',
);
export const WEBHOOK_PRACTICES = kubernetesDocs(
  'Admission webhook good practices',
  'concepts/cluster-administration/admission-webhooks-good-practices/',
);
export const MULTI_TENANCY = kubernetesDocs('Multi-tenancy', 'concepts/security/multi-tenancy/');
export const DISRUPTIONS = kubernetesDocs(
  'Specifying a disruption budget',
  'tasks/run-application/configure-pdb/',
);
export const RESOURCES = kubernetesDocs(
  'Resource management for pods and containers',
  'concepts/configuration/manage-resources-containers/',
);
