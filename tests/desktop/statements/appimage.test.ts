/** What the launcher of an AppImage does with the sandbox, read from the launcher that electron-builder builds. */
import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { refusalWithoutSandbox } from '../../../main/hosts/desktop/sandbox-switch.ts';
import { startDesktop } from '../../../main/hosts/desktop/start.ts';
import { createFakeElectron } from '../fake-electron/fake.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const Launcher = z.object({ generateAppRunScript: z.custom<(config: object) => string>() });

/** Runs the built launcher where `unshare` works or not, with a program that prints its arguments as Drydock. */
async function argumentsFrom(unshareWorks: boolean, given: readonly string[] = []): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'drydock-appimage-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const require = createRequire(import.meta.url);
  const { generateAppRunScript } = Launcher.parse(
    require(join(ROOT, 'node_modules/app-builder-lib/out/targets/appimage/appImageUtil.js')),
  );
  const script = generateAppRunScript({
    ExecutableName: 'drydock',
    ProductName: 'Drydock',
    ProductFilename: 'Drydock',
    DesktopFileName: 'drydock.desktop',
  });
  for (const [name, text] of [
    ['AppRun', script],
    ['drydock', '#!/usr/bin/env bash\nprintf "%s\\n" "$@"\n'],
    ['unshare', `#!/usr/bin/env bash\nexit ${unshareWorks ? 0 : 1}\n`],
  ] as const) {
    await writeFile(join(directory, name), text);
    await chmod(join(directory, name), 0o755);
  }
  const printed = execFileSync(join(directory, 'AppRun'), given, {
    encoding: 'utf8',
    env: { ...process.env, APPDIR: directory },
  });
  return printed.split('\n').filter((line) => line !== '');
}

test.runIf(process.platform === 'linux')(
  'S-02 the built AppImage launcher adds --no-sandbox where user namespaces are restricted, and the shell refuses it',
  async () => {
    const argv = await argumentsFrom(false, ['/home/a/target.drydock']);
    expect(argv).toEqual(['--no-sandbox', '/home/a/target.drydock']);
    const { electron } = createFakeElectron({ isPackaged: true });
    expect(refusalWithoutSandbox(electron, ['drydock', ...argv], {})).toContain('.deb package');
  },
);

test.runIf(process.platform === 'linux')('S-02 where they are not, it adds nothing', async () => {
  const argv = await argumentsFrom(true, ['/home/a/target.drydock']);
  expect(argv).toEqual(['/home/a/target.drydock']);
  const { electron } = createFakeElectron({ isPackaged: true });
  expect(refusalWithoutSandbox(electron, ['drydock', ...argv], {})).toBeNull();
});

test('S-02 the desktop entry of the AppImage carries no argument of ours', async () => {
  const Config = z.object({ linux: z.object({ executableArgs: z.array(z.string()) }) });
  const config = Config.parse(parse(await readFile(join(ROOT, 'electron-builder.yml'), 'utf8')));
  // Left out, electron-builder would write --no-sandbox into it.
  expect(config.linux.executableArgs).toEqual([]);
});

test.each([
  ['--no-sandbox', [], {}, true],
  ['--disable-setuid-sandbox', [], {}, true],
  ['a switch', ['no-sandbox'], {}, true],
  ['the variable', [], { ELECTRON_DISABLE_SANDBOX: '1' }, true],
  ['--no-sandboxes', [], {}, false],
])('S-02 packaged, %s with switches %j and %j is refused: %s', (argument, switches, environment, refused) => {
  const packaged = createFakeElectron({ isPackaged: true, switches }).electron;
  expect(refusalWithoutSandbox(packaged, ['drydock', argument], environment) !== null).toBe(refused);
  const development = createFakeElectron({ isPackaged: false, switches }).electron;
  expect(refusalWithoutSandbox(development, ['electron', argument], environment)).toBeNull();
});

test('S-02 a packaged shell without the sandbox says why, opens nothing and ends with 1', async () => {
  const { electron, control } = createFakeElectron({ isPackaged: true, switches: ['no-sandbox'] });
  const written: string[] = [];
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  onTestFinished(() => stderr.mockRestore());
  let opened = 0;
  const started = startDesktop({
    electron,
    homeDir: join(tmpdir(), 'drydock-never-made'),
    distDir: join(ROOT, 'dist'),
    argv: ['drydock'],
    openWorkbench: () => {
      opened += 1;
      throw new Error('nothing may be opened');
    },
  });
  control.lifecycle.becomeReady();
  await started;
  expect({ exits: control.exits, opened, windows: control.windows.all.length }).toEqual({
    exits: [1],
    opened: 0,
    windows: 0,
  });
  expect(written).toEqual([
    expect.stringMatching(/^Drydock was started without the sandbox .*\n$/),
    expect.stringMatching(/^Drydock did not start: Drydock was started without the sandbox /),
  ]);
});
