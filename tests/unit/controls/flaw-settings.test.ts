/** Flaws of add-ons that need a setting: judged by the setting where the evidence shows it, told with it where not. */
import { describe, expect, test } from 'vitest';
import { analyseSnapshot } from '../../../main/controls/analyse.ts';
import { redactObject } from '../../../main/snapshot/redaction/redact.ts';
import { snapshotOf } from '../../fixtures/snapshot-builder.ts';

const KYVERNO_KINDS = ['clusterpolicies', 'policies', 'policyexceptions'];

function judged(control: string, raw: readonly object[], forbidden: readonly string[] = []) {
  const objects = raw.map((one) => {
    const object = redactObject(one);
    if (object === null) throw new Error('Not an object.');
    return object;
  });
  const verdicts = analyseSnapshot(snapshotOf(objects, { forbidden }), {
    controls: [control],
    includePasses: true,
  }).verdicts;
  return verdicts.find(({ object }) => object !== null) ?? verdicts[0];
}

const workload = (image: string, container: object = {}, namespace = 'tools') => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'addon', namespace },
  spec: {
    selector: { matchLabels: { app: 'addon' } },
    template: {
      metadata: { labels: { app: 'addon' } },
      spec: { containers: [{ name: 'addon', image, ...container }] },
    },
  },
});
const map = (name: string, data: object, namespace = 'tools') => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  data,
});
const variables = (...entries: readonly (readonly [string, string])[]) => ({
  env: entries.map(([name, value]) => ({ name, value })),
});

