/** What a YAML or JSON document is that is no Kubernetes object, in the words in which it is told. */
import { basename, dirname } from 'node:path';
import { at, isObject, list, str } from '../snapshot/read.ts';
import { isSops } from './sops.ts';

/** By its content first, then by its place and name. */
export function otherTool(value: unknown, file: string): string {
  return (
    byContent(value) ??
    byName(file) ??
    (isObject(value)
      ? 'an object without an apiVersion and a kind'
      : Array.isArray(value)
        ? 'a list of values'
        : 'text')
  );
}

function byContent(value: unknown): string | null {
  if (Array.isArray(value)) return listContent(value);
  if (!isObject(value)) return null;
  const has = (...keys: readonly string[]) => keys.every((key) => Object.hasOwn(value, key));
  const kind = str(value, 'kind') ?? '';
  if (isKubeconfig(value)) return 'a kubeconfig';
  if (isKustomization(value)) return 'a Kustomize file';
  if (isSops(value)) return 'a file encrypted with SOPS';
  if (kind !== '' && has('apiVersion')) return `a ${kind.slice(0, 60)} without a name`;
  if (kind !== '' && has('metadata')) return `a ${kind.slice(0, 60)} without an apiVersion`;
  if (has('apiVersion', 'name', 'version') && /^v[12]$/.test(str(value, 'apiVersion') ?? ''))
    return 'a Helm chart';
  if (has('jobs') && (has('on') || has('true'))) return 'a GitHub workflow';
  if (has('runs') && has('name') && has('description')) return 'a GitHub action';
  if (has('openapi') || has('swagger')) return 'an OpenAPI description';
  if (has('services') && isObject(at(value, 'services')) && !has('kind')) return 'a Compose file';
  if (has('AWSTemplateFormatVersion') || (has('Resources') && has('Outputs')))
    return 'a CloudFormation template';
  if (has('panels') && has('schemaVersion')) return 'a Grafana dashboard';
  if (has('groups') && list(value, 'groups').some((group) => Array.isArray(at(group, 'rules'))))
    return 'Prometheus rules';
  if (has('scrape_configs')) return 'a Prometheus configuration';
  if (has('dependencies') && has('generated', 'digest')) return 'the dependencies of a Helm chart';
  if (has('$schema') && (has('properties') || has('definitions') || has('$defs'))) return 'a JSON schema';
  return null;
}

function listContent(value: readonly unknown[]): string | null {
  const first = value[0];
  if (str(first, 'op') !== undefined && str(first, 'path') !== undefined) return 'a JSON patch';
  return isObject(first) && ('hosts' in first || 'tasks' in first) ? 'an Ansible playbook' : null;
}

const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^Chart\.(ya?ml|lock)$/, 'a Helm chart'],
  [/^requirements\.(ya?ml|lock)$/, 'the dependencies of a Helm chart'],
  [/^(.*[-_.])?values([-_.].*)?\.(ya?ml|json)$/i, 'the values of a Helm chart'],
  [/^kustomization\.ya?ml$/, 'a Kustomize file'],
  [/^(docker-)?compose([-.].*)?\.ya?ml$/, 'a Compose file'],
  [
    /^\.gitlab-ci|^azure-pipelines|^\.travis|^cloudbuild|^Jenkinsfile|^\.drone|^bitbucket-pipelines/,
    'a build pipeline',
  ],
  [/^(package|package-lock|tsconfig.*|angular|lerna|nx)\.json$/, 'a JavaScript project file'],
  [/^skaffold|^Tiltfile/, 'a configuration file of a development tool'],
  [/^mkdocs|^_config\.ya?ml$/, 'website settings'],
];

function byName(file: string): string | null {
  const name = basename(file);
  const found = NAMES.find(([pattern]) => pattern.test(name));
  if (found !== undefined) return found[1];
  const folder = `/${dirname(file)}/`;
  if (folder.includes('/.github/workflows/')) return 'a GitHub workflow';
  if (folder.includes('/.github/') || folder.includes('/.circleci/'))
    return 'the settings of a build pipeline';
  return name.startsWith('.') ? 'settings of another tool' : null;
}

/** The access to a cluster, which is no evidence of one. */
export function isKubeconfig(value: unknown): boolean {
  if (!isObject(value)) return false;
  const lists = ['clusters', 'contexts', 'users'].filter((key) => Array.isArray(at(value, key)));
  return lists.length >= 2 && (str(value, 'kind') ?? 'Config') === 'Config';
}

export function isKustomization(value: unknown): boolean {
  const kind = str(value, 'kind');
  return (
    (kind === 'Kustomization' || kind === 'Component') &&
    (str(value, 'apiVersion') ?? '').startsWith('kustomize.config.k8s.io/')
  );
}

/**
 * Actions of a template engine: Helm and other Go templates, Jinja. Dashboards and rules hold such texts too, so it is
 * asked only of what cannot be read as it stands.
 */
export const holdsTemplate = (text: string): boolean => /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/.test(text);

export function templateWords(text: string, file: string): string {
  const isHelm =
    /\{\{[-\s]*(?:[^}]*\.(?:Values|Release|Chart|Capabilities|Files|Template)\b|(?:include|template|define)\s+")/.test(
      text,
    ) || /(^|\/)templates\//.test(file);
  return isHelm ? 'a Helm template' : 'a template';
}
