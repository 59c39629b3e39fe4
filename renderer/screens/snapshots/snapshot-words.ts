import type { SnapshotManifest } from '../../../shared/evidence.ts';

export const ORIGIN_WORDS: Record<SnapshotManifest['origin'], string> = {
  live: 'API server',
  manifests: 'Manifests',
  dump: 'Another tool’s dump',
};

/** Where the name of who collected was read: no request that only asks for it is ever sent. */
export const IDENTITY_SOURCE_WORDS: Record<NonNullable<SnapshotManifest['identity']['source']>, string> = {
  'client-certificate': 'by the client certificate',
  token: 'by the token',
  impersonation: 'by impersonation in the kubeconfig',
  refusal: 'by the server’s refusal message',
  kubeconfig: 'by the kubeconfig; the server did not report it',
};
