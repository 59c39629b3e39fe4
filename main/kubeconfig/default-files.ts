/** Which kubeconfigs are meant when none is named: those of the variable KUBECONFIG, else ~/.kube/config. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Paths in the order in which they merge. Of a list in the variable, files that are not there are left out, as by kubectl. */
export function defaultKubeconfigs(environment: Readonly<Record<string, string | undefined>>): string[] {
  const listed = (environment['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  if (listed.length === 0) return [join(environment['HOME'] ?? homedir(), '.kube', 'config')];
  const there = [...new Set(listed)].filter((path) => existsSync(path));
  return there.length > 0 ? there : listed;
}
