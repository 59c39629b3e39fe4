import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recognise } from '../../../renderer/files/recognise.ts';

const MANIFESTS = join(import.meta.dirname, '..', '..', '..', 'main', 'sample', 'manifests');
const CONFIG = {
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'a', cluster: { server: 'https://a' } }],
  contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
  users: [{ name: 'a', user: { token: 'not-a-real-token' } }],
};

describe('what a dropped file seems to be', () => {
  it.each([
    ['YAML', 'apiVersion: v1\nclusters:\n- cluster:\n    server: https://a\n  name: a\ncontexts: []\n'],
    ['YAML without a kind, with Windows line ends', 'users:\r\n- name: a\r\nclusters:\r\n- name: a\r\n'],
    ['YAML with quoted keys', '"contexts": []\n\'current-context\': a\n'],
    ['JSON in one line', JSON.stringify(CONFIG)],
    ['JSON on many lines', JSON.stringify(CONFIG, null, 2)],
    ['JSON that is cut off', JSON.stringify(CONFIG, null, 2).slice(0, -40)],
  ])('a kubeconfig in %s', (_form, head) => {
    expect(recognise('config', head)).toBe('kubeconfig');
  });

  it('an age identity, whatever stands above it', () => {
    expect(recognise('key.txt', '# created: 2026\n# public key: age1x\nAGE-SECRET-KEY-1QQQ\n')).toBe(
      'age-identity',
    );
  });

  it('an engagement by its name', () => {
    expect(recognise('own.yaml', '# ours\nid: custom/replicas\ntitle: x\n')).toBe('custom-controls');
    expect(recognise('own.yaml', 'title: x\n---\nid: "custom/replicas"\n')).toBe('custom-controls');
    expect(recognise('config', 'clusters: []\nusers: []\nid: custom/replicas\n')).toBe('kubeconfig');
    expect(recognise('pod.yaml', 'metadata:\n  id: custom/replicas\n')).toBe('evidence');
    expect(recognise('Lantern.DRYDOCK', '')).toBe('engagement');
  });

  it.each([
    ['a zip', 'PK\u0003\u0004manifest.json'],
    ['an encrypted bundle', 'age-encryption.org/v1\n-> X25519 abc\n'],
    ['Gatekeeper’s own Config', 'apiVersion: config.gatekeeper.sh/v1alpha1\nkind: Config\nspec: {}\n'],
    ['a List with users and clusters below its top', '{"items":[{"users":[],"clusters":[]}]}'],
    ['a manifest with such keys deeper in', 'kind: ConfigMap\ndata:\n  users: a\n  clusters: b\n'],
    ['nothing', ''],
  ])('evidence: %s', (_what, head) => {
    expect(recognise('file', head)).toBe('evidence');
  });

  it('evidence: every manifest of the sample', () => {
    const files = readdirSync(MANIFESTS, { recursive: true, withFileTypes: true }).filter((one) =>
      one.name.endsWith('.yaml'),
    );
    expect(files.length).toBeGreaterThan(10);
    for (const { parentPath, name } of files) {
      expect(recognise(name, readFileSync(join(parentPath, name), 'utf8')), name).toBe('evidence');
    }
  });

  it('answers for any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, head) => {
        expect(['engagement', 'kubeconfig', 'age-identity', 'evidence']).toContain(recognise(name, head));
      }),
    );
  });
});
