/**
 * Who the server takes the collector for. No request asks only that (a SelfSubjectReview would create something), so
 * it is read from what is there: a refusal names the user in the server's own words, else the credentials tell.
 */
import { X509Certificate } from 'node:crypto';
import type { SnapshotManifest } from '../../shared/evidence.ts';
import type { ClusterConnection } from '../kubeconfig/connection.ts';
import { headerText } from '../kubeconfig/impersonation.ts';
import { isObject, str } from '../snapshot/read.ts';

export type CollectorIdentity = SnapshotManifest['identity'];

/** `refusedAs` is the user of a 403, '' when nothing was refused. Empty `username` when nothing tells. */
export async function identityOf(
  connection: ClusterConnection,
  refusedAs: string,
): Promise<CollectorIdentity> {
  const credentials = await credentialIdentity(connection);
  if (refusedAs === '' || refusedAs === credentials.username) return credentials;
  return { username: refusedAs, groups: [], source: 'refusal' };
}

/** The user that a 403 of the API server names; '' when it names none. */
export function userOfRefusal(text: string): string {
  if (text.length > MAX_REFUSAL) return '';
  try {
    const message = str(JSON.parse(text), 'message') ?? '';
    const quoted = /\bUser ("(?:[^"\\]|\\.)*") cannot /.exec(message)?.[1];
    return quoted === undefined ? '' : String(JSON.parse(quoted)).slice(0, MAX_NAME);
  } catch {
    return '';
  }
}

const MAX_NAME = 500;
/** A refusal of an API server takes one kB. */
const MAX_REFUSAL = 65_536;
const NOBODY: CollectorIdentity = { username: '', groups: [] };

async function credentialIdentity(connection: ClusterConnection): Promise<CollectorIdentity> {
  const impersonated = (name: string) =>
    connection.impersonation.filter(([header]) => header === name).map(([, value]) => headerText(value));
  const [user] = impersonated('Impersonate-User');
  if (user !== undefined) {
    return { username: user, groups: impersonated('Impersonate-Group'), source: 'impersonation' };
  }
  // At the end of a long collection they may not be renewable any more; that costs the name and nothing else.
  const held = await connection.credentials.current().catch(() => null);
  if (held === null) return NOBODY;
  const { authorization, clientCertificate } = held;
  // The order in which the API server tries them: the certificate first.
  if (clientCertificate !== null) return ofCertificate(clientCertificate.cert);
  if (authorization === null) return NOBODY;
  if (authorization.startsWith('Bearer ')) return ofToken(authorization.slice('Bearer '.length));
  const [name = ''] = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
    .toString('utf8')
    .split(':');
  return { username: name.slice(0, MAX_NAME), groups: [], source: 'kubeconfig' };
}

/** Common name and organisations; https://kubernetes.io/docs/reference/access-authn-authz/authentication/#x509-client-certificates */
function ofCertificate(pem: string): CollectorIdentity {
  const parts = new X509Certificate(pem).subject.split('\n');
  const valuesOf = (name: string) =>
    parts.filter((part) => part.startsWith(`${name}=`)).map((part) => part.slice(name.length + 1));
  const [username = ''] = valuesOf('CN');
  return {
    username: username.slice(0, MAX_NAME),
    groups: valuesOf('O').slice(0, 100),
    source: 'client-certificate',
  };
}

/** The subject of a token that can be read. Other claims may be the name instead; a refusal then corrects it. */
function ofToken(token: string): CollectorIdentity {
  const claims = claimsOf(token);
  const subject = (str(claims, 'sub') ?? '').slice(0, MAX_NAME);
  if (subject === '') return NOBODY;
  const namespace = /^system:serviceaccount:([^:]+):[^:]+$/.exec(subject)?.[1];
  return {
    username: subject,
    groups:
      namespace === undefined
        ? []
        : ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
    source: 'token',
  };
}

/** The payload of a JWT, unverified: it is our own credential, and only shown. */
function claimsOf(token: string): object {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return isObject(claims) ? claims : {};
  } catch {
    return {};
  }
}
