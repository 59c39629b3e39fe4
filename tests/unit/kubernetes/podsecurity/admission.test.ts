import { describe, expect, test } from 'vitest';
import {
  type AdmissionRequest,
  admit,
  namespacePolicy,
} from '../../../../main/kubernetes/podsecurity/admission.ts';

const LABEL = 'pod-security.kubernetes.io/';
const labels = (entries: Readonly<Record<string, string>>) =>
  new Map(Object.entries(entries).map(([name, value]) => [LABEL + name, value]));
const mode = (level: string, version: number | 'latest' = 'latest') => ({ level, version });

describe('the policy of a namespace', () => {
  test.each([
    ['none', {}, mode('privileged'), mode('privileged'), mode('privileged')],
    [
      'one that warns as it enforces',
      { enforce: 'baseline', 'enforce-version': 'v1.24' },
      mode('baseline', 24),
      mode('privileged'),
      mode('baseline', 24),
    ],
    [
      'its own warning',
      { enforce: 'restricted', warn: 'baseline', 'warn-version': 'v1.30' },
      mode('restricted'),
      mode('privileged'),
      mode('baseline', 30),
    ],
    [
      'a warning of its own version',
      { enforce: 'restricted', 'enforce-version': 'v1.20', 'warn-version': 'v1.30' },
      mode('restricted', 20),
      mode('privileged'),
      mode('restricted', 30),
    ],
    [
      'the strictest where it cannot be parsed',
      { enforce: 'strict', 'enforce-version': '1.20', audit: 'x', warn: 'y' },
      mode('restricted'),
      mode('privileged'),
      mode('privileged'),
    ],
  ])('is %s', (_name, given, enforce, audit, warn) => {
    expect(namespacePolicy(labels(given as Record<string, string>))).toEqual({ enforce, audit, warn });
  });
  test('falls back to what the server is configured with', () => {
    const policy = namespacePolicy(labels({ audit: 'restricted' }), {
      enforce: { level: 'baseline', version: 30 },
      audit: { level: 'baseline', version: 30 },
      warn: { level: 'baseline', version: 30 },
    });
    expect(policy).toEqual({
      enforce: mode('baseline', 30),
      audit: mode('restricted', 30),
      warn: mode('baseline', 30),
    });
  });
});

describe('the plugin', () => {
  const request = (over: Partial<AdmissionRequest> = {}): AdmissionRequest => ({
    pod: { metadata: {}, spec: { hostPID: true, runtimeClassName: 'gvisor', containers: [] } },
    isTemplate: false,
    namespace: 'shop',
    policy: namespacePolicy(labels({ enforce: 'baseline', audit: 'baseline', 'audit-version': 'v1.30' })),
    serverMinor: 37,
    ...over,
  });

  test('refuses a pod, and does not warn of what it refuses', () => {
    expect(admit(request())).toEqual({
      allowed: false,
      message: 'violates PodSecurity "baseline:latest": host namespaces (hostPID=true)',
      warnings: [],
      auditViolations: 'would violate PodSecurity "baseline:v1.30": host namespaces (hostPID=true)',
    });
  });
  test('lets a controller in, and warns', () => {
    expect(admit(request({ isTemplate: true }))).toEqual({
      allowed: true,
      warnings: ['would violate PodSecurity "baseline:latest": host namespaces (hostPID=true)'],
      auditViolations: 'would violate PodSecurity "baseline:v1.30": host namespaces (hostPID=true)',
    });
  });
  test('lets in what its configuration exempts, by namespace, then user, then runtime class', () => {
    const exempt = (exemptions: NonNullable<AdmissionRequest['exemptions']>) =>
      admit(request({ username: 'anna', exemptions }));
    expect(exempt({ namespaces: ['shop'], usernames: ['anna'] })).toEqual({
      allowed: true,
      warnings: [],
      exempt: 'namespace',
    });
    expect(exempt({ usernames: ['anna'], runtimeClasses: ['gvisor'] }).exempt).toBe('user');
    expect(exempt({ runtimeClasses: ['gvisor'] }).exempt).toBe('runtimeClass');
    expect(exempt({ runtimeClasses: ['kata'], namespaces: ['web'] }).allowed).toBe(false);
  });
  test('cannot be foretold where a value is not known', () => {
    const pod = { metadata: {}, spec: { hostPID: { $redacted: { length: 4, looksLike: 'plain' } } } };
    expect(admit(request({ pod })).allowed).toBeNull();
  });
});
