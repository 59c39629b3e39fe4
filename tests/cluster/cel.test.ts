/** Our CEL against that of the real API server: the same expressions as ValidatingAdmissionPolicies, over the same objects. */
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { analyseSnapshot } from '../../main/controls/analyse.ts';
import { compileCustomControl } from '../../main/controls/custom/control.ts';
import { redactObject } from '../../main/snapshot/redaction/redact.ts';
import { CustomControlSource } from '../../shared/custom-control.ts';
import { snapshotOf } from '../fixtures/snapshot-builder.ts';
import { type Api, type Manifest, openApi } from './api.ts';

type Outcome = 'true' | 'false' | 'error';

const deployment = (name: string, spec: string, labels = '{}'): Manifest =>
  parse(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: cel-plain, labels: ${labels} }
spec:
  selector: { matchLabels: { app: a } }
  template:
    metadata: { labels: { app: a } }
    spec: ${spec}
`) as Manifest;

const OBJECTS: readonly Manifest[] = [
  deployment('plain', '{ containers: [{ name: a, image: "r.example/team/a:1.2.3" }] }'),
  deployment(
    'labelled-web',
    '{ containers: [{ name: a, image: "nginx" }, { name: b, image: "nginx:latest" }] }',
    '{ team: blue, tier: "3", "example.com/size": "10" }',
  ),
  deployment(
    'limited',
    `{ hostNetwork: true, serviceAccountName: runner, containers: [
      { name: a, image: "r.example/a@sha256:${'0'.repeat(64)}", resources: { limits: { memory: 512Mi, cpu: 1500m }, requests: { memory: 256Mi } }, ports: [{ containerPort: 8080 }, { containerPort: 53, protocol: UDP }] },
      { name: b, image: "b:1", resources: { limits: { memory: 2Gi, cpu: "2" } } } ] }`,
    '{ team: green, tier: "12" }',
  ),
  deployment(
    'guarded',
    '{ dnsConfig: { nameservers: ["10.96.0.10", "2001:db8::1"], searches: ["a.example"] }, securityContext: { runAsNonRoot: true, runAsUser: 1000 }, containers: [{ name: a, image: "a:1", securityContext: { privileged: false, capabilities: { drop: ["ALL"] } }, args: ["--one", "--two=2"] }], volumes: [{ name: v, emptyDir: {} }, { name: w, hostPath: { path: "/var/log" } }] }',
    '{ team: blue, tier: "x" }',
  ),
  (() => {
    const many = deployment(
      'replicated',
      '{ containers: [{ name: a, image: "a:1", securityContext: { privileged: true } }] }',
    );
    return { ...many, spec: { ...(many['spec'] as object), replicas: 7, minReadySeconds: 5 } };
  })(),
];

const C = 'object.spec.template.spec.containers';
const EXPRESSIONS: readonly string[] = [
  'object.spec.replicas <= 5',
  'object.spec.replicas == 1.0',
  'object.spec.replicas > 1 && object.spec.minReadySeconds == 5',
  'object.spec.minReadySeconds > 1 || object.spec.replicas == 1',
  '!has(object.spec.minReadySeconds)',
  'has(object.metadata.labels) && "team" in object.metadata.labels',
  'object.metadata.labels.team == "blue"',
  'object.metadata.labels["example.com/size"] == "10"',
  'int(object.metadata.labels.tier) > 5',
  'object.metadata.?labels.?team.orValue("none") != "none"',
  'object.metadata.?labels[?"tier"].hasValue()',
  'object.?spec.?absent.orValue(3) == 3',
  'object.metadata.name.matches("^[a-z]+-[a-z]+$")',
  'object.metadata.name.startsWith("l") ? object.metadata.labels.team == "green" : true',
  'object.metadata.namespace.endsWith("x")',
  'size(object.metadata.name) < 6',
  `${C}.all(c, c.image.contains(":"))`,
  `${C}.all(c, !c.image.endsWith(":latest"))`,
  `${C}.exists(c, has(c.securityContext) && has(c.securityContext.privileged) && c.securityContext.privileged)`,
  `${C}.exists(c, c.securityContext.privileged)`,
  `${C}.exists_one(c, c.name == "a")`,
  `${C}.all(c, has(c.resources.limits) && quantity(c.resources.limits.memory).isLessThan(quantity("1Gi")))`,
  `${C}.all(c, c.?resources.?limits.?cpu.orValue("0") == "0" || quantity(c.resources.limits.cpu).compareTo(quantity("2")) <= 0)`,
  `${C}.filter(c, has(c.ports)).map(c, c.ports.map(p, p.containerPort).sum()).sum() > 8000`,
  `${C}.map(c, c.name).isSorted()`,
  `${C}.map(c, c.name) == ["a"]`,
  `${C}.map(c, c.name == "b", c.image).size() == 1`,
  `${C}.all(i, c, i == 0 || c.name == "b")`,
  `${C}.transformList(i, c, c.name).join("+") == "a+b"`,
  `${C}[0].image.split("/").size() >= 2`,
  `${C}[1].name == "b"`,
  `${C}.map(c, c.image.lowerAscii()).distinct().size() == ${C}.size()`,
  `${C}[0].image.find("[0-9]+") == "1"`,
  `${C}[0].image.findAll("[0-9]+").size() >= 2`,
  `${C}[0].image.replace("r.example", "mirror").startsWith("mirror")`,
  `${C}[0].image.lastIndexOf(":") > 2`,
  `${C}[0].image.substring(0, 3) == "r.e"`,
  `"--one" in ${C}[0].args`,
  `${C}.all(c, c.?securityContext.?capabilities.?drop.orValue([]).exists(d, d == "ALL"))`,
  'object.spec.template.spec.hostNetwork == true',
  '!has(object.spec.template.spec.hostNetwork) || !object.spec.template.spec.hostNetwork',
  'object.spec.template.spec.dnsConfig.nameservers.all(n, isIP(n))',
  'object.spec.template.spec.dnsConfig.nameservers.exists(n, ip(n).family() == 6)',
  'cidr("10.96.0.0/12").containsIP(object.spec.template.spec.dnsConfig.nameservers[0])',
  'object.spec.template.spec.?volumes.orValue([]).all(v, !has(v.hostPath) || v.hostPath.path.startsWith("/var"))',
  'object.spec.template.spec.?volumes.orValue([]).exists(v, has(v.hostPath))',
  'sets.contains(["blue", "green"], [object.metadata.labels.team])',
  'sets.intersects(object.metadata.labels.map(k, k), ["team", "owner"])',
  '{"blue": 1, "green": 2}[object.metadata.labels.team] == 2',
  'object.metadata.labels.all(k, k.size() < 10)',
  'object.metadata.labels.transformMap(k, v, v + "!") == {"app": "a!"}',
  'variables.images.exists(i, i.contains("@sha256:"))',
  'variables.count == 2 && variables.images.size() == variables.count',
  'variables.broken == 1 || object.spec.replicas == 7',
  'namespaceObject.metadata.labels.kind == "oracle"',
  'has(namespaceObject.metadata.labels) && namespaceObject.metadata.name.startsWith("cel-")',
  'object.spec.replicas / 2 == 3 && object.spec.replicas % 2 == 1 && -object.spec.replicas / 2 == -3',
  '10 / (object.spec.replicas - 1) == 1',
  'object.spec.replicas + object.metadata.name == "1"',
  'object.spec.replicas == "1"',
  'string(object.spec.replicas) == "1" && double(object.spec.replicas) < 1.5',
  'type(object.spec.replicas) == int',
  'url("https://" + object.metadata.name + ".example:8443/x?y=1").getPort() == "8443"',
  'duration("90m") > duration("1h") && timestamp("2026-05-06T07:08:09Z").getMonth() == object.spec.replicas + 3',
  'optional.of(object.spec.replicas).optMap(r, r * 2).value() == 14',
  '[int(object.spec.replicas), 3].max() == 7 && [int(object.spec.replicas), 3].min() == 3',
  'object == null || object.kind == "Deployment"',
  'oldObject == null',
  'object.spec.strategy.rollingUpdate.maxSurge == "25%"',
  '"%d of %s".format([object.spec.replicas, object.metadata.name]) == "7 of replicated"',
];

const VARIABLES = [
  { name: 'images', expression: `${C}.map(c, c.image)` },
  { name: 'count', expression: `${C}.size()` },
  { name: 'broken', expression: 'object.spec.absent' },
];

/** Every policy refuses this name, which tells when the server has begun to enforce it. */
const MARKER = 'zz-marker';

describe('CEL as the newest API server evaluates it', () => {
  const plane = inject('newest');
  let api: Api;
  beforeAll(() => {
    api = openApi(plane.kubeconfigs['admin'] ?? '');
  });
  afterAll(() => api.close());

  test(`agrees on ${EXPRESSIONS.length} expressions over ${OBJECTS.length} objects: true, false or an error`, async () => {
    await api.create(setup());
    const asked = await Promise.all(
      EXPRESSIONS.map((_, at) => enforced(api, at).then(() => askAll(api, at))),
    );
    const stored = await Promise.all(OBJECTS.map((object) => asStored(api, object)));
    const ours = EXPRESSIONS.map((expression) => evaluateAll(expression, stored));
    const tally = { true: 0, false: 0, error: 0 };
    const disagreements: string[] = [];
    for (const [at, expression] of EXPRESSIONS.entries()) {
      for (const [which, object] of OBJECTS.entries()) {
        const server = asked[at]?.[which];
        const own = ours[at]?.[which];
        if (server !== undefined) tally[server.outcome] += 1;
        if (server?.outcome !== own)
          disagreements.push(
            `${expression} on ${object.metadata.name}: server ${server?.outcome} (${server?.message}), ours ${own}`,
          );
      }
    }
    process.stdout.write(
      `CEL: ${JSON.stringify(tally)} of ${EXPRESSIONS.length * OBJECTS.length} evaluations\n`,
    );
    expect(disagreements).toEqual([]);
    for (const amount of Object.values(tally)) expect(amount).toBeGreaterThan(30);
  });

  test('what the server does not compile, a file of controls refuses too', async () => {
    for (const expression of [
      'object.spec.',
      'nobody.name == 1',
      'object.metadata.name.frobnicate()',
      '"a".matches("(")',
      'variables.nothing',
      'has(object)',
    ]) {
      const { status } = await api.send(
        'POST',
        `${POLICIES}?dryRun=All`,
        policy('refused', expression, 'refused'),
      );
      expect([expression, status]).toEqual([expression, 422]);
      expect([expression, 'problems' in compileCustomControl(source(expression))]).toEqual([
        expression,
        true,
      ]);
    }
  });
});

const POLICIES = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies';

function policy(name: string, expression: string, label: string): Manifest {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        namespaceSelector: { matchLabels: { cel: label } },
        resourceRules: [
          { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['deployments'] },
        ],
      },
      variables: VARIABLES,
      validations: [
        { expression: `object.metadata.name != "${MARKER}"`, message: MARKER },
        { expression, message: 'it-is-false' },
      ],
    },
  };
}

function* setup(): Generator<Manifest> {
  yield { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'cel-plain', labels: { kind: 'oracle' } } };
  for (const [at, expression] of EXPRESSIONS.entries()) {
    yield {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: `cel-${at}`, labels: { cel: `e${at}`, kind: 'oracle' } },
    };
    yield policy(`cel-${at}`, expression, `e${at}`);
    yield {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: `cel-${at}` },
      spec: { policyName: `cel-${at}`, validationActions: ['Deny'] },
    };
  }
}

const dryRun = (api: Api, namespace: string, object: Manifest) =>
  api.send('POST', `/apis/apps/v1/namespaces/${namespace}/deployments?dryRun=All`, {
    ...object,
    metadata: { ...object.metadata, namespace },
  });

async function enforced(api: Api, at: number): Promise<void> {
  const marker = deployment(MARKER, '{ containers: [{ name: a, image: a }] }');
  for (let tries = 0; tries < 200; tries += 1) {
    const { status, text } = await dryRun(api, `cel-${at}`, marker);
    if (status === 422 && text.includes(MARKER)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The policy for ${EXPRESSIONS[at]} is not enforced.`);
}

