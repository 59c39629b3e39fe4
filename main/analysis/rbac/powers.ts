/** Named powers: what a rule list lets its holder do, where that matters to an attacker. */

export interface Rule {
  readonly verbs: readonly string[];
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly names: readonly string[];
  readonly urls: readonly string[];
}

export const POWERS = [
  'everything',
  'wildcard',
  'read-secrets',
  'read-named-secrets',
  'create-workloads',
  'update-workloads',
  'exec',
  'ephemeral-containers',
  'escalate',
  'bind',
  'create-bindings',
  'impersonate',
  'token-request',
  'create-secrets',
  'approve-certificates',
  'nodes-proxy',
  'write-webhooks',
  'create-volumes',
  'patch-namespaces',
  'write-configmaps',
  'write-status',
  'delete-events',
  'beyond-discovery',
] as const;
export type Power = (typeof POWERS)[number];

/** Powers that let their holder take over the namespace or the cluster it holds them in. */
export const TAKEOVER: ReadonlySet<Power> = new Set<Power>([
  'everything',
  'read-secrets',
  'create-workloads',
  'update-workloads',
  'exec',
  'ephemeral-containers',
  'escalate',
  'bind',
  'create-bindings',
  'impersonate',
  'token-request',
  'nodes-proxy',
  'write-webhooks',
]);

/** What each power lets its holder do, ending "… can". */
export const POWER_TEXT: Readonly<Record<Power, string>> = {
  everything: 'do everything',
  wildcard: 'use rules with a wildcard',
  'read-secrets': 'read all secrets',
  'read-named-secrets': 'read some named secrets',
  'create-workloads': 'create pods or what creates pods',
  'update-workloads': 'change workloads',
  exec: 'open a shell in pods',
  'ephemeral-containers': 'add debug containers to pods',
  escalate: 'raise the permissions of roles',
  bind: 'bind any role',
  'create-bindings': 'write role bindings',
  impersonate: 'act as another user',
  'token-request': 'issue tokens of service accounts',
  'create-secrets': 'create secrets',
  'approve-certificates': 'approve certificates',
  'nodes-proxy': 'reach the kubelet through the API server',
  'write-webhooks': 'write admission webhooks or policies',
  'create-volumes': 'create persistent volumes',
  'patch-namespaces': 'change the labels of namespaces',
  'write-configmaps': 'write all config maps',
  'write-status': 'write the status of services or nodes',
  'delete-events': 'delete events',
  'beyond-discovery': 'do more than discover the API',
};

const CONTROLLERS: readonly (readonly [string, string])[] = [
  ['', 'pods'],
  ['', 'replicationcontrollers'],
  ['apps', 'deployments'],
  ['apps', 'daemonsets'],
  ['apps', 'statefulsets'],
  ['apps', 'replicasets'],
  ['batch', 'jobs'],
  ['batch', 'cronjobs'],
];
const RBAC = 'rbac.authorization.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';

/** The powers of a rule list. Rules limited by resourceNames give no power over a kind, except where a name is enough. */
export function powersOf(rules: readonly Rule[]): ReadonlySet<Power> {
  const powers = new Set<Power>();
  for (const rule of rules) {
    const free = rule.names.length === 0;
    const can = (verbs: readonly string[], group: string, ...resources: readonly string[]): boolean =>
      allows(rule, verbs, group, resources);
    const add = (power: Power, held: boolean): void => {
      if (held) powers.add(power);
    };
    const starred = rule.verbs.includes('*') && rule.resources.includes('*');
    add('everything', free && starred && rule.groups.includes('*'));
    add(
      'wildcard',
      free && rule.groups.length > 0 && (rule.verbs.includes('*') || rule.resources.includes('*')),
    );
    add('read-secrets', free && can(['get', 'list', 'watch'], '', 'secrets'));
    add('read-named-secrets', !free && can(['get'], '', 'secrets'));
    add(
      'create-workloads',
      free && CONTROLLERS.some(([group, resource]) => can(['create'], group, resource)),
    );
    add(
      'update-workloads',
      free && CONTROLLERS.some(([group, resource]) => can(['update', 'patch'], group, resource)),
    );
    add('exec', can(['create', 'get'], '', 'pods/exec', 'pods/attach'));
    add('ephemeral-containers', can(['patch', 'update'], '', 'pods/ephemeralcontainers'));
    add('escalate', can(['escalate'], RBAC, 'roles', 'clusterroles'));
    add('bind', can(['bind'], RBAC, 'roles', 'clusterroles'));
    add('create-bindings', can(['create', 'update', 'patch'], RBAC, 'rolebindings', 'clusterrolebindings'));
    add('impersonate', can(['impersonate'], '', 'users', 'groups', 'serviceaccounts'));
    add('token-request', can(['create'], '', 'serviceaccounts/token'));
    add('create-secrets', free && can(['create'], '', 'secrets'));
    add(
      'approve-certificates',
      can(['update', 'patch'], 'certificates.k8s.io', 'certificatesigningrequests/approval'),
    );
    add('nodes-proxy', can(['get', 'create', 'update', 'patch', 'delete'], '', 'nodes/proxy'));
    add(
      'write-webhooks',
      can(
        ['create', 'update', 'patch'],
        ADMISSION,
        'mutatingwebhookconfigurations',
        'validatingwebhookconfigurations',
        'validatingadmissionpolicies',
        'mutatingadmissionpolicies',
      ),
    );
    add('create-volumes', free && can(['create'], '', 'persistentvolumes'));
    add('patch-namespaces', can(['update', 'patch'], '', 'namespaces'));
    add('write-configmaps', free && can(['update', 'patch'], '', 'configmaps'));
    add('write-status', can(['update', 'patch'], '', 'services/status', 'nodes/status'));
    add(
      'delete-events',
      free &&
        (can(['delete', 'deletecollection'], '', 'events') ||
          can(['delete', 'deletecollection'], 'events.k8s.io', 'events')),
    );
    add('beyond-discovery', isBeyondDiscovery(rule));
  }
  return powers;
}

function allows(rule: Rule, verbs: readonly string[], group: string, resources: readonly string[]): boolean {
  return (
    (rule.verbs.includes('*') || verbs.some((verb) => rule.verbs.includes(verb))) &&
    (rule.groups.includes('*') || rule.groups.includes(group)) &&
    resources.some((resource) => coversResource(rule.resources, resource))
  );
}

function coversResource(held: readonly string[], wanted: string): boolean {
  if (held.includes('*') || held.includes(wanted)) return true;
  const slash = wanted.indexOf('/');
  return slash >= 0 && held.includes(`*${wanted.slice(slash)}`);
}

/** What every authenticated user may do anyway: self reviews and the discovery paths. */
function isBeyondDiscovery(rule: Rule): boolean {
  const self = rule.resources.every((one) => /^self[a-z]+reviews$/.test(one));
  const discovery = rule.urls.every((url) =>
    /^\/(api|apis|healthz|livez|readyz|openapi|version|\.well-known\/openid-configuration|openid\/v1\/jwks)([/*].*)?$/.test(
      url,
    ),
  );
  return !((rule.resources.length === 0 || self) && discovery);
}
