/** Named powers: what a rule list lets its holder do, where that matters to an attacker. */
import type { PlacedRule } from './roles.ts';
import { type Rule, ruleReaches } from './rules.ts';

/** How a power is held: of all objects, or only of those that a rule names. */
export interface Held {
  /** null when it is not limited to names. */
  readonly names: readonly string[] | null;
  /** The first rule that gives it. */
  readonly rule: PlacedRule;
}
export type Powers = ReadonlyMap<Power, Held>;

export interface PowerContext {
  /** Whether the role holds in one namespace only; it then gives nothing over what has no namespace. */
  readonly inNamespace: boolean;
  /** Minor of the server; null when not known. */
  readonly serverMinor: number | null;
}

interface Definition {
  /** What it lets its holder do, ending "… can". */
  readonly text: string;
  /** Lets its holder take over the namespace or the cluster it is held in. */
  readonly takeover?: true;
  /** Whether a rule that names objects gives it: never, also, or only such a rule does. */
  readonly names?: 'also' | 'only' | readonly string[];
  /** Any of these. */
  readonly targets: readonly Target[];
}

interface Target {
  readonly verbs: readonly string[];
  readonly group: string;
  /** `RESOURCE` or `RESOURCE/SUBRESOURCE`. */
  readonly resources: readonly string[];
  /** Has no namespace, so that a role bound in one gives nothing over it. */
  readonly clusterWide?: true;
  /** Only servers before this minor let it happen. */
  readonly before?: number;
}

const RBAC = 'rbac.authorization.k8s.io';
const CERTIFICATES = 'certificates.k8s.io';
const AUTHENTICATION = 'authentication.k8s.io';
const WRITE = ['create', 'update', 'patch'] as const;
const CHANGE = ['update', 'patch'] as const;
const DELETE = ['delete', 'deletecollection'] as const;

const CONTROLLERS: readonly (readonly [group: string, resources: readonly string[]])[] = [
  ['', ['pods', 'replicationcontrollers']],
  ['apps', ['deployments', 'daemonsets', 'statefulsets', 'replicasets']],
  ['batch', ['jobs', 'cronjobs']],
];

const on = (
  group: string,
  resources: readonly string[],
  verbs: readonly string[],
  more: Pick<Target, 'clusterWide' | 'before'> = {},
): Target => ({ group, resources, verbs, ...more });
const core = (resources: readonly string[], verbs: readonly string[], more = {}): Target =>
  on('', resources, verbs, more);

/**
 * A shell or a tunnel: `create`, and before 1.35 `get` too, since a WebSocket opens with GET and only from 1.35 on is
 * `create` asked for it (AuthorizePodWebsocketUpgradeCreatePermission, pkg/registry/core/pod/rest/subresources.go).
 */
const connect = (...resources: readonly string[]): readonly Target[] => [
  core(resources, ['create']),
  core(resources, ['get'], { before: 35 }),
];

const CLUSTER = { clusterWide: true } as const;

