/** Files of a repository: what cannot be read ends nothing, and is named with its reason. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { analyseSnapshot } from '../../../main/controls/analyse.ts';
import { readManifests } from '../../../main/evidence/manifests.ts';
import { readEvidence } from '../../../main/evidence/read.ts';
import { buildSnapshotIndex } from '../../../main/snapshot/index.ts';
import { unreadSentences } from '../../../shared/unread.ts';
import { zipOf } from './forge.ts';

const READ_AS_NOBODY = fileURLToPath(new URL('../../fixtures/read-as-nobody.ts', import.meta.url));

const root = mkdtempSync(join(tmpdir(), 'drydock-manifests-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
function folder(files: Readonly<Record<string, string | Uint8Array>>): string {
  folders += 1;
  const dir = join(root, `f${folders}`);
  mkdirSync(dir);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
  return dir;
}

const object = (kind: string, name: string) => `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;
const GOOD = object('ConfigMap', 'good');

async function read(dir: string) {
  const source = await readManifests([dir]);
  return {
    objects: [...source.objects()].map(({ object: { kind, metadata } }) => `${kind}/${metadata.name}`),
    unread: (source.manifest.unread ?? []).map(
      ({ file, document, line, what, reason }) =>
        `${file.slice(dir.length + 1)}#${document}:${line} ${what} ${reason}`,
    ),
  };
}

describe('one bad file never ends a directory', () => {
  test.each<[name: string, files: Readonly<Record<string, string | Uint8Array>>, unread: readonly string[]]>([
    [
      'a template that was not rendered',
      {
        'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
        'c/templates/a.yaml': `${object('ConfigMap', 'a')}data:\n  {{- range .Values.x }}\n  a: b\n  {{- end }}\n`,
        'c/templates/b.yaml': object('ConfigMap', '{{ include "c.name" . }}'),
        'c/templates/c.yaml': object('ConfigMap', '"{{ .Release.Name }}-x"'),
        'c/values.yaml': 'image: x\n',
      },
      [
        'c/Chart.yaml#1:1 other a Helm chart',
        'c/templates/a.yaml#1:1 template a Helm template',
        'c/templates/b.yaml#1:1 template a Helm template',
        'c/templates/c.yaml#1:1 template a Helm template',
        'c/values.yaml#1:1 other the values of a Helm chart',
      ],
    ],
    [
      'a broken document between two whole ones',
      { 'a.yaml': `${object('Pod', 'a')}---\nkind: Pod\n  x: [\n---\n${object('Pod', 'c')}` },
      ['a.yaml#2:7 not-yaml a second : is not allowed here'],
    ],
    [
      'names that are no text',
      { 'n.yaml': `${object('Namespace', '123')}---\n${object('Pod', 'on')}---\n${object('Pod', 'c')}` },
      [
        'n.yaml#1:1 object the name of this Namespace is 123, which is not text; put it in quotes',
        'n.yaml#2:6 object the name of this Pod is true, which is not text; put it in quotes',
      ],
    ],
    [
      'files of other tools',
      {
        '.github/workflows/ci.yaml': 'on: push\njobs: {}\n',
        'docker-compose.yml': 'services: {web: {image: x}}\n',
        'api.json': '{"openapi":"3.0.0","paths":{}}',
        'package.json': '{"name":"x"}',
        'kustomization.yaml': 'resources: [a.yaml]\n',
        'patch.yaml': '- op: add\n  path: /x\n  value: 1\n',
        'kubeconfig.yaml': 'apiVersion: v1\nkind: Config\nclusters: []\ncontexts: []\nusers: []\n',
        'note.yaml': 'just a text\n',
        'kubelet.yaml': 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n',
      },
      [
        '.github/workflows/ci.yaml#1:1 other a GitHub workflow',
        'api.json#1:1 other an OpenAPI description',
        'docker-compose.yml#1:1 other a Compose file',
        'kubeconfig.yaml#1:1 other a kubeconfig',
        'kubelet.yaml#1:1 other a KubeletConfiguration without a name',
        'kustomization.yaml#1:1 other a Kustomize file',
        'note.yaml#1:1 other text',
        'package.json#1:1 other a JavaScript project file',
        'patch.yaml#1:1 other a JSON patch',
      ],
    ],
    [
      'bytes that are no text',
      { 'a.yaml': Buffer.from([0, 1, 2]), 'b.json': '%PDF-1.7', 'c.yml': gzipSync('x') },
      [
        'a.yaml#null:null unreadable it is a binary file',
        'b.json#null:null unreadable it is a PDF document',
        'c.yml#null:null unreadable it is a packed archive',
      ],
    ],
    [
      'what kubectl passes over',
      { 'a.yaml': `${object('Pod', 'a')}...\n${object('Pod', 'b')}` },
      ['a.yaml#1:6 not-yaml kubectl ignores everything after the end of a document'],
    ],
    [
      'empty documents and Lists say nothing',
      { 'a.yaml': '---\n# none\n---\napiVersion: v1\nkind: List\nitems: []\n' },
      [],
    ],
  ])('%s', async (_, files, unread) => {
    const found = await read(folder({ ...files, 'good.yaml': GOOD }));
    expect(found.unread).toEqual(unread);
    expect(found.objects).toContain('ConfigMap/good');
  });

  test('the documents around a broken one are judged', async () => {
    const dir = folder({ 'a.yaml': `${object('Pod', 'a')}---\na: [\n---\n${object('Pod', 'c')}` });
    expect((await read(dir)).objects).toEqual(['Pod/a', 'Pod/c']);
  });

  test('links and pipes are named, and never opened', async () => {
    const dir = folder({ 'good.yaml': GOOD });
    symlinkSync('/etc/passwd', join(dir, 'link.yaml'));
    spawnSync('mkfifo', [join(dir, 'pipe.yaml')]);
    expect((await read(dir)).unread).toEqual([
      'link.yaml#null:null unreadable it is a link, which Drydock does not follow',
      'pipe.yaml#null:null unreadable it is neither a file nor a directory',
    ]);
  });

  test.each([
    ['{}', 'it is an object without an apiVersion and a kind'],
    ['kind: Pod\nmetadata: {name: a}\n', 'it is a Pod without an apiVersion'],
    ['[1, 2]', 'it is a list of values'],
    ['just words', 'it is text'],
  ])('one file of %j alone is told for what it is', async (text, reason) => {
    await expect(readManifests([join(folder({ 'a.yaml': text }), 'a.yaml')])).rejects.toMatchObject({
      code: 'EVIDENCE_UNRECOGNISED',
      data: { reason },
    });
  });

  describe('what may not be read', () => {
    const asNobody = (path: string): Record<string, unknown> =>
      JSON.parse(
        execFileSync(process.execPath, [READ_AS_NOBODY, path], { encoding: 'utf8', env: {} }),
      ) as Record<string, unknown>;
    /** Up to the folder that is temporary, which is its maker's alone. */
    const open = (dir: string): string => {
      for (let at = dir; at !== tmpdir(); at = dirname(at)) chmodSync(at, 0o755);
      return dir;
    };
    const unreadable = (dir: string, ...names: readonly string[]) => {
      for (const name of names) chmodSync(join(dir, name), 0);
      onTestFinished(() => {
        for (const name of names) chmodSync(join(dir, name), 0o700);
      });
    };
    test('of a directory is named with its reason, files and folders, and the rest is read', () => {
      const dir = open(folder({ 'good.yaml': GOOD, 'locked.yaml': GOOD, 'inner/a.yaml': GOOD }));
      unreadable(dir, 'locked.yaml', 'inner');
      expect(asNobody(dir)).toEqual({
        unread: [
          {
            file: join(dir, 'inner'),
            document: null,
            line: null,
            what: 'unreadable',
            reason: 'permission to read the directory was denied',
          },
          {
            file: join(dir, 'locked.yaml'),
            document: null,
            line: null,
            what: 'unreadable',
            reason: 'permission was denied',
          },
        ],
      });
    });
    test('in a folder that may not be entered is not called missing', () => {
      const dir = open(folder({ 'inner/a.yaml': GOOD }));
      unreadable(dir, 'inner');
      expect(asNobody(join(dir, 'inner/a.yaml'))).toEqual({
        code: 'FILE_NOT_READABLE',
        path: join(dir, 'inner/a.yaml'),
        reason: 'permission was denied',
      });
    });
    test('alone is one good line', () => {
      const dir = open(folder({ 'locked.yaml': GOOD }));
      unreadable(dir, 'locked.yaml');
      expect(asNobody(join(dir, 'locked.yaml'))).toEqual({
        code: 'INVALID_INPUT',
        what: join(dir, 'locked.yaml'),
        reason: 'permission was denied',
      });
    });
  });

  test('objects that a server would name are objects', async () => {
    const dir = folder({ 'a.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {generateName: job-}\n' });
    const source = await readManifests([dir]);
    expect([...source.objects()]).toHaveLength(1);
  });

  test('sources name file and document; an upload goes by its own name', async () => {
    const dir = folder({
      'a.yaml': `# a licence\n---\n${object('Pod', 'a')}---\n---\n${object('Pod', 'b')}`,
    });
    const source = await readManifests([join(dir, 'a.yaml')], 'theirs.yaml');
    expect([...source.objects()].map(({ object: { $drydock } }) => $drydock?.source)).toEqual([
      'theirs.yaml#1',
      'theirs.yaml#3',
    ]);
  });
});

