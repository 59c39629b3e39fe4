import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { listPackage } from '@electron/asar';
import { FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';
import { build, type Configuration, Platform } from 'electron-builder';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { besideArchive } from '../../../main/hosts/desktop/beside-archive.ts';
import { writeFixtureDist } from './start-fake-desktop.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
/** How a fuse wire is found in a binary: the sentinel, the wire's version, its length, one byte for each fuse. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** The bytes of a wire. */
const FuseState = { DISABLE: 0x30, ENABLE: 0x31, INHERIT: 0x90 } as const;
const FUSES = Object.values(FuseV1Options).filter((option) => typeof option === 'number');

test.runIf(process.platform === 'linux')(
  'S-18 every fuse is set in the packaged binary, as electron-builder.yml says',
  async () => {
    const project = await mkdtemp(join(tmpdir(), 'drydock-package-'));
    try {
      const binary = await packageWithStandIn(project);
      const wire = await getCurrentFuseWire(binary);
      expect(wire.version).toBe(FuseVersion.V1);
      const on = [
        FuseV1Options.EnableCookieEncryption,
        FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
        FuseV1Options.OnlyLoadAppFromAsar,
      ];
      for (const option of FUSES) {
        expect(wire[option], FuseV1Options[option]).toBe(
          on.includes(option) ? FuseState.ENABLE : FuseState.DISABLE,
        );
      }
    } finally {
      await rm(project, { recursive: true, force: true });
    }
  },
);

test('S-19 what a worker loads lies beside the archive, and main and preload only inside it', async () => {
  const project = await mkdtemp(join(tmpdir(), 'drydock-package-'));
  onTestFinished(() => rm(project, { recursive: true, force: true }));
  const resources = join(await packageWithStandIn(project), '..', 'resources');
  const beside = await readdir(join(resources, 'app.asar.unpacked'), { recursive: true });
  const inside = listPackage(join(resources, 'app.asar'), { isPack: false });
  for (const path of WORKER_FILES) expect(beside, path).toContain(path.replaceAll('/', sep));
  for (const path of ['dist/desktop/main.js', 'dist/desktop/preload.cjs', 'dist/renderer-files.json']) {
    expect(inside).toContain(join(sep, path));
    expect(beside).not.toContain(path.replaceAll('/', sep));
  }
  const worker = new URL('file:///opt/Drydock/resources/app.asar/dist/desktop/job-worker.js');
  expect(besideArchive(worker).pathname).toBe(
    '/opt/Drydock/resources/app.asar.unpacked/dist/desktop/job-worker.js',
  );
  const plain = new URL('file:///home/a/drydock/dist/desktop/job-worker.js');
  expect(besideArchive(plain).href).toBe(plain.href);
});

/** As the build names them. */
const WORKER_FILES = [
  'dist/desktop/store-worker.js',
  'dist/desktop/job-worker.js',
  'dist/desktop/worker-shared-1a2b.js',
  'dist/fonts/coverage.json',
  'dist/typst/main.typ',
];

test('S-02 no packaged launcher carries --no-sandbox', async () => {
  const config = parse(await readFile(join(ROOT, 'electron-builder.yml'), 'utf8')) as Configuration;
  expect(config.linux?.executableArgs).toEqual([]);
});

/** Packages a small project with the product's own configuration; Electron's binary is a file with a fuse wire. */
async function packageWithStandIn(project: string): Promise<string> {
  const electronDist = join(project, 'electron-dist');
  await mkdir(join(electronDist, 'resources'), { recursive: true });
  const inherited = Buffer.alloc(FUSES.length, FuseState.INHERIT);
  const binary = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, FUSES.length]), inherited]);
  await writeFile(join(electronDist, 'electron'), binary, { mode: 0o755 });
  await mkdir(join(project, 'dist', 'desktop'), { recursive: true });
  writeFixtureDist(join(project, 'dist'));
  for (const path of ['dist/desktop/main.js', 'dist/desktop/preload.cjs', ...WORKER_FILES]) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), 'export {};\n');
  }
  const manifest = { name: 'drydock', version: '0.0.0', type: 'module', main: 'dist/desktop/main.js' };
  await writeFile(join(project, 'package.json'), JSON.stringify(manifest));
  await cp(join(ROOT, 'LICENSE'), join(project, 'LICENSE'));
  const config = parse(await readFile(join(ROOT, 'electron-builder.yml'), 'utf8')) as Configuration;
  await build({
    projectDir: project,
    targets: Platform.LINUX.createTarget('dir'),
    publish: 'never',
    config: { ...config, electronDist, electronVersion: '45.4.1' },
  });
  return join(project, 'out', 'linux-unpacked', 'drydock');
}
