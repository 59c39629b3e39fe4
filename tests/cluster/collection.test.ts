/** A full collection from real API servers: only reads, nothing missing, nothing that must not be there. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { resourceKey } from '../../shared/evidence.ts';
import { countInEtcd } from './api.ts';
import { type Collected, collectAs } from './collect-real.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import type { ControlPlaneAddress } from './start-control-plane.ts';

/** Where etcd keeps what the API serves; checked below against every kind of which there are objects. */
const ETCD_PREFIXES: Readonly<Record<string, string>> = {
  '/pods': 'pods',
  '/secrets': 'secrets',
  '/configmaps': 'configmaps',
  '/namespaces': 'namespaces',
  '/serviceaccounts': 'serviceaccounts',
  '/services': 'services/specs',
  '/persistentvolumes': 'persistentvolumes',
  'apps/deployments': 'deployments',
  'batch/cronjobs': 'cronjobs',
  'networking.k8s.io/networkpolicies': 'networkpolicies',
  'rbac.authorization.k8s.io/roles': 'roles',
  'rbac.authorization.k8s.io/rolebindings': 'rolebindings',
  'rbac.authorization.k8s.io/clusterroles': 'clusterroles',
  'rbac.authorization.k8s.io/clusterrolebindings': 'clusterrolebindings',
  'apiextensions.k8s.io/customresourcedefinitions': 'apiextensions.k8s.io/customresourcedefinitions',
  'apiregistration.k8s.io/apiservices': 'apiregistration.k8s.io/apiservices',
  'storage.k8s.io/storageclasses': 'storageclasses',
  'admissionregistration.k8s.io/validatingadmissionpolicies': 'validatingadmissionpolicies',
  'data.example.test/databases': 'data.example.test/databases',
  'data.example.test/fleets': 'data.example.test/fleets',
};

interface AuditEvent {
  readonly verb: string;
  readonly requestURI: string;
  readonly user: { readonly username: string };
  readonly objectRef?: { readonly resource?: string; readonly subresource?: string; readonly name?: string };
}

function auditedOf(plane: ControlPlaneAddress, username: string): AuditEvent[] {
  return readFileSync(plane.auditLog, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AuditEvent)
    .filter((event) => event.user.username === username);
}