test('sentences group what is no object, and name every file', () => {
  const one = { document: 1, line: 1, what: 'other', reason: 'a GitHub workflow' } as const;
  expect(
    unreadSentences([
      { file: 'b.yaml', document: 2, line: 7, what: 'not-yaml', reason: 'a quote is not closed' },
      { ...one, file: 'ci.yaml' },
      { ...one, file: 'cd.yaml', document: 2 },
      { file: 't.yaml', document: 1, line: 1, what: 'template', reason: 'a Helm template' },
    ]),
  ).toEqual([
    'b.yaml#2 (line 7) was not read: a quote is not closed.',
    '1 template was not rendered, so it was not judged: t.yaml. Render the chart, and provide its output.',
    '2 documents are not Kubernetes objects and were not judged: ci.yaml (a GitHub workflow), cd.yaml#2 (a GitHub workflow).',
  ]);
});

describe('a path that holds nothing to judge is told in one line', () => {
  const file = (name: string, content: string | Uint8Array) => join(folder({ [name]: content }), name);

  test.each<[what: string, path: () => string | Promise<string>, code: string, message: RegExp]>([
    [
      'a packed archive',
      () => file('a.tar.gz', gzipSync('x'.repeat(600))),
      'EVIDENCE_UNRECOGNISED',
      /packed archive: unpack it/,
    ],
    [
      'an archive',
      () => file('a.tar', `${'x'.repeat(257)}ustar\0${'0'.repeat(250)}`),
      'EVIDENCE_UNRECOGNISED',
      /packed archive: unpack it/,
    ],
    [
      'a packed chart',
      () => file('c.tgz', gzipSync(`mychart/Chart.yaml\0${'0'.repeat(600)}`)),
      'EVIDENCE_IS_CHART',
      /is a Helm chart/,
    ],
    ['a PDF', () => file('a.pdf', '%PDF-1.4\n'), 'EVIDENCE_UNRECOGNISED', /a PDF document/],
    [
      'an image',
      () => file('a.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10])),
      'EVIDENCE_UNRECOGNISED',
      /an image/,
    ],
    [
      'a zip of manifests',
      async () => file('m.zip', await zipOf([['a.yaml', Buffer.from(GOOD)]])),
      'EVIDENCE_UNRECOGNISED',
      /not an evidence bundle: unpack it/,
    ],
    [
      'a kubeconfig',
      () => file('k', 'apiVersion: v1\nkind: Config\nclusters: []\ncontexts: []\n'),
      'EVIDENCE_IS_KUBECONFIG',
      /is a kubeconfig/,
    ],
    [
      'a kubeconfig in JSON',
      () => file('k', '{"kind":"Config","apiVersion":"v1","clusters":[],"contexts":[]}'),
      'EVIDENCE_IS_KUBECONFIG',
      /is a kubeconfig/,
    ],
    [
      'a chart',
      () =>
        folder({
          'Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1\n',
          'templates/d.yaml': '{{ if .Values.a }}\n',
        }),
      'EVIDENCE_NOT_RENDERED',
      /not rendered: .*templates\/d\.yaml/,
    ],
    ['an empty directory', () => folder({}), 'EVIDENCE_EMPTY', /No Kubernetes objects/],
    ['nothing', () => join(root, 'none'), 'FILE_NOT_FOUND', /No file exists/],
    ['an empty file', () => file('e.yaml', ''), 'EVIDENCE_EMPTY', /No Kubernetes objects/],
    [
      'a broken file',
      () => file('b.yaml', 'kind: Pod\na: "\n'),
      'INVALID_INPUT',
      /b\.yaml cannot be used: line 2, a quote is not closed/,
    ],
    [
      'a workflow',
      () => file('w.yaml', 'on: push\njobs: {}\n'),
      'EVIDENCE_UNRECOGNISED',
      /it is a GitHub workflow/,
    ],
    ['a device', () => '/dev/zero', 'EVIDENCE_UNRECOGNISED', /neither a file nor a directory/],
  ])('%s', async (_, path, code, message) => {
    await expect(readEvidence([await path()])).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  test('three gigabytes, in the memory of a small program', async () => {
    const text = file('large.yaml', `${GOOD}---\n`.repeat(20_000));
    truncateSync(text, 3 * 1024 ** 3);
    const before = process.memoryUsage().rss;
    await expect(readEvidence([text])).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(/larger than 64 MB/) as string,
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });
});

describe('Kustomize', () => {
  const web = (spec: string): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n${spec}`;
  const WHOLE =
    '  selector: {matchLabels: {app: web}}\n  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: "a:1"}]}}\n';
  const read = async (files: Readonly<Record<string, string>>) => {
    const root = mkdtempSync(join(tmpdir(), 'drydock-kustomize-'));
    try {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(join(root, name, '..'), { recursive: true });
        writeFileSync(join(root, name), text);
      }
      return await readManifests([root], 'in');
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  };
  test.each([
    ['patches', 'patches: [{path: p/web.yaml}]'],
    ['patchesStrategicMerge', 'patchesStrategicMerge: [p/web.yaml]'],
  ])('a file listed under %s is no object of its own', async (_, lists) => {
    const source = await read({
      'base/web.yaml': web(WHOLE),
      'over/p/web.yaml': web(WHOLE.replace('a:1', 'a:2')),
      'over/kustomization.yaml': `resources: [../base]\n${lists}\n`,
    });
    const index = buildSnapshotIndex(source);
    expect(index.workloads.map(({ ref }) => [ref.source, ref.namespace])).toEqual([
      ['in/base/web.yaml#1', 'default'],
    ]);
    expect(index.notJudged.map(({ object }) => object.$drydock?.source)).toEqual(['in/over/p/web.yaml#1']);
  });
  test.each([
    ['a number of replicas alone', 'Deployment', '  replicas: 5\n'],
    ['a label of the template alone', 'Deployment', '  template: {metadata: {labels: {a: b}}}\n'],
    ['a tolerance alone', 'StatefulSet', '  template: {spec: {tolerations: [{operator: Exists}]}}\n'],
  ])('a workload patch is no workload where its base is elsewhere: %s', async (_, kind, spec) => {
    const source = await read({ 'patch.yaml': web(spec).replace('Deployment', kind) });
    const index = buildSnapshotIndex(source);
    expect(index.workloads).toEqual([]);
    expect(index.notJudged.map(({ object, reason }) => [object.$drydock?.source, reason])).toEqual([
      ['in/patch.yaml#1', 'patch'],
    ]);
  });
  test('what is taken from elsewhere is named, without credentials', async () => {
    const { manifest } = await read({
      'web.yaml': web(WHOLE),
      'kustomization.yaml':
        'resources: ["https://user:word@git.example/repo?ref=v1", web.yaml]\nhelmCharts: [{name: falco}]\n',
    });
    const reasons = (manifest.unread ?? []).flatMap(({ what, reason }) =>
      what === 'unreadable' ? [reason] : [],
    );
    expect(reasons).toEqual([
      'it includes https://***@git.example/repo?ref=v1 from elsewhere, which was not fetched',
      'it includes the chart falco from elsewhere, which was not rendered',
    ]);
  });
  describe('documents that SOPS has encrypted', () => {
    const ENC = 'ENC[AES256_GCM,data:p673w+7aaA==,iv:YYabc=,tag:UQabc==,type:str]';
    const RECORD = `sops: {age: [{recipient: age1x, enc: x}], lastmodified: "2026-01-01T00:00:00Z", mac: "${ENC}", version: 3.8.1}\n`;
    test('are told, and nothing is found in their values', async () => {
      const source = await read({
        'secret.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: "${ENC}"}\n${RECORD}`,
        'map.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {DB_PASSWORD: "${ENC}"}\n${RECORD}`,
        'plain.yaml':
          'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: plain}\ndata: {DB_PASSWORD: "hunter2hunter"}\n',
        'a.yaml': web(WHOLE),
      });
      expect(source.manifest.notes).toContain(
        'The values of 2 objects are encrypted with SOPS, so they were not checked.',
      );
      expect(
        buildSnapshotIndex(source).notJudged.map(({ object, reason }) => [object.$drydock?.source, reason]),
      ).toEqual([
        ['in/map.yaml#1', 'encrypted'],
        ['in/secret.yaml#1', 'encrypted'],
      ]);
      const { verdicts } = analyseSnapshot(source, { controls: ['secrets/credential-in-config-map'] });
      expect(verdicts.map(({ verdict, object }) => [verdict, object?.name])).toEqual([['fail', 'plain']]);
    });
    test.each([
      [
        'a document whose kind is encrypted, too',
        `apiVersion: "${ENC}"\nkind: "${ENC}"\nmetadata: {name: "${ENC}"}\n${RECORD}`,
      ],
      ['a workload with encrypted fields', `${web(WHOLE.replace('a:1', ENC))}${RECORD}`],
    ])('%s is named as not judged', async (_, text) => {
      const { manifest } = await read({ 'a.yaml': web(WHOLE), 'x.yaml': text });
      expect(manifest.unread).toEqual([
        {
          file: 'in/x.yaml',
          document: 1,
          line: 1,
          what: 'object',
          reason: 'it is encrypted with SOPS; decrypt it and provide the output to have it judged',
        },
      ]);
    });
    test('a value that only looks encrypted is no excuse', async () => {
      const source = await read({
        'map.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {DB_PASSWORD: "ENC[AES256_GCM,data:hunter2hunter]"}\n${RECORD}`,
      });
      const { verdicts } = analyseSnapshot(source, { controls: ['secrets/credential-in-config-map'] });
      expect(verdicts.map(({ verdict }) => verdict)).toEqual(['fail']);
    });
  });
  test('a file cannot call itself a patch', async () => {
    const source = await read({ 'web.yaml': `${web(WHOLE)}$drydock: {patch: true}\n` });
    expect(buildSnapshotIndex(source).workloads).toHaveLength(1);
  });
});
