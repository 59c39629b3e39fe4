/** What the writing of an object leaves on it: managed fields, the last-applied annotation, encoded Secrets. */
import type { SampleObject } from './sample-object.ts';

/** Adds the traces of who wrote an object: managed fields, and what `kubectl apply` leaves behind. */
export function writtenObject(written: SampleObject): SampleObject {
  const object = structuredClone(written);
  encodeSecret(object);
  const namespace = object.metadata.namespace ?? '';
  if (
    object.metadata['managedFields'] !== undefined ||
    NOT_APPLIED.has(object.kind) ||
    object.metadata.name.startsWith('system:')
  )
    return object;
  const byHand = APPLIED_BY_HAND.has(namespace) && object.kind !== 'Secret';
  const manager = byHand
    ? 'kubectl-client-side-apply'
    : MANAGED_BY_HELM.has(namespace)
      ? 'helm'
      : namespace === 'kube-system'
        ? 'eks'
        : 'argocd-controller';
  if (byHand) {
    object.metadata.annotations = {
      ...object.metadata.annotations,
      'kubectl.kubernetes.io/last-applied-configuration': `${JSON.stringify(written)}\n`,
    };
  }
  object.metadata['managedFields'] = [
    {
      apiVersion: object.apiVersion,
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:metadata': { 'f:labels': { '.': {} } }, 'f:spec': {} },
      manager,
      operation: byHand ? 'Update' : 'Apply',
      time: '2026-06-01T08:00:00Z',
    },
  ];
  return object;
}

/** The API server stores what `stringData` says as base64 under `data`. */
function encodeSecret(object: SampleObject): void {
  const text = object['stringData'] as Record<string, string> | undefined;
  if (text === undefined) return;
  const encoded = Object.entries(text).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  object['data'] = { ...(object['data'] as object | undefined), ...Object.fromEntries(encoded) };
  delete object['stringData'];
}

/** Kinds that the platform or an operator writes; nobody applied them with kubectl. */
const NOT_APPLIED = new Set([
  'Node',
  'Namespace',
  'Lease',
  'APIService',
  'FlowSchema',
  'PriorityLevelConfiguration',
  'CertificateSigningRequest',
  'PersistentVolume',
]);
/** Namespaces whose objects were applied by hand with `kubectl apply`, and so carry the last-applied annotation. */
const APPLIED_BY_HAND = new Set(['billing-legacy', 'sandbox', 'parcel-photos', 'default', 'ci']);
const MANAGED_BY_HELM = new Set(['ingress-nginx', 'istio-system', 'monitoring', 'vault', 'argocd', 'data']);
