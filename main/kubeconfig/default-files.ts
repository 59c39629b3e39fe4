/** Which kubeconfigs are meant when none is named: those of the variable KUBECONFIG, else ~/.kube/config. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Paths in the order in which they merge, each once, whether they are there or not. */
export function listedKubeconfigs(
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): string[] {
  const named = (environment['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  return named.length > 0 ? [...new Set(named)] : [join(home, '.kube', 'config')];
}

/**
 * Those to read: of several, the ones that are not there are left out, as by kubectl. When none is there, all are given,
 * so that reading says what is missing.
 */
export function defaultKubeconfigs(
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): string[] {
  const listed = listedKubeconfigs(environment, home);
  const there = listed.filter((path) => existsSync(path));
  return there.length > 0 ? there : listed;
}
