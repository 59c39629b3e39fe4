/** Features of the policy APIs that must each decide something in many random worlds. */
export const FEATURES = [
  'hostNetwork',
  'policyTypesDefault',
  'protocol',
  'endPort',
  'namedPort',
  'podSelector',
  'namespaceSelector',
  'ipBlock',
  'except',
  'podAddress',
  'priority',
  'equalPriority',
  'pass',
  'networks',
  'nodes',
  'domainNames',
  'sameLabels',
] as const;
export type Feature = (typeof FEATURES)[number];
