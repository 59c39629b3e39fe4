/** What the names of fields say in custom resources, which hold anything. */
import { BUILT_IN_GROUPS } from '../built-in-groups.ts';
import { wordsOf } from './names.ts';

/** Any group that Kubernetes itself does not serve. By exact name: definitions may take a `k8s.io` group as well. */
export function isCustom(apiVersion: string): boolean {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return !BUILT_IN_GROUPS.has(group);
}

/** True for variables of programs under any of the names that people give them: `extraEnv`, `env_vars`, `Env`. */
export function isEnvironment(name: string): boolean {
  if (!/env/i.test(name)) return false;
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  return ENVIRONMENT.has(last) || (VARIABLES.has(last) && ENVIRONMENT.has(words.at(-2) ?? ''));
}

/** True for the owner of a `key` that names an entry of a Secret, of a ConfigMap or of a store elsewhere. */
export function pointsAt(owner: object, parent: string): boolean {
  return POINTERS.some((pointer) => Object.hasOwn(owner, pointer)) || /(?:[rR]ef|Selector)$/.test(parent);
}

const ENVIRONMENT: ReadonlySet<string> = new Set(['env', 'envs', 'environment']);
const VARIABLES: ReadonlySet<string> = new Set(['var', 'vars', 'variable', 'variables']);
const POINTERS = ['name', 'secretName', 'secretRef', 'namespace'];
