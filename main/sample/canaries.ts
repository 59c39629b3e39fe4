/**
 * Words planted in the sample where a cluster keeps what nobody may carry away: Secret data, environment, commands,
 * probes, annotations, config maps, custom resources, webhook addresses. None of them may ever be found in what
 * Drydock stores or writes. Each names the kind of place it is planted in; the ends keep them
 * apart. Those with `later` in them are planted two weeks later.
 */
export const SAMPLE_CANARIES: readonly string[] = Object.freeze([
  'CANARY-annotation-runbook-key-b84d1f60',
  'CANARY-annotation-secret-hint-dd02c96b',
  'CANARY-command-billing-db-1d60f39a',
  'CANARY-command-db-password-0f13ad97',
  'CANARY-command-mysql-url-9c44e0ba',
  'CANARY-command-notebook-token-e64d09b2',
  'CANARY-command-tariff-api-key-bb3850d6',
  'CANARY-configmap-aws-secret-5be9033a',
  'CANARY-configmap-carrier-password-d20fa6b3',
  'CANARY-configmap-jdbc-password-80ce4419',
  'CANARY-configmap-runner-token-c41d7730',
  'CANARY-configmap-scrape-password-35c7e0a9',
  'CANARY-cr-argocd-helm-parameter-0aa4c9d7',
  'CANARY-cr-backup-secret-key-f2b60e9d',
  'CANARY-default-configmap-token-1f6b2d90',
  'CANARY-env-billing-pgpassword-5f8a2de7',
  'CANARY-env-carrier-api-key-6b2f11d8',
  'CANARY-env-customs-database-url-44f7bd81',
  'CANARY-env-grafana-admin-17b2c64d',
  'CANARY-env-minio-root-password-88f0c2d4',
  'CANARY-env-print-gateway-token-9e1c02a5',
  'CANARY-env-queue-url-a6c0e44d',
  'CANARY-env-runner-registration-2d95be08',
  'CANARY-env-sandbox-database-url-2ae8c91f',
  'CANARY-env-smtp-password-c7310b5e',
  'CANARY-probe-command-73ed90b1',
  'CANARY-probe-header-90ad3e15',
  'CANARY-secret-alert-hook-2c90e7d8',
  'CANARY-secret-argocd-admin-4b7719d3',
  'CANARY-secret-argocd-key-52aa0f1c',
  'CANARY-secret-argocd-tls-e8d21b60',
  'CANARY-secret-customs-tls-09d7ce42',
  'CANARY-secret-default-test-83a4e51f',
  'CANARY-secret-git-password-61ce83fa',
  'CANARY-secret-helm-values-f47ac10b',
  'CANARY-secret-last-applied-4d0be6f1',
  'CANARY-secret-pg-customs-a95c30ef',
  'CANARY-secret-pg-tracking-41d7e0b6',
  'CANARY-secret-photos-tls-d90e5b37',
  'CANARY-secret-portal-tls-14fd8b29',
  'CANARY-secret-queue-password-c1a7f20e',
  'CANARY-secret-registry-push-71b90ef2',
  'CANARY-secret-sa-token-9d4c7e12',
  'CANARY-secret-staging-bearer-b3f0617e',
  'CANARY-secret-tls-cert-0c45d19b',
  'CANARY-secret-tls-key-7a123f44',
  'CANARY-secret-tracking-db-e2a7740c',
  'CANARY-secret-tracking-tls-30bd95fe',
  'CANARY-secret-vault-recovery-ad61f90c',
  'CANARY-secret-vault-tls-77d3b0a4',
  'CANARY-webhook-url-6e90ab41',
  'CANARY-secret-print-gateway-later-6d18e0c3',
  'CANARY-secret-dashboards-tls-later-be7740f5',
  'CANARY-env-buyer-demo-later-c80e13a7',
  'CANARY-secret-prometheus-token-later-92afd4e8',
]);

/**
 * The texts under which a canary could leak: itself, and inside base64 whatever stands before it.
 *
 * @example canaryForms('CANARY-x').some((form) => file.includes(form))
 */
export function canaryForms(canary: string): readonly string[] {
  const inBase64 = [0, 1, 2].map((before) => {
    const encoded = Buffer.from(`${'.'.repeat(before)}${canary}`)
      .toString('base64')
      .replace(/=+$/, '');
    // The first characters mix with what stands before, the last with what follows.
    return encoded.slice(before === 0 ? 0 : 4, -1);
  });
  return [canary, ...inBase64];
}
