/** What the names of fields say in custom resources, which hold anything: where whole values stand, and of what sort. */
import { BUILT_IN_GROUPS } from '../built-in-groups.ts';
import { namesCredential, wordsOf } from './names.ts';

/** Any group that Kubernetes itself does not serve. By exact name: definitions may take a `k8s.io` group as well. */
export function isCustom(apiVersion: string): boolean {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return !BUILT_IN_GROUPS.has(group);
}

/** True for a field whose entries are all data: `stringData`, `headers`, the `data` of a template. */
export function holdsValues(name: string, value: object): boolean {
  if (HOLDS_VALUES.has(name)) return true;
  if (!HOLDS_TEXTS.has(name) && !/headers$/i.test(name)) return false;
  return Object.values(value).every((entry) => typeof entry === 'string');
}

/** True for a field whose text is a document of its own, which no rule here could read to the end. */
export function isDocument(name: string): boolean {
  return DOCUMENTS.has(name.toLowerCase());
}

/** True for variables of programs under any of the names that people give them: `extraEnv`, `env_vars`, `Env`. */
export function isEnvironment(name: string): boolean {
  if (!/env/i.test(name)) return false;
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  return ENVIRONMENT.has(last) || (VARIABLES.has(last) && ENVIRONMENT.has(words.at(-2) ?? ''));
}

/** True for the `key` of `api: {key}`; in `{name, key}` it only points into a Secret. */
export function isKeyItself(parent: string, owner: object): boolean {
  return namesCredential(`${parent} key`) && !POINTERS.some((pointer) => pointer in owner);
}

/** Fields that hold what their neighbour `name` or `key`, or the field around them, names. */
export const VALUE_FIELDS: ReadonlySet<string> = new Set(['value', 'default', 'string', 'map', 'array']);

const HOLDS_VALUES: ReadonlySet<string> = new Set([
  'stringData',
  'secretData',
  'encryptedData',
  'credentials',
]);
const HOLDS_TEXTS: ReadonlySet<string> = new Set(['data', 'binaryData', 'substitute', 'valueMap']);
const DOCUMENTS: ReadonlySet<string> = new Set([
  'cloudinit',
  'content',
  'customdata',
  'kubeconfig',
  'networkdata',
  'networkdatabase64',
  'userdata',
  'userdatabase64',
  'values',
]);
const ENVIRONMENT: ReadonlySet<string> = new Set(['env', 'envs', 'environment']);
const VARIABLES: ReadonlySet<string> = new Set(['var', 'vars', 'variable', 'variables']);
const POINTERS = ['name', 'secretName', 'secretRef', 'namespace'];
