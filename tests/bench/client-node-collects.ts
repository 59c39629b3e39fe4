/** One contender: the official client's typed lists, page by page. Nothing is kept. */
import { readFileSync } from 'node:fs';
import {
  AppsV1Api,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  NetworkingV1Api,
  RbacAuthorizationV1Api,
} from '@kubernetes/client-node';

const [path = ''] = process.argv.slice(2);
const kubeconfig = new KubeConfig();
kubeconfig.loadFromString(readFileSync(path, 'utf8'));
const core = kubeconfig.makeApiClient(CoreV1Api);
const apps = kubeconfig.makeApiClient(AppsV1Api);
const rbac = kubeconfig.makeApiClient(RbacAuthorizationV1Api);
const networking = kubeconfig.makeApiClient(NetworkingV1Api);
const custom = kubeconfig.makeApiClient(CustomObjectsApi);

type Page = { limit: number; _continue?: string };
interface List {
  readonly items: readonly unknown[];
  readonly metadata?: { readonly _continue?: string; readonly continue?: string };
}

const LISTS: readonly ((page: Page) => Promise<List>)[] = [
  (page) => core.listNamespace(page),
  (page) => core.listPodForAllNamespaces(page),
  (page) => core.listConfigMapForAllNamespaces(page),
  (page) => core.listServiceForAllNamespaces(page),
  (page) => core.listServiceAccountForAllNamespaces(page),
  (page) => apps.listDeploymentForAllNamespaces(page),
  (page) => rbac.listRoleForAllNamespaces(page),
  (page) => rbac.listRoleBindingForAllNamespaces(page),
  (page) => rbac.listClusterRole(page),
  (page) => networking.listNetworkPolicyForAllNamespaces(page),
  (page) =>
    custom.listCustomObjectForAllNamespaces({
      group: 'data.example.test',
      version: 'v1',
      resourcePlural: 'databases',
      ...page,
    }) as Promise<List>,
];

let objects = 0;
for (const list of LISTS) {
  for (let next = ''; ; ) {
    const page = await list({ limit: 500, ...(next === '' ? {} : { _continue: next }) });
    objects += page.items.length;
    next = page.metadata?._continue ?? page.metadata?.continue ?? '';
    if (next === '') break;
  }
}
console.log(objects);