const DEFINITIONS = {
  'read-secrets': {
    text: 'read all secrets',
    takeover: true,
    targets: [core(['secrets'], ['get', 'list', 'watch'])],
  },
  'read-named-secrets': {
    text: 'read some named secrets',
    names: 'only',
    targets: [core(['secrets'], ['get', 'list', 'watch'])],
  },
  'create-workloads': {
    text: 'create pods or what creates pods',
    takeover: true,
    targets: CONTROLLERS.map(([group, resources]) => on(group, resources, ['create'])),
  },
  'update-workloads': {
    text: 'change workloads',
    takeover: true,
    targets: CONTROLLERS.map(([group, resources]) => on(group, resources, CHANGE)),
  },
  exec: {
    text: 'open a shell in pods',
    takeover: true,
    names: 'also',
    targets: connect('pods/exec', 'pods/attach'),
  },
  'port-forward': {
    text: 'open connections into pods',
    names: 'also',
    targets: connect('pods/portforward'),
  },
  'ephemeral-containers': {
    text: 'add debug containers to pods',
    takeover: true,
    names: 'also',
    targets: [core(['pods/ephemeralcontainers'], CHANGE)],
  },
  escalate: {
    text: 'use the verb escalate, which lifts the limit on what roles may be given',
    takeover: true,
    names: 'also',
    targets: [on(RBAC, ['roles'], ['escalate']), on(RBAC, ['clusterroles'], ['escalate'], CLUSTER)],
  },
  // The verb is asked for in the namespace of the binding (pkg/registry/rbac/escalation_check.go), for cluster roles too.
  bind: {
    text: 'use the verb bind, which lifts the limit on what roles may be bound',
    takeover: true,
    names: 'also',
    targets: [on(RBAC, ['roles', 'clusterroles'], ['bind'])],
  },
  'write-roles': {
    text: 'write roles',
    names: 'also',
    targets: [on(RBAC, ['roles'], WRITE), on(RBAC, ['clusterroles'], WRITE, CLUSTER)],
  },
  'write-bindings': {
    text: 'write role bindings',
    names: 'also',
    targets: [on(RBAC, ['rolebindings'], WRITE), on(RBAC, ['clusterrolebindings'], WRITE, CLUSTER)],
  },
  'impersonate-users': {
    text: 'act as other users',
    takeover: true,
    names: 'also',
    targets: [
      core(['users'], ['impersonate'], CLUSTER),
      on(
        AUTHENTICATION,
        ['users', 'nodes'],
        ['impersonate:user-info', 'impersonate:arbitrary-node'],
        CLUSTER,
      ),
    ],
  },
  'impersonate-groups': {
    text: 'act as a member of other groups',
    takeover: true,
    names: 'also',
    targets: [
      core(['groups'], ['impersonate'], CLUSTER),
      on(AUTHENTICATION, ['groups'], ['impersonate:user-info'], CLUSTER),
    ],
  },
  'impersonate-accounts': {
    text: 'act as service accounts',
    takeover: true,
    names: 'also',
    targets: [
      core(['serviceaccounts'], ['impersonate']),
      on(AUTHENTICATION, ['serviceaccounts'], ['impersonate:serviceaccount']),
    ],
  },
  'impersonate-extras': {
    text: 'claim other extra fields or identifiers of a user',
    names: 'also',
    targets: [
      on(AUTHENTICATION, ['userextras/*', 'uids'], ['impersonate', 'impersonate:user-info'], CLUSTER),
    ],
  },
  'token-request': {
    text: 'issue tokens of service accounts',
    takeover: true,
    names: 'also',
    targets: [core(['serviceaccounts/token'], ['create'])],
  },
  'create-secrets': { text: 'create secrets', targets: [core(['secrets'], ['create'])] },
  'request-certificates': {
    text: 'request certificates',
    targets: [on(CERTIFICATES, ['certificatesigningrequests'], ['create'], CLUSTER)],
  },
  'approve-certificates': {
    text: 'approve certificate requests',
    names: 'also',
    targets: [on(CERTIFICATES, ['certificatesigningrequests/approval'], CHANGE, CLUSTER)],
  },
  // Admission asks for the signer besides (plugin/pkg/admission/certificates/approval).
  'approve-for-signers': {
    text: 'approve for the signer of client certificates',
    names: [
      'kubernetes.io/kube-apiserver-client',
      'kubernetes.io/kube-apiserver-client-kubelet',
      'kubernetes.io/*',
    ],
    targets: [on(CERTIFICATES, ['signers'], ['approve'], CLUSTER)],
  },
  'sign-certificates': {
    text: 'put a signed certificate into a request',
    names: 'also',
    targets: [on(CERTIFICATES, ['certificatesigningrequests/status'], CHANGE, CLUSTER)],
  },
  'nodes-proxy': {
    text: 'reach the kubelet through the API server',
    takeover: true,
    names: 'also',
    targets: [core(['nodes/proxy'], ['get', 'create', 'update', 'patch', 'delete'], CLUSTER)],
  },
  'write-webhooks': {
    text: 'write admission webhooks or policies',
    takeover: true,
    names: 'also',
    targets: [
      on(
        'admissionregistration.k8s.io',
        [
          'mutatingwebhookconfigurations',
          'validatingwebhookconfigurations',
          'validatingadmissionpolicies',
          'validatingadmissionpolicybindings',
          'mutatingadmissionpolicies',
          'mutatingadmissionpolicybindings',
        ],
        WRITE,
        CLUSTER,
      ),
    ],
  },
  'create-volumes': {
    text: 'create persistent volumes',
    takeover: true,
    targets: [core(['persistentvolumes'], ['create'], CLUSTER)],
  },
  // A request for one namespace counts as made in it, so a role bound there is enough.
  'patch-namespaces': {
    text: 'change the labels of namespaces',
    names: 'also',
    targets: [core(['namespaces'], CHANGE)],
  },
  'write-system-configmaps': {
    text: 'write the config maps of DNS or of the account mappings',
    names: ['coredns', 'coredns-custom', 'kube-dns', 'node-local-dns', 'aws-auth'],
    targets: [core(['configmaps'], CHANGE)],
  },
  'delete-pods': {
    text: 'delete or evict pods',
    targets: [core(['pods'], DELETE), core(['pods/eviction'], ['create'])],
  },
  'write-nodes': {
    text: 'change nodes',
    names: 'also',
    targets: [core(['nodes'], CHANGE, CLUSTER)],
  },
  'write-status': {
    text: 'write the status of nodes, pods or services',
    names: 'also',
    targets: [core(['services/status', 'pods/status'], CHANGE), core(['nodes/status'], CHANGE, CLUSTER)],
  },
  'delete-events': {
    text: 'delete events',
    targets: [core(['events'], DELETE), on('events.k8s.io', ['events'], DELETE)],
  },
  // A deleted namespace takes all that is in it along.
  'broad-delete': {
    text: 'delete whole namespaces, volumes, nodes or everything of a group',
    targets: [
      core(['namespaces'], DELETE),
      core(['persistentvolumes', 'persistentvolumeclaims', 'nodes'], DELETE, CLUSTER),
      on('apiextensions.k8s.io', ['customresourcedefinitions'], DELETE, CLUSTER),
    ],
  },
} as const satisfies Readonly<Record<string, Definition>>;

