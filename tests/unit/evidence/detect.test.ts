import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { detectEvidence } from '../../../main/evidence/detect.ts';
import { inspectEvidence } from '../../../main/evidence/inspect.ts';
import { readEvidence } from '../../../main/evidence/read.ts';
import {
  clusterInfoStream,
  deployment,
  kubectlList,
  node,
  pod,
  typedList,
  writeClusterInfo,
  writeMustGather,
} from '../../fixtures/foreign/dumps.ts';
import { kubeBench, kubeletControls } from '../../fixtures/foreign/kube-bench.ts';
import { kubescape, kubescapeOld } from '../../fixtures/foreign/kubescape.ts';
import { polaris, polarisOld } from '../../fixtures/foreign/polaris.ts';
import { sarif } from '../../fixtures/foreign/sarif.ts';
import { trivyBareList, trivyConfig, trivyK8sAll, trivyK8sSummary } from '../../fixtures/foreign/trivy.ts';
import { forged, forgedContents, zipOf } from './forge.ts';
import { rawZip } from './raw-zip.ts';

/** As kubectl lays it out, quoted for YAML 1.1. */
const dump = (value: unknown): string => stringify(value, { version: '1.1', indentSeq: false });

const dir = mkdtempSync(join(tmpdir(), 'drydock-detect-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const manifest = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' } };

/** Under a name that says nothing, or says something else. */
function file(content: string | Uint8Array, name = 'evidence.txt'): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

describe('a file is told by its content', () => {
  test.each<[string, () => string | Uint8Array | Promise<Uint8Array>]>([
    ['bundle', () => forged()],
    ['encrypted-bundle', () => 'age-encryption.org/v1\n-> X25519 abc\n'],
    ['encrypted-bundle', () => '-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n'],
    ['manifests', () => JSON.stringify(manifest)],
    ['manifests', () => `# mine\n---\n${dump(manifest)}`],
    ['manifests', () => JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [manifest] })],
    ['kubectl-get', () => JSON.stringify(kubectlList([pod('a', 'b')]), null, 4)],
    ['kubectl-get', () => JSON.stringify(kubectlList([]), null, 4)],
    ['kubectl-get', () => JSON.stringify(typedList('v1', 'Pod', [pod('a', 'b')]))],
    ['manifests', () => JSON.stringify(pod('a', 'b'))],
    ['manifests', () => `${dump(pod('a', 'b'))}---\n${dump(pod('a', 'c'))}`],
    ['kubectl-get', () => dump(kubectlList([pod('a', 'b')]))],
    ['kubectl-get', () => JSON.stringify(typedList('v1', 'Node', [node('n')]))],
    ['cluster-info-dump', () => clusterInfoStream()],
    ['trivy', () => JSON.stringify(trivyK8sAll)],
    ['trivy', () => JSON.stringify(trivyK8sSummary, null, 2)],
    ['trivy', () => JSON.stringify(trivyConfig)],
    ['trivy', () => JSON.stringify(trivyBareList)],
    ['kubescape', () => JSON.stringify(kubescape)],
    ['kubescape', () => JSON.stringify(kubescapeOld)],
    ['kube-bench', () => JSON.stringify(kubeBench)],
    ['kube-bench', () => JSON.stringify([kubeletControls])],
    ['kube-bench', () => JSON.stringify(kubeletControls)],
    ['polaris', () => JSON.stringify(polaris)],
    ['polaris', () => JSON.stringify(polarisOld)],
    ['sarif', () => JSON.stringify(sarif)],
    ['sarif', () => JSON.stringify({ runs: sarif.runs, version: '2.1.0' })],
  ])('%s', async (format, content) => {
    expect((await detectEvidence(file(await content()))).format).toBe(format);
  });
});

