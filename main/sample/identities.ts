/** Who may ask the sample cluster, and for what. */
import type { TLSSocket } from 'node:tls';

export interface Identity {
  readonly user: string;
  readonly groups: readonly string[];
}

/** Invented tokens; they open nothing but the sample. */
export const SAMPLE_TOKENS = {
  collector: {
    token: 'sample-collector-token',
    user: 'system:serviceaccount:default:drydock-collector',
    groups: [
      'system:serviceaccounts',
      'system:serviceaccounts:default',
      'system:authenticated',
      'drydock:collectors',
    ],
  },
  visitor: { token: 'sample-visitor-token', user: 'visitor', groups: ['system:authenticated'] },
} as const;

/** null is a caller without credentials; `invalid` one whose credentials are wrong. */
export function identify(authorization: string | undefined, socket: TLSSocket): Identity | 'invalid' | null {
  if (authorization !== undefined) {
    const token = authorization.replace(/^Bearer /, '');
    return Object.values(SAMPLE_TOKENS).find((known) => known.token === token) ?? 'invalid';
  }
  if (!socket.authorized) return null;
  const { subject } = socket.getPeerCertificate();
  const groups = [subject?.O ?? []].flat();
  return subject?.CN
    ? { user: String(subject.CN), groups: [...groups.map(String), 'system:authenticated'] }
    : null;
}

export interface Access {
  readonly verb: 'get' | 'list';
  readonly group: string;
  readonly resource: string;
  readonly namespace: string | null;
}

/**
 * The collector reads everything but secrets in `vault`, and neither persistentvolumes nor
 * certificatesigningrequests. The visitor lists pods in `default`.
 */
export function mayRead(identity: Identity, { group, resource, namespace }: Access): boolean {
  if (identity.groups.includes('drydock:collectors')) {
    if (group === '' && resource === 'secrets') return namespace !== null && namespace !== 'vault';
    if (group === '' && resource === 'persistentvolumes') return false;
    return !(group === 'certificates.k8s.io' && resource === 'certificatesigningrequests');
  }
  return group === '' && resource === 'pods' && namespace === 'default';
}
