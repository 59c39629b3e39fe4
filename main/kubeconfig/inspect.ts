/** Shows what a kubeconfig holds, without a credential and without running or asking anything. */
import { createHash } from 'node:crypto';
import type {
  AuthenticationKind,
  ExecPlugin,
  KubeconfigContext,
  KubeconfigInspection,
} from '../../shared/kubeconfig.ts';
import {
  type KubeconfigExec,
  type KubeconfigFile,
  type KubeconfigUser,
  type ParsedContext,
  parseKubeconfig,
} from './parse.ts';

/** @throws DrydockError KUBECONFIG_INVALID */
export function inspectKubeconfig(file: KubeconfigFile): KubeconfigInspection {
  const { currentContext, contexts } = parseKubeconfig(file.text);
  const known = contexts.some(({ name }) => name === currentContext);
  return {
    paths: file.path === null ? [] : [file.path],
    currentContext: known ? currentContext : '',
    contexts: contexts.map((context) => contextOf(context, file.path)),
    warnings:
      currentContext !== '' && !known ? [`Its current context ${currentContext} is not in the file.`] : [],
  };
}

/** The one way to sign in that counts, in kubectl's order of precedence. */
export function authenticationOf(user: KubeconfigUser): AuthenticationKind {
  if (user.unknownFields.length > 0) return 'unsupported';
  if (user.exec !== null) return 'exec';
  if (user.tokenFile !== null) return 'token-file';
  if (user.token !== null) return 'token';
  if (user.username !== null) return 'basic';
  if (user.certificateData !== null || user.certificateFile !== null) return 'client-certificate';
  return 'none';
}

/** Why a context cannot be used: the field and a plain sentence; null when it can. */
export function refusalOf(
  { cluster, user, clusterName, userName }: ParsedContext,
  path: string | null,
): Refusal | null {
  if (cluster === null)
    return { field: 'cluster', sentence: `It names the cluster ${clusterName}, which is not in the file.` };
  if (user === null)
    return { field: 'user', sentence: `It names the user ${userName}, which is not in the file.` };
  const [unknown] = [...cluster.unknownFields, ...user.unknownFields];
  if (unknown !== undefined)
    return { field: unknown, sentence: `It uses ${unknown}, which Drydock does not support.` };
  if (!isServer(cluster.server))
    return { field: 'server', sentence: 'Its server is not an https or http address.' };
  if (cluster.proxyUrl !== null && !/^https?:\/\//i.test(cluster.proxyUrl)) {
    return { field: 'proxy-url', sentence: 'Its proxy-url is not an http or https proxy.' };
  }
  if (user.exec !== null) return execRefusal(user.exec);
  const files = [cluster.caFile, user.tokenFile, user.certificateFile, user.keyFile];
  if (path === null && files.some((file) => file !== null && !/^([/\\]|[A-Z]:)/i.test(file))) {
    return {
      field: 'a relative path',
      sentence: 'It names a file beside it, but was not read from a folder.',
    };
  }
  return null;
}

export interface Refusal {
  readonly field: string;
  readonly sentence: string;
}

/** What a person agrees to. The fingerprint covers the command, its arguments and the names of its variables. */
export function execPluginOf({ command, args, env, installHint }: KubeconfigExec): ExecPlugin {
  const envNames = env.map(({ name }) => name);
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([command, args, envNames]))
    .digest('hex');
  return { command, args: [...args], envNames, fingerprint, installHint: installHint.slice(0, 2000) };
}

function contextOf(context: ParsedContext, path: string | null): KubeconfigContext {
  const { cluster, user } = context;
  return {
    name: context.name,
    cluster: context.clusterName,
    server: withoutUser(cluster?.server ?? ''),
    user: context.userName,
    namespace: context.namespace,
    authentication: user === null ? 'none' : authenticationOf(user),
    warnings: warningsOf(context),
    refusal: refusalOf(context, path)?.sentence ?? null,
    exec: user?.exec ? execPluginOf(user.exec) : null,
    proxy: cluster?.proxyUrl ? withoutUser(cluster.proxyUrl) : null,
    insecureSkipTlsVerify: cluster?.insecureSkipTlsVerify ?? false,
  };
}

function warningsOf({ cluster, user }: ParsedContext): string[] {
  if (cluster === null || user === null) return [];
  const warnings: string[] = [];
  if (cluster.insecureSkipTlsVerify) {
    warnings.push('It skips the check of the server certificate, so the answers could come from anyone.');
  }
  if (/^http:/i.test(cluster.server))
    warnings.push('It speaks plain HTTP: credentials and answers travel in clear.');
  if (cluster.proxyUrl !== null)
    warnings.push(`Requests go through the proxy ${withoutUser(cluster.proxyUrl)}.`);
  if (user.username !== null) warnings.push('It signs in with a user name and password.');
  if (user.exec !== null) warnings.push('Signing in runs a program on this machine.');
  const named = [cluster.caFile, user.tokenFile, user.certificateFile, user.keyFile].filter(
    (file) => file !== null,
  );
  if (named.length > 0) warnings.push(`It reads files of this machine: ${named.join(', ')}.`);
  if (authenticationOf(user) === 'none') warnings.push('It has no credentials.');
  return warnings;
}

function execRefusal(exec: KubeconfigExec): Refusal | null {
  if (exec.command === '') return { field: 'exec.command', sentence: 'Its sign-in program has no command.' };
  if (!/^client\.authentication\.k8s\.io\/(v1|v1beta1)$/.test(exec.apiVersion)) {
    return {
      field: `exec with apiVersion ${exec.apiVersion.slice(0, 80)}`,
      sentence: 'Its sign-in program speaks a version that Drydock does not support.',
    };
  }
  if (exec.interactiveMode === 'Always') {
    return { field: 'exec.interactiveMode Always', sentence: 'Its sign-in program needs a terminal.' };
  }
  return null;
}

function isServer(server: string): boolean {
  return URL.canParse(server) && /^https?:$/.test(new URL(server).protocol);
}

function withoutUser(address: string): string {
  if (!URL.canParse(address)) return address.replace(/\/\/[^/]*@/, '//');
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url.href.replace(/\/$/, '');
}