describe('a directory is told by its layout', () => {
  test('cluster-info dump and must-gather, the latter also from inside', async () => {
    const info = writeClusterInfo(join(dir, 'info'));
    expect(await detectEvidence(info)).toMatchObject({ format: 'cluster-info-dump', isDirectory: true });
    const gathered = writeMustGather(join(dir, 'gathered'));
    expect((await detectEvidence(gathered)).format).toBe('must-gather');
    const inside = join(gathered, 'quay-io-openshift-must-gather-sha256-aa');
    expect((await detectEvidence(inside)).format).toBe('must-gather');
  });

  test('lists of a live cluster and manifests of a repository', async () => {
    const lists = join(dir, 'lists');
    mkdirSync(lists);
    writeFileSync(join(lists, 'pods.json'), JSON.stringify(kubectlList([pod('a', 'b')])));
    writeFileSync(join(lists, 'deployments.yaml'), dump(kubectlList([deployment('a', 'b')])));
    expect((await detectEvidence(lists)).format).toBe('kubectl-get');
    const repository = join(dir, 'repository', 'namespaces', 'shop');
    mkdirSync(repository, { recursive: true });
    for (const name of ['a', 'b', 'c']) writeFileSync(join(repository, `${name}.yaml`), dump(manifest));
    writeFileSync(join(repository, 'exported.yaml'), dump(pod('shop', 'exported')));
    expect((await detectEvidence(join(dir, 'repository'))).format).toBe('manifests');
  });
});

