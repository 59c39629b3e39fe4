/** The rules of upstream, case by case. What the real API server answers is compared in tests/cluster. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHECKS, NEWEST_MINOR } from '../../../../main/kubernetes/podsecurity/checks/catalogue.ts';
import type { Level } from '../../../../main/kubernetes/podsecurity/define.ts';
import {
  evaluatePod,
  type PolicyVersion,
  violationMessage,
  violationText,
} from '../../../../main/kubernetes/podsecurity/evaluate.ts';
import { CASES, context, GOOD, type Pod, pod, without } from './cases.ts';

const MARKER = { $redacted: { length: 8, looksLike: 'plain' } };

function answer(one: Pod, level: Level, version: PolicyVersion, serverMinor = NEWEST_MINOR) {
  return evaluatePod({ metadata: one.metadata, spec: one.spec }, { level, version }, { serverMinor });
}
const texts = (one: Pod, level: Level, version: PolicyVersion, serverMinor?: number) =>
  answer(one, level, version, serverMinor).violations.map(violationText);

test('a pod that sets everything right is allowed in every version', () => {
  for (let minor = 0; minor <= NEWEST_MINOR; minor += 1)
    for (const level of ['baseline', 'restricted'] as const)
      expect({ minor, ...answer(pod(), level, minor) }).toEqual({
        minor,
        allowed: true,
        violations: [],
        unknown: [],
      });
});

test('violations come baseline first, each level by id, as the plugin prints them', () => {
  expect(CHECKS.map(({ id }) => id)).toEqual([
    'appArmorProfile',
    'capabilities_baseline',
    'hostNamespaces',
    'hostPathVolumes',
    'hostPorts',
    'hostProbesAndHostLifecycle',
    'privileged',
    'procMount',
    'seLinuxOptions',
    'seccompProfile_baseline',
    'sysctls',
    'windowsHostProcess',
    'allowPrivilegeEscalation',
    'capabilities_restricted',
    'procMount_restricted',
    'restrictedVolumes',
    'runAsNonRoot',
    'runAsUser',
    'seccompProfile_restricted',
  ]);
  const bad = { spec: { hostPID: true, containers: [{ name: 'a' }, { name: 'b' }] } };
  expect(
    violationMessage({ level: 'restricted', version: 37 }, answer(bad, 'restricted', 37).violations),
  ).toBe(
    'violates PodSecurity "restricted:v1.37": host namespaces (hostPID=true), ' +
      'allowPrivilegeEscalation != false (containers "a", "b" must set securityContext.allowPrivilegeEscalation=false), ' +
      'unrestricted capabilities (containers "a", "b" must set securityContext.capabilities.drop=["ALL"]), ' +
      'runAsNonRoot != true (pod or containers "a", "b" must set securityContext.runAsNonRoot=true), ' +
      'seccompProfile (pod or containers "a", "b" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
  );
});

describe.each(CASES)('%s', (_name, one, level, from, to, text) => {
  test('is forbidden in its versions, and in no other', () => {
    for (let minor = 0; minor <= NEWEST_MINOR; minor += 1)
      expect([minor, ...texts(one, level, minor)]).toEqual([
        minor,
        ...(minor >= from && minor <= to ? [text] : []),
      ]);
  });
  test('points at a field of the pod', () => {
    const [violation] = answer(one, level, to).violations;
    expect(violation?.places[0].path).toMatch(/^(spec\.|metadata\.annotations\[)/);
  });
});

test('Windows is excused from what it does not have, since 1.25', () => {
  const windows = pod({ securityContext: { runAsNonRoot: true } }, { os: { name: 'windows' } });
  expect(answer(windows, 'restricted', 25).allowed).toBe(true);
  expect(answer(windows, 'restricted', 24).violations.map(({ check }) => check)).toEqual([
    'allowPrivilegeEscalation',
    'capabilities_restricted',
    'seccompProfile_restricted',
  ]);
});

test('init containers come first and ephemeral ones last', () => {
  const one = { name: 'x', securityContext: { ...GOOD, privileged: true } };
  const spec = {
    ephemeralContainers: [{ ...one, name: 'debug' }],
    containers: [{ ...one, name: 'web' }],
    initContainers: [{ ...one, name: 'setup' }],
  };
  const [violation] = answer({ spec }, 'baseline', 'latest').violations;
  expect(violation?.detail).toBe(
    'containers "setup", "web", "debug" must not set securityContext.privileged=true',
  );
  expect(violation?.places.map(({ path }) => path)).toEqual([
    'spec.initContainers[0].securityContext.privileged',
    'spec.containers[0].securityContext.privileged',
    'spec.ephemeralContainers[0].securityContext.privileged',
  ]);
});

test('what a setting of the pod covers, a silent container need not say', () => {
  const silent = without('runAsNonRoot', 'seccompProfile').spec as object;
  const covered = {
    ...silent,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'Localhost' } },
  };
  expect(answer({ spec: covered }, 'restricted', 'latest').allowed).toBe(true);
});

describe('the server', () => {
  test('knows no version newer than its own', () => {
    const inUserNamespace = context({ runAsUser: 0 }, { hostUsers: false });
    expect(answer(inUserNamespace, 'restricted', 'latest', 34).allowed).toBe(false);
    expect(answer(inUserNamespace, 'restricted', 37, 34).allowed).toBe(false);
    expect(answer(inUserNamespace, 'restricted', 99, 37).allowed).toBe(true);
    expect(answer(inUserNamespace, 'restricted', 'latest', 99).allowed).toBe(true);
  });

  test('makes a port of a pod on the host network one of the node, and of a template only before 1.28', () => {
    const spec = { ...(pod({ ports: [{ containerPort: 80 }] }).spec as object), hostNetwork: true };
    const checks = (serverMinor: number, isTemplate: boolean) =>
      evaluatePod(
        { metadata: {}, spec },
        { level: 'baseline', version: 'latest' },
        { serverMinor, isTemplate },
      ).violations.map(({ check }) => check);
    expect(checks(37, false)).toEqual(['hostNamespaces', 'hostPorts']);
    expect(checks(37, true)).toEqual(['hostNamespaces']);
    expect(checks(27, true)).toEqual(['hostNamespaces', 'hostPorts']);
  });

  test('turns an AppArmor annotation into the field, since 1.30', () => {
    const key = 'container.apparmor.security.beta.kubernetes.io/web';
    const one = pod({}, {}, { [key]: 'unconfined' });
    expect(texts(one, 'baseline', 'latest', 37)).toEqual([
      `forbidden AppArmor profiles (container "web" and annotation must not set AppArmor profile type to "Unconfined", "${key}="unconfined"")`,
    ]);
    expect(texts(one, 'baseline', 'latest', 29)).toEqual([
      `forbidden AppArmor profile (annotation must not set AppArmor profile type to "${key}="unconfined"")`,
    ]);
    expect(answer(pod({}, {}, { [key]: 'localhost/a' }), 'baseline', 'latest').allowed).toBe(true);
  });
});

describe('what cannot be read', () => {
  test.each([
    [
      pod({}, {}, { 'container.apparmor.security.beta.kubernetes.io/web': MARKER }),
      'appArmorProfile',
      'metadata.annotations["container.apparmor.security.beta.kubernetes.io/web"]',
    ],
    [context({ privileged: 'yes' }), 'privileged', 'spec.containers[0].securityContext.privileged'],
    [
      pod({ lifecycle: { preStop: { httpGet: { host: MARKER } } } }),
      'hostProbesAndHostLifecycle',
      'spec.containers[0].lifecycle.preStop.httpGet.host',
    ],
    [
      pod({}, { volumes: [{ name: 'a', quantumDisk: {} }] }),
      'restrictedVolumes',
      'spec.volumes[0].quantumDisk',
    ],
    [pod({}, { hostUsers: MARKER, securityContext: { runAsUser: 0 } }), 'runAsUser', 'spec.hostUsers'],
  ])('is unknown and neither allowed nor denied: %j', (one, check, path) => {
    const { allowed, violations, unknown } = answer(one, 'restricted', 'latest');
    expect({ allowed, violations }).toEqual({ allowed: null, violations: [] });
    expect(unknown).toContainEqual({ check, path });
  });

  test('makes everything unknown when it is the pod itself', () => {
    for (const spec of ['text', [], MARKER, { containers: 'none' }, { containers: [MARKER] }])
      expect(answer({ spec }, 'baseline', 'latest').allowed).toBeNull();
  });

  test('does not hide what can be read', () => {
    const both = { spec: { hostPID: true, hostIPC: MARKER, containers: [] } };
    expect(answer(both, 'baseline', 'latest')).toMatchObject({ allowed: false });
  });

  test('never turns allowed into denied, nor denied into allowed', () => {
    const one = fc.constantFrom(...CASES.map(([, bad]) => bad), pod());
    fc.assert(
      fc.property(one, fc.nat(), fc.integer({ min: 0, max: NEWEST_MINOR }), (whole, place, minor) => {
        const before = answer(whole, 'restricted', minor).allowed;
        const after = answer(redactedAt(whole, place), 'restricted', minor).allowed;
        expect([before, null]).toContain(after);
      }),
      { numRuns: 2_000 },
    );
  });
});

test('nothing that JSON can hold makes it throw', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (metadata, spec, securityContext) => {
      const inside = { metadata, spec: { ...Object(spec), containers: [{ securityContext }] } };
      for (const one of [inside, { metadata, spec }]) {
        const { allowed, violations } = answer(one, 'restricted', 'latest');
        expect(allowed === false).toBe(violations.length > 0);
      }
    }),
  );
});

/** The pod with the value at one of its places below `spec` replaced by what redaction leaves. */
function redactedAt(whole: Pod, place: number): Pod {
  const paths: (readonly string[])[] = [];
  const walk = (value: unknown, path: readonly string[]): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, entry] of Object.entries(value)) {
      if (key !== 'name') paths.push([...path, key]);
      walk(entry, [...path, key]);
    }
  };
  walk(whole.spec, []);
  const copy = structuredClone(whole.spec) as Record<string, unknown>;
  const path = paths[place % paths.length] ?? [];
  let here = copy;
  for (const step of path.slice(0, -1)) here = here[step] as Record<string, unknown>;
  here[path.at(-1) ?? ''] = MARKER;
  return { ...whole, spec: copy };
}
