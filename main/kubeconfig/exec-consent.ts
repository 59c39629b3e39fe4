/** What an assessor agrees to before a kubeconfig may run a program. */
import { createHash } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import type { ExecPlugin } from '../../shared/kubeconfig.ts';
import type { ExecEntry } from './parse.ts';

/** The plugin in full, with the fingerprint of what is agreed to. Names of variables, never their values. */
export function describeExec(exec: ExecEntry): ExecPlugin {
  return {
    command: resolveCommand(exec) ?? exec.command,
    // In full, unmasked: a masked part could hide what really runs.
    args: [...exec.args],
    envNames: exec.env.map(([name]) => name),
    fingerprint: execConsentFingerprint(exec),
    installHint: exec.installHint,
  };
}

/**
 * SHA-256 (hex) over the program as it was found, its arguments, the names of its variables and the protocol.
 * Consent to one never covers another: any change asks again.
 */
export function execConsentFingerprint(exec: ExecEntry): string {
  const agreed = [
    'drydock-exec-consent-1',
    exec.apiVersion,
    exec.command,
    resolveCommand(exec) ?? '',
    exec.args,
    exec.env.map(([name]) => name),
    exec.provideClusterInfo,
  ];
  return createHash('sha256').update(JSON.stringify(agreed)).digest('hex');
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
      if (isExecutable(candidate)) return candidate;
    }
  }
  return null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