describe('what is nothing of it is refused with its reason', () => {
  test.each<[RegExp, () => string | Uint8Array | Promise<Uint8Array>]>([
    [/empty/, () => ''],
    [/packed archive: unpack/, () => gzipSync('a tar')],
    [/zip file but not an evidence bundle/, () => zipOf([['namespaces/a', Buffer.from('x')]])],
    [/binary/, () => Buffer.from([1, 2, 0, 3])],
    [/neither JSON nor YAML/, () => 'Dear reader'],
    [/no known form/, () => '{"name":"drydock","version":"1"}'],
    [/deeply/, () => `{"kind":${'['.repeat(1000)}`],
    [/not JSON/, () => '{"kind":nothing}'],
    [/is incomplete/, () => '{"kind":"List","items":['],
  ])('%s', async (reason, content) => {
    const path = file(await content(), 'looks-like.txt');
    await expect(detectEvidence(path)).rejects.toMatchObject({
      code: 'EVIDENCE_UNRECOGNISED',
      message: expect.stringMatching(reason) as string,
    });
  });

  test('a damaged bundle is called one by its name, a zip of something else by its content', async () => {
    await expect(detectEvidence(file('nothing', 'x.evidence.zip'))).rejects.toMatchObject({
      code: 'BUNDLE_INVALID',
    });
    const torn = (await forged()).subarray(0, 700);
    await expect(detectEvidence(file(torn, 'torn.bin'))).rejects.toMatchObject({ code: 'BUNDLE_INVALID' });
    const otherForm = file(await forged({ manifest: () => '{"bundleVersion":2}' }));
    expect(await detectEvidence(otherForm)).toMatchObject({ format: 'bundle', objects: null });
    const other = file(await zipOf([['a', Buffer.from('x')]]), 'must-gather.zip');
    await expect(detectEvidence(other)).rejects.toMatchObject({ code: 'EVIDENCE_UNRECOGNISED' });
    expect((await detectEvidence(file(JSON.stringify(manifest), 'x.age'))).format).toBe('manifests');
  });

  test('a directory of a tool’s results names the file to choose', async () => {
    const results = join(dir, 'results');
    mkdirSync(results);
    writeFileSync(join(results, 'trivy.json'), JSON.stringify(trivyConfig));
    await expect(detectEvidence(results)).rejects.toMatchObject({
      code: 'EVIDENCE_UNRECOGNISED',
      message: expect.stringMatching(/choose .*trivy\.json itself/) as string,
    });
    await expect(detectEvidence(join(dir, 'none'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});

test('before an import it is told what a file is, of which cluster, and how many findings it has', async () => {
  expect(
    await inspectEvidence({ path: file(JSON.stringify(trivyK8sAll)), name: 'x.json', identity: null }),
  ).toMatchObject({
    format: 'trivy',
    clusterName: 'halcyon-prod',
    findings: 6,
    objects: null,
    needsIdentity: false,
  });
  expect(
    await inspectEvidence({ path: file(JSON.stringify(kubescape)), name: 'x.json', identity: null }),
  ).toMatchObject({
    clusterName: 'halcyon-prod',
    collectedAt: '2026-04-30T08:00:00.000Z',
    findings: 3,
  });
  expect(await inspectEvidence({ path: file(await forged()), name: 'x.zip', identity: null })).toMatchObject({
    format: 'bundle',
    clusterName: 'halcyon',
    objects: 1,
    findings: null,
  });
  expect(
    await inspectEvidence({ path: file('age-encryption.org/v1\n'), name: 'x.age', identity: null }),
  ).toMatchObject({
    needsIdentity: true,
  });
});

test('a zip of a dump or of manifests is told to be unpacked, whatever its entries are called', async () => {
  const objects = Buffer.from('{"kind":"NodeList","apiVersion":"v1","items":[]}');
  for (const names of [
    ['dump/', 'dump/nodes.json', 'dump/shop/', 'dump/shop/pods.json'],
    ['dump\\nodes.json', 'dump\\shop\\pods.json'],
    ['../nodes.json'],
    ['web.yaml'],
  ]) {
    const path = join(dir, 'dump.zip');
    writeFileSync(
      path,
      rawZip(names.map((name) => ({ name, data: name.endsWith('/') ? Buffer.alloc(0) : objects }))),
    );
    await expect(detectEvidence(path)).rejects.toMatchObject({
      code: 'EVIDENCE_UNRECOGNISED',
      data: { reason: 'it is a zip file but not an evidence bundle: unpack it and choose the directory' },
    });
  }
});

describe('a bundle that was packed or unpacked by hand', () => {
  test('is a bundle in a folder, and says what it holds', async () => {
    const path = join(dir, 'again.zip');
    const entries = forgedContents().map(([name, data]) => ({ name: `prod/${name}`, data }));
    writeFileSync(path, rawZip([{ name: 'prod/', method: 0, mode: 0o040755 }, ...entries]));
    expect(await detectEvidence(path)).toMatchObject({
      format: 'bundle',
      clusterName: 'halcyon',
      objects: 1,
    });
  });
  test('a zip around the bundle is told to be unpacked, and which file to choose', async () => {
    const path = join(dir, 'outer.zip');
    writeFileSync(path, rawZip([{ name: 'handover/prod.evidence.zip', data: Buffer.from(await forged()) }]));
    await expect(detectEvidence(path)).rejects.toMatchObject({
      code: 'EVIDENCE_UNRECOGNISED',
      data: {
        reason:
          'it is a zip file that contains an evidence bundle (prod.evidence.zip): unpack it and choose that file',
      },
    });
  });
  test('a manifest.json in the folder of another program makes no bundle', async () => {
    const path = join(dir, 'extension.zip');
    writeFileSync(path, rawZip([{ name: 'extension/manifest.json', data: Buffer.from('{}') }]));
    await expect(detectEvidence(path)).rejects.toMatchObject({
      data: { reason: 'it is a zip file but not an evidence bundle: unpack it and choose the directory' },
    });
  });
  test('a directory that holds what was in it names the zip', async () => {
    const folder = join(dir, 'unpacked');
    mkdirSync(join(folder, 'objects'), { recursive: true });
    for (const [name, data] of forgedContents()) writeFileSync(join(folder, name), data);
    await expect(detectEvidence(folder)).rejects.toMatchObject({
      data: { reason: 'it contains an unpacked evidence bundle: choose the zip file itself' },
    });
  });
});

describe('a directory with nothing but symbolic links', () => {
  test.each([
    [
      ['web.yaml'],
      'it contains a symbolic link (web.yaml), which Drydock does not follow, but no JSON or YAML; choose the target of the link',
    ],
    [
      ['manifests'],
      'it contains a symbolic link (manifests), which Drydock does not follow, but no JSON or YAML; choose the target of the link',
    ],
    [
      ['b.yaml', 'manifests.d'],
      'it contains 2 symbolic links (b.yaml is the first), which Drydock does not follow, but no JSON or YAML; choose their targets',
    ],
  ])('%j says so, wherever it is given', async (names, reason) => {
    const folder = mkdtempSync(join(dir, 'links-'));
    for (const name of names) symlinkSync('/etc', join(folder, name));
    await expect(detectEvidence(folder)).rejects.toMatchObject({
      code: 'EVIDENCE_UNRECOGNISED',
      data: { reason },
    });
    await expect(readEvidence([folder])).rejects.toMatchObject({
      code: 'EVIDENCE_UNRECOGNISED',
      data: { path: folder, reason: reason.replace(names[0] ?? '', `${folder}/${names[0]}`) },
    });
  });
});
