/** Shows what a kubeconfig holds, without a credential and without running or asking anything. */

import { randomBytes } from 'node:crypto';
import { agree } from '../../shared/in-words.ts';
import type { KubeconfigContext, KubeconfigInspection } from '../../shared/kubeconfig.ts';
import { describeExec } from './exec-consent.ts';
import { type KubeconfigSource, parseKubeconfig } from './parse.ts';
import { type ResolvedContext, resolveContext } from './resolve.ts';
import { warningsOf, withoutUser } from './warnings.ts';

export interface InspectOptions {
  /** Fingerprints of sign-in programs are made with it; without one they match no agreement. */
  readonly consentKey?: Uint8Array;
  /** HTTPS_PROXY, HTTP_PROXY and NO_PROXY are read from here. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** @throws DrydockError KUBECONFIG_INVALID */
export function inspectKubeconfig(
  files: readonly KubeconfigSource[],
  options: InspectOptions = {},
): KubeconfigInspection {
  const kubeconfig = parseKubeconfig(files);
  const { currentContext, contexts } = kubeconfig;
  const told = {
    consentKey: options.consentKey ?? randomBytes(32),
    environment: options.environment ?? process.env,
  };
  const known = contexts.has(currentContext);
  return {
    paths: files.flatMap(({ path }) => path ?? []),
    currentContext: known ? currentContext : '',
    contexts: [...contexts.keys()].map((name) => describe(resolveContext(kubeconfig, name), told)),
    warnings: [
      ...(known || currentContext === '' ? [] : [missingCurrent(currentContext, files.length)]),
      ...(kubeconfig.unknownFields.length === 0 ? [] : [strangeFields(kubeconfig.unknownFields)]),
    ],
  };
}

const missingCurrent = (name: string, files: number) =>
  `Its current context, ${name.slice(0, 200)}, is not in ${agree(files, 'the file', 'the files')}.`;

const strangeFields = (names: readonly string[]) =>
  `It has fields unknown to Kubernetes: ${names.slice(0, 10).join(', ')}.`;

function describe(resolved: ResolvedContext, told: Required<InspectOptions>): KubeconfigContext {
  const { name, context, cluster, user, authentication, refusal } = resolved;
  return {
    name,
    cluster: context.cluster,
    server: withoutUser(cluster.server),
    user: context.user,
    namespace: context.namespace,
    authentication,
    warnings: warningsOf(resolved, told.environment),
    refusal: refusal?.sentence ?? null,
    exec: authentication === 'exec' && user.exec !== null ? describeExec(user.exec, told.consentKey) : null,
    proxy: cluster.proxyUrl === null ? null : withoutUser(cluster.proxyUrl),
    insecureSkipTlsVerify: cluster.insecureSkipTlsVerify,
  };
}
