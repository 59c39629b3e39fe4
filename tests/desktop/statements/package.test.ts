import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';
import { build, type Configuration, Platform } from 'electron-builder';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
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
  await writeFile(join(project, 'dist', 'desktop', 'main.js'), 'export {};\n');
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