async function askAll(api: Api, at: number): Promise<{ outcome: Outcome; message: string }[]> {
  return Promise.all(
    OBJECTS.map(async (object) => {
      const { status, text } = await dryRun(api, `cel-${at}`, object);
      if (status === 201) return { outcome: 'true' as const, message: '' };
      const { message } = z.object({ message: z.string() }).parse(JSON.parse(text));
      if (status === 422 && message.endsWith('it-is-false')) return { outcome: 'false' as const, message };
      if (/resulted in error/.test(message)) return { outcome: 'error' as const, message };
      throw new Error(`${EXPRESSIONS[at]}: ${status} ${message}`);
    }),
  );
}

/** The object with the server's defaults, as a collection would keep it. */
async function asStored(api: Api, object: Manifest) {
  const { status, text } = await dryRun(api, 'cel-plain', object);
  if (status !== 201) throw new Error(text);
  const redacted = redactObject(JSON.parse(text));
  if (redacted === null) throw new Error('It was not kept.');
  return redacted;
}

const source = (expression: string) =>
  CustomControlSource.parse({
    id: 'custom/oracle',
    title: 'As the server says',
    severity: 'low',
    match: { apiGroups: ['apps'], resources: ['deployments'] },
    variables: VARIABLES,
    validations: [{ expression }],
  });

function evaluateAll(
  expression: string,
  objects: readonly NonNullable<ReturnType<typeof redactObject>>[],
): Outcome[] {
  const compiled = compileCustomControl(source(expression));
  if (!('control' in compiled)) throw new Error(`${expression}: ${JSON.stringify(compiled.problems)}`);
  const namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'cel-plain', labels: { kind: 'oracle' } },
  };
  const { verdicts } = analyseSnapshot(snapshotOf([namespace, ...objects]), {
    controls: ['custom/oracle'],
    customControls: [compiled.control],
    includePasses: true,
  });
  return OBJECTS.map(({ metadata }) => {
    const verdict = verdicts.find(({ object }) => object?.name === metadata.name);
    return verdict?.verdict === 'pass' ? 'true' : verdict?.verdict === 'fail' ? 'false' : 'error';
  });
}
