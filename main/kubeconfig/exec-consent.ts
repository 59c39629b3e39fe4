/** What an assessor agrees to before a kubeconfig may run a program. */
import { createHmac, hkdfSync } from 'node:crypto';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import type { ExecPlugin } from '../../shared/kubeconfig.ts';
import type { ExecEntry } from './parse.ts';

/** The key under which fingerprints of one engagement are made: 32 bytes, derived from the key of its file. */
export function consentKeyOf(engagementKey: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', engagementKey, new Uint8Array(), 'drydock exec consent', 32));
}

/** The plugin in full, with the fingerprint of what is agreed to. Names of variables, never their values. */
export function describeExec(exec: ExecEntry, consentKey: Uint8Array): ExecPlugin {
  return {
    command: resolveCommand(exec) ?? exec.command,
    // In full, unmasked: a masked part could hide what really runs.
    args: [...exec.args],
    envNames: exec.env.map(([name]) => name),
    fingerprint: execConsentFingerprint(exec, consentKey),
    installHint: installHintOf(exec),
  };
}

/**
 * HMAC-SHA-256 (hex) over everything that decides what runs: the program as it was found, its arguments, its variables
 * with their values, the protocol, and whether it is told about the cluster. Consent to one never covers another: any
 * change asks again.
 *
 * A value changes what a program does as an argument can, so the values are part of it. They may be secret, and a plain
 * digest of a short one could be guessed; this one is keyed with a secret that only the engagement's passphrase gives, so
 * that a stored or shown fingerprint tells nothing.
 */
export function execConsentFingerprint(exec: ExecEntry, consentKey: Uint8Array): string {
  const agreed = [
    'drydock-exec-consent-2',
    exec.apiVersion,
    exec.command,
    resolveCommand(exec) ?? '',
    exec.args,
    exec.env,
    exec.provideClusterInfo,
  ];
  return createHmac('sha256', consentKey).update(JSON.stringify(agreed)).digest('hex');
}

/** The absolute path of the program: by the search path, or from the kubeconfig's folder. Null when not found. */
export function resolveCommand(exec: ExecEntry): string | null {
  if (isAbsolute(exec.command)) return exec.command;
  if (/[/\\]/.test(exec.command))
    return exec.directory === null ? null : resolve(exec.directory, exec.command);
  const suffixes = process.platform === 'win32' ? ['.exe', '.com', ''] : [''];
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    // An empty or relative entry of the search path would run what lies in the current folder.
    if (!isAbsolute(directory)) continue;
    for (const suffix of suffixes) {
      const candidate = join(directory, exec.command + suffix);
      if (isProgram(candidate)) return candidate;
    }
  }
  return null;
}

/** What the kubeconfig says about installing the program, as one plain line: it is a stranger's text. */
export function installHintOf({ installHint }: ExecEntry): string {
  return installHint
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, ' ')
    .trim()
    .slice(0, 500);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