describe.each(['newest', 'older'] as const)('the %s control plane', (which) => {
  const plane = inject(which);
  let proxy: FaultProxy;
  let collected: Collected;

  beforeAll(async () => {
    proxy = await startFaultProxy(plane);
    collected = await collectAs(plane, 'collector', proxy);
  });
  afterAll(() => proxy.close());

  test('is collected whole, but for the API group that is down, which is named', () => {
    const { manifest } = collected;
    const open = manifest.kinds.filter(({ status }) => status !== 'collected');
    expect(open.map(({ resource, status, message }) => [resourceKey(resource), status, message])).toEqual(
      ['/events', 'events.k8s.io/events'].map((key) => [key, 'not-collected', 'Events are not collected.']),
    );
    expect(manifest.notes).toEqual([
      'The API group broken.example.test (v1beta1) is announced but does not respond.',
    ]);
    expect(manifest.completeness).toBe('partial');
    expect(manifest.apiFacts.serverVersion?.gitVersion).toMatch(
      which === 'newest' ? /^v1\.37\./ : /^v1\.34\./,
    );
  });

  test('has as many objects in the snapshot as in etcd, kind by kind', async () => {
    const table: Record<string, [snapshot: number | undefined, etcd: number]> = {};
    for (const [key, prefix] of Object.entries(ETCD_PREFIXES)) {
      table[key] = [collected.kind(key)?.objects, await countInEtcd(plane.etcd, prefix)];
    }
    for (const [key, [snapshot, etcd]] of Object.entries(table)) {
      expect({ key, objects: snapshot }).toEqual({ key, objects: etcd });
      expect({ key, some: etcd > 0 }).toEqual({ key, some: true });
    }
    const unchecked = collected.manifest.kinds
      .filter(({ objects, resource }) => objects > 0 && ETCD_PREFIXES[resourceKey(resource)] === undefined)
      .map(({ resource }) => resourceKey(resource));
    // Kinds that the API server makes or changes by itself, so that a count would race with it.
    for (const key of unchecked) expect(KINDS_OF_THE_SERVER).toContain(key);
  });

  test('saw nothing but get and list, and the two self-reviews', () => {
    const audited = auditedOf(plane, 'collector');
    expect(audited.length).toBeGreaterThan(50);
    const verbs = new Set(
      audited.map(({ verb, objectRef }) => (verb === 'create' ? `create ${objectRef?.resource}` : verb)),
    );
    for (const verb of verbs) {
      expect(['get', 'list', 'create selfsubjectaccessreviews', 'create selfsubjectrulesreviews']).toContain(
        verb,
      );
    }
    expect(
      audited.filter(({ requestURI }) => /\/(proxy|exec|log|attach|portforward)\b/.test(requestURI)),
    ).toEqual([]);
    expect(audited.filter(({ objectRef }) => objectRef?.subresource !== undefined)).toEqual([]);
    // No single object is ever asked for.
    expect(audited.filter(({ verb, objectRef }) => verb === 'get' && objectRef?.name !== undefined)).toEqual(
      [],
    );
  });

  test('sent no data of a Secret, nor any metadata that could hold some', () => {
    const secrets = proxy.exchanges.filter(({ path }) => /\/secrets(\?|$)/.test(path));
    expect(secrets.length).toBeGreaterThan(10);
    for (const { body } of secrets) {
      const table = JSON.parse(body) as { kind: string; rows: { object: unknown }[] };
      expect(table.kind).toBe('Table');
      for (const { object } of table.rows) expect(object ?? null).toBeNull();
    }
    const everything = proxy.exchanges.map(({ body }) => body).join('\n');
    const values = ['CANARY-secret', 'CANARY-token', 'CANARY-generated'].flatMap((word) => [
      word,
      Buffer.from(word).toString('base64').slice(0, -2),
    ]);
    // A generated custom object carries such a word as well; Secrets are what this is about.
    const said = everything.replaceAll(/"password":"CANARY-generated-[0-9a-f]{16}"/g, '');
    expect(values.filter((value) => said.includes(value))).toEqual([]);
    // The search works: what is no Secret did cross the wire, to be redacted here.
    expect(everything).toContain('CANARY-env-password');
    expect(collected.kind('/secrets')?.objects).toBeGreaterThan(20);
  });

  test('left no planted word in the snapshot, its manifest or its log', () => {
    const stored = JSON.stringify([[...collected.sink.objects()], collected.sink.log, collected.manifest]);
    expect([...new Set(stored.match(/CANARY-[a-z-]+/g) ?? [])]).toEqual([]);
    expect(stored).toContain('checkout');
    const token = proxy.exchanges[0]?.authorization.replace('Bearer ', '') ?? '';
    expect(token.length).toBeGreaterThan(20);
    expect(stored).not.toContain(token);
  });

  test('is logged request by request, as the server itself saw it', () => {
    const logged = collected.sink.log.map(({ verb, path }) => `${verb} ${path.replace(/\?.*$/, '')}`).sort();
    const seen = proxy.exchanges.map(({ method, path }) => `${method} ${path.replace(/\?.*$/, '')}`).sort();
    expect(logged).toEqual(seen);
    expect(collected.manifest.requests.total).toBe(seen.length);
  });

  test('gives the same evidence through a client certificate, and says who asked', async () => {
    const again = await collectAs(plane, 'auditor');
    expect(again.manifest.identity).toEqual({
      username: 'auditor',
      groups: ['auditors'],
      source: 'client-certificate',
    });
    for (const key of Object.keys(ETCD_PREFIXES)) {
      expect({ key, sha256: again.kind(key)?.sha256 }).toEqual({ key, sha256: collected.kind(key)?.sha256 });
    }
    expect(again.manifest.apiFacts.certificates?.[0]?.subject).toContain('kube-apiserver');
    expect(again.manifest.apiFacts.tlsVerified).toBe(true);
  });
});

/** Of which nothing was seeded, or which change by themselves. */
const KINDS_OF_THE_SERVER = [
  '/endpoints',
  'coordination.k8s.io/leases',
  'discovery.k8s.io/endpointslices',
  'flowcontrol.apiserver.k8s.io/flowschemas',
  'flowcontrol.apiserver.k8s.io/prioritylevelconfigurations',
  'scheduling.k8s.io/priorityclasses',
  'networking.k8s.io/ipaddresses',
  'networking.k8s.io/servicecidrs',
  'admissionregistration.k8s.io/validatingadmissionpolicybindings',
  'admissionregistration.k8s.io/validatingwebhookconfigurations',
  '/componentstatuses',
];