type Targeted = keyof typeof DEFINITIONS;
export type Power = Targeted | 'everything' | 'wildcard' | 'beyond-discovery';

const TARGETED = Object.entries(DEFINITIONS) as readonly (readonly [Targeted, Definition])[];

/** What each power lets its holder do, ending "… can". */
export const POWER_TEXT: Readonly<Record<Power, string>> = {
  everything: 'do everything',
  wildcard: 'use rules with a wildcard',
  'beyond-discovery': 'do more than discover the API',
  ...(Object.fromEntries(TARGETED.map(([power, { text }]) => [power, text])) as Record<Targeted, string>),
};

/** Powers that let their holder take over the namespace or the cluster it holds them in. */
export const TAKEOVER: ReadonlySet<Power> = new Set<Power>([
  'everything',
  ...TARGETED.flatMap(([power, { takeover }]) => (takeover === true ? [power] : [])),
]);

/** The powers of a rule list where it holds. */
export function powersOf(rules: readonly PlacedRule[], context: PowerContext): Powers {
  const powers = new Map<Power, Held>();
  for (const placed of rules) {
    const { rule } = placed;
    const free = rule.names.length === 0;
    const add = (power: Power, names: readonly string[] | null): void => {
      const before = powers.get(power);
      if (before === undefined || (before.names !== null && names === null))
        powers.set(power, { names, rule: placed });
      else if (before.names !== null && names !== null)
        powers.set(power, { names: [...new Set([...before.names, ...names])], rule: before.rule });
    };
    const starred = rule.verbs.includes('*') && rule.resources.includes('*');
    if (free && starred && rule.groups.includes('*')) add('everything', null);
    if (free && isWild(rule)) add('wildcard', null);
    if (isBeyondDiscovery(rule)) add('beyond-discovery', null);
    if (free && deletesAll(rule)) add('broad-delete', null);
    for (const [power, definition] of TARGETED) {
      const names = namesThatCount(rule, definition);
      if (names === undefined) continue;
      if (definition.targets.some((target) => reaches(rule, target, context))) add(power, names);
    }
  }
  return powers;
}

/** The names to which a rule limits a power, null for no limit, undefined when the rule cannot give it. */
function namesThatCount(
  { names }: Rule,
  { names: wanted }: Definition,
): readonly string[] | null | undefined {
  if (names.length === 0) return wanted === 'only' ? undefined : null;
  if (wanted === undefined) return undefined;
  if (wanted === 'also' || wanted === 'only') return names;
  const counting = names.filter((name) => wanted.includes(name));
  return counting.length === 0 ? undefined : counting;
}

function reaches(rule: Rule, target: Target, { inNamespace, serverMinor }: PowerContext): boolean {
  if (inNamespace && target.clusterWide === true) return false;
  if (target.before !== undefined && serverMinor !== null && serverMinor >= target.before) return false;
  // A name cannot limit what is created: a rule that has one allows no creation, but of subresources.
  return target.resources.some((wanted) => {
    const [resource = '', subresource = ''] = wanted.split('/');
    return target.verbs.some((verb) => {
      if (verb === 'create' && subresource === '' && rule.names.length > 0) return false;
      if (subresource === '*') return reachesExtras(rule, verb, target.group);
      return ruleReaches(rule, verb, target.group, resource, subresource);
    });
  });
}

/** Extra fields are subresources with names of their own, such as `userextras/scopes`. */
function reachesExtras(rule: Rule, verb: string, group: string): boolean {
  return rule.resources.some(
    (held) =>
      (held === '*' || held.startsWith('userextras/')) &&
      ruleReaches({ ...rule, resources: ['*'] }, verb, group, 'userextras', '*'),
  );
}

/** A star of verbs or resources, or of groups, over resources. */
function isWild({ groups, verbs, resources }: Rule): boolean {
  return (
    groups.length > 0 &&
    resources.length > 0 &&
    (verbs.includes('*') || resources.includes('*') || groups.includes('*'))
  );
}

function deletesAll({ verbs, groups, resources }: Rule): boolean {
  return (
    groups.length > 0 && resources.includes('*') && ['*', ...DELETE].some((verb) => verbs.includes(verb))
  );
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