describe('the expressions of Grafana, which only a feature toggle lets in', () => {
  const IMAGE = 'grafana/grafana:12.4.1';
  test.each<[string, object, 'fail' | 'pass' | 'unknown', RegExp]>([
    [
      'an argument that lists it',
      { args: ['cfg:feature_toggles.enable=tempoSearch,sqlExpressions'] },
      'fail',
      /CVE-2026-27876 \(commands in its container, because the feature toggle sqlExpressions is on; fixed in/,
    ],
    [
      'an argument that lists others',
      { args: ['cfg:feature_toggles.enable=tempoSearch'] },
      'pass',
      /applies to Grafana 12\.4\.1: CVE-2026-27876 applies only if the feature toggle sqlExpressions is on, which is not the case here/,
    ],
    [
      'an argument that is a variable',
      { args: ['cfg:feature_toggles.enable=$(TOGGLES)'] },
      'unknown',
      /, if the feature toggle sqlExpressions is on;/,
    ],
    [
      'a variable, of which the value is not kept',
      variables(['GF_FEATURE_TOGGLES_ENABLE', 'sqlExpressions']),
      'unknown',
      /, if the feature toggle/,
    ],
    [
      'nothing',
      {},
      'unknown',
      /if the feature toggle sqlExpressions is on; .*The evidence does not show this setting/,
    ],
  ])('%s', (_, container, verdict, message) => {
    const found = judged('version/add-on-cve', [workload(IMAGE, container)]);
    expect(found?.verdict).toBe(verdict);
    expect(found?.message).toMatch(message);
    if (verdict === 'fail') expect(found?.severity).toBe('critical');
  });
});

describe('logins of Grafana', () => {
  const OLD = 'grafana/grafana:9.0.1';
  const told = (container: object) => judged('version/add-on-cve', [workload(OLD, container)]);
  test.each<[string, object, string]>([
    [
      'true',
      variables(['GF_AUTH_GITHUB_ENABLED', 'true']),
      ', because users sign in through OAuth; fixed in',
    ],
    [
      'an argument',
      { args: ['cfg:auth.generic_oauth.enabled=true'] },
      ', because users sign in through OAuth; fixed in',
    ],
    [
      'false for one',
      variables(['GF_AUTH_GITHUB_ENABLED', 'false']),
      ', if users sign in through OAuth; fixed in',
    ],
    ['nothing', {}, ', if users sign in through OAuth; fixed in'],
    [
      'from a Secret',
      { env: [{ name: 'GF_AUTH_GITHUB_ENABLED', valueFrom: { secretKeyRef: { name: 'g', key: 'k' } } }] },
      ', if users sign in through OAuth; fixed in',
    ],
  ])('OAuth: %s', (_, container, words) => {
    const found = told(container);
    expect(found?.message).toContain(words);
    // The advisory's severity where it is on; a question where that does not show.
    expect([found?.verdict, found?.severity]).toEqual(
      words.startsWith(', because') ? ['fail', 'high'] : ['unknown', 'high'],
    );
  });
  test('Azure AD that is off is no way in; that it is on says nothing of other tenants', () => {
    const image = 'grafana/grafana:9.5.3';
    const message = (value: string) =>
      judged('version/add-on-cve', [workload(image, variables(['GF_AUTH_AZUREAD_ENABLED', value]))])?.message;
    expect(message('false')).not.toMatch(/affected by CVE-2023-3128|also CVE-2023-3128/);
    expect(message('true')).toMatch(/if users sign in through a multi-tenant application of Azure AD/i);
  });
});

describe('anonymous access of Argo CD', () => {
  const IMAGE = 'quay.io/argoproj/argocd:v2.1.14';
  const told = (objects: readonly object[], forbidden: readonly string[] = []) =>
    judged('version/add-on-cve', [workload(IMAGE), ...objects], forbidden)?.message ?? '';
  test.each<[string, object[], 'on' | 'off' | 'not shown']>([
    ['on', [map('argocd-cm', { 'users.anonymous.enabled': 'true' })], 'on'],
    ['off', [map('argocd-cm', { 'users.anonymous.enabled': 'false' })], 'off'],
    ['not set', [map('argocd-cm', { url: 'https://cd.example.test' })], 'off'],
    [
      'in the map of another namespace',
      [map('argocd-cm', { 'users.anonymous.enabled': 'true' }, 'other')],
      'not shown',
    ],
    ['in no map that was seen', [], 'not shown'],
  ])('%s', (_, objects, state) => {
    const message = told(objects);
    expect(message.includes('CVE-2022-29165')).toBe(state !== 'off');
    expect(message.includes('If anonymous access is enabled, also CVE-2022-29165.')).toBe(
      state === 'not shown',
    );
  });
  test('not known where ConfigMaps were refused', () => {
    expect(told([], ['/configmaps'])).toContain('If anonymous access is enabled, also CVE-2022-29165.');
  });
});

describe('policies of Kyverno', () => {
  const rule = (body: object) => ({
    apiVersion: 'kyverno.io/v1',
    kind: 'ClusterPolicy',
    metadata: { name: 'p' },
    spec: { rules: [{ name: 'r', match: {}, ...body }] },
  });
  const told = (objects: readonly object[], forbidden: readonly string[] = []) =>
    judged('version/add-on-cve', [workload('ghcr.io/kyverno/kyverno:v1.8.4'), ...objects], forbidden)
      ?.message ?? '';
  test('that verify images let the flaw in; others, and none, do not', () => {
    expect(told([rule({ verifyImages: [{ imageReferences: ['*'] }] })])).toMatch(
      /As policies verify images, also CVE-2022-47633\./,
    );
    expect(told([rule({ validate: { pattern: {} } })])).not.toContain('CVE-2022-47633');
  });
  test('that were refused leave it open', () => {
    expect(
      told(
        [],
        KYVERNO_KINDS.map((kind) => `kyverno.io/${kind}`),
      ),
    ).toContain('If policies verify images, also CVE-2022-47633.');
  });
});

describe('the admission webhook of ingress-nginx', () => {
  const IMAGE = 'registry.k8s.io/ingress-nginx/controller:v1.11.4';
  test.each<[string, object, 'on' | 'off' | 'not shown']>([
    ['on', { args: ['/nginx-ingress-controller', '--validating-webhook=:8443'] }, 'on'],
    ['on, in two words', { args: ['/nginx-ingress-controller', '--validating-webhook', ':8443'] }, 'on'],
    [
      'on, in a shell',
      { command: ['sh', '-c', 'exec /nginx-ingress-controller --validating-webhook :8443'] },
      'on',
    ],
    ['off', { args: ['/nginx-ingress-controller', '--ingress-class=nginx'] }, 'off'],
    [
      'off, with its certificate still there',
      { args: ['/nginx-ingress-controller', '--validating-webhook=', '--validating-webhook-certificate=/c'] },
      'off',
    ],
    ['of arguments that do not show', { args: ['/nginx-ingress-controller', '$(MORE)'] }, 'not shown'],
    ['without arguments', {}, 'not shown'],
  ])('%s', (_, container, state) => {
    const found = judged('version/ingress-cve', [workload(IMAGE, container)]);
    expect(found?.verdict).toBe('fail');
    expect(found?.severity).toBe(state === 'off' ? 'high' : 'critical');
    expect(found?.message.includes('CVE-2025-1974')).toBe(state !== 'off');
    expect(found?.message.includes(', because its admission webhook is on')).toBe(state === 'on');
    expect(found?.message.includes(', if its admission webhook is on')).toBe(state === 'not shown');
  });
});
