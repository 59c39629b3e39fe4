/** Published guidance that controls map to, as its publishers call it. */
import type { z } from 'zod';
import type { Mapping } from './verdict.ts';

const TITLES: Readonly<Record<z.infer<typeof Mapping>['framework'], string>> = {
  cis: 'CIS Kubernetes Benchmark',
  'nsa-cisa': 'NSA and CISA hardening guide',
  'mitre-attack': 'MITRE ATT&CK',
  'pod-security': 'Pod Security Standards',
  'owasp-k8s': 'OWASP Kubernetes Top Ten',
};

const BY_ID: ReadonlyMap<string, string> = new Map(Object.entries(TITLES));

/** The stored word itself where it is none of ours, as in results of other tools. */
export const frameworkTitle = (framework: string): string => BY_ID.get(framework) ?? framework;
