/** What an assessor should know of a context before using it, one plain sentence each. */
import { isIP } from 'node:net';
import type { FileOrData } from './parse.ts';
import { environmentProxy } from './proxy.ts';
import { isPlainHttp, type ResolvedContext } from './resolve.ts';

export function warningsOf(
  { name, cluster, context, user, authentication }: ResolvedContext,
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  const warnings: string[] = [];
  const warn = (when: boolean, sentence: string) => {
    if (when) warnings.push(sentence);
  };
  warn(
    cluster.insecureSkipTlsVerify,
    'It skips verification of the server certificate, so the responses could come from anyone.',
  );
  warn(
    isPlainHttp(cluster),
    'It uses plain HTTP: responses are not encrypted, and credentials are not sent at all, as with kubectl.',
  );
  warn(
    cluster.tlsServerName !== null,
    `The server must present a certificate for another name: ${shown(cluster.tlsServerName)}.`,
  );
  warn(
    isLinkLocal(cluster.server),
    'Its server is an address that clouds reserve for their own services, not for clusters.',
  );
  const proxy = environmentProxy(cluster.server, environment);
  if (cluster.proxyUrl !== null) warnings.push(`Requests go through ${withoutUser(cluster.proxyUrl)}.`);
  else if (proxy !== null) {
    warnings.push(
      `Requests go through ${withoutUser(proxy.address)}, from ${proxy.variable} of this machine.`,
    );
  }
  warn(authentication === 'basic', 'It signs in with a user name and a password.');
  warn(authentication === 'exec', 'Signing in runs a program on this machine.');
  warn(
    user.exec !== null && authentication !== 'exec' && authentication !== 'none',
    'It also sets a sign-in program, which does not run because it has other credentials.',
  );
  warn(authentication === 'none' && !isPlainHttp(cluster), 'It has no credentials.');
  if (user.impersonate.user !== null) warnings.push(`It impersonates ${shown(user.impersonate.user)}.`);
  if (user.impersonate.groups.length > 0) {
    warnings.push(
      `It impersonates the groups ${user.impersonate.groups.slice(0, 20).map(shown).join(', ')}.`,
    );
  }
  const files = [cluster.certificateAuthority, user.clientCertificate, user.clientKey].flatMap(fileOf);
  warn(files.length > 0, `It reads files on this machine: ${files.map(shown).join(', ')}.`);
  if (user.tokenFile !== null && authentication !== 'none') {
    warnings.push(
      `It sends the content of a file on this machine to the server: ${shown(user.tokenFile.file)}.`,
    );
  }
  warn(
    [name, context.cluster, context.user, context.namespace, cluster.server].some(isDeceptive),
    'A name in it contains invisible or control characters, so it may be misleading.',
  );
  return warnings;
}

/** Addresses may carry a name, a password or a query; they are never shown. */
export function withoutUser(address: string): string {
  return address.replace(/[?#].*$/su, '').replace(/\/\/.*@/su, '//');
}

const fileOf = (source: FileOrData | null): string[] =>
  source !== null && 'file' in source ? [source.file] : [];

const shown = (text: string | null) => (text ?? '').slice(0, 200);

const isDeceptive = (text: string) => /[\p{Cc}\p{Cf}\u2028\u2029]/u.test(text);

function isLinkLocal(server: string): boolean {
  if (!URL.canParse(server)) return false;
  const host = new URL(server).hostname.replace(/^\[|\]$/g, '');
  return isIP(host) !== 0 && /^(?:169\.254\.|fe[89ab])/i.test(host);
}
