/** Shows what a kubeconfig holds, without a credential and without running or asking anything. */
import type { KubeconfigContext, KubeconfigInspection } from '../../shared/kubeconfig.ts';
import { describeExec } from './exec-consent.ts';
import { type KubeconfigSource, parseKubeconfig } from './parse.ts';
import { type ResolvedContext, resolveContext } from './resolve.ts';

/** @throws DrydockError KUBECONFIG_INVALID */
export function inspectKubeconfig(files: readonly KubeconfigSource[]): KubeconfigInspection {
  const kubeconfig = parseKubeconfig(files);
  const { currentContext, contexts } = kubeconfig;
  const known = contexts.has(currentContext);
  return {
    paths: files.flatMap(({ path }) => path ?? []),
    currentContext: known ? currentContext : '',
    contexts: [...contexts.keys()].map((name) => describe(resolveContext(kubeconfig, name))),
    warnings:
      known || currentContext === ''
        ? []
        : [
            `Its current context, ${currentContext.slice(0, 200)}, is not in ${files.length === 1 ? 'the file' : 'the files'}.`,
          ],
  };
}

function describe(resolved: ResolvedContext): KubeconfigContext {
  const { name, context, cluster, user, authentication, refusal } = resolved;
  return {
    name,
    cluster: context.cluster,
    server: withoutUser(cluster.server),
    user: context.user,
    namespace: context.namespace,
    authentication,
    warnings: warningsOf(resolved),
    refusal: refusal?.sentence ?? null,
    exec: authentication === 'exec' && user.exec !== null ? describeExec(user.exec) : null,
    proxy: cluster.proxyUrl === null ? null : withoutUser(cluster.proxyUrl),
    insecureSkipTlsVerify: cluster.insecureSkipTlsVerify,
  };
}

function warningsOf({ cluster, user, authentication }: ResolvedContext): string[] {
  const warnings: string[] = [];
  if (cluster.insecureSkipTlsVerify) {
    warnings.push('It skips the check of the server certificate, so the answers could come from anyone.');
  }
  if (/^http:/i.test(cluster.server)) {
    warnings.push('It speaks plain HTTP: credentials and answers travel in clear.');
  }
  if (cluster.proxyUrl !== null) warnings.push(`Requests go through ${withoutUser(cluster.proxyUrl)}.`);
  if (authentication === 'basic') warnings.push('It signs in with a user name and a password.');
  if (authentication === 'exec') warnings.push('Signing in runs a program on this machine.');
  if (authentication === 'none') warnings.push('It has no credentials.');
  if (user.impersonate.user !== null) warnings.push(`It acts as ${user.impersonate.user.slice(0, 200)}.`);
  const files = [
    cluster.certificateAuthority,
    user.tokenFile,
    user.clientCertificate,
    user.clientKey,
  ].flatMap((source) => (source !== null && 'file' in source ? [source.file] : []));
  if (files.length > 0) warnings.push(`It reads files of this machine: ${files.join(', ')}.`);
  return warnings;
}

/** Addresses may carry a name and password; they are never shown. */
function withoutUser(address: string): string {
  return address.replace(/\/\/[^/]*@/, '//');
}
