import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { claimFile } from '../../../main/store/claim.ts';
import { place } from './places.ts';

const HOLDER = `
  const { claimFile } = await import(${JSON.stringify(new URL('../../../main/store/claim.ts', import.meta.url).href)});
  // Kept: a claim that nothing holds is let go when memory is cleaned up.
  globalThis.claim = claimFile(process.argv[1]);
  console.log('held');
  setInterval(() => {}, 1000);
`;

test('a claimed file cannot be claimed again until it is released', () => {
  const dir = place();
  const file = join(dir, 'a.drydock');
  const claim = claimFile(file);
  expect(() => claimFile(file)).toThrow(expect.objectContaining({ code: 'ENGAGEMENT_IN_USE' }));
  claim.release();
  claim.release();
  expect(readdirSync(dir)).toEqual([]);
  claimFile(file).release();
});

test('a claim of another process holds, and dies with it', async () => {
  const file = join(place(), 'a.drydock');
  const holder = spawn(process.execPath, ['--input-type=module', '-e', HOLDER, file], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void holder.kill('SIGKILL'));
  await once(holder.stdout, 'data');
  expect(() => claimFile(file)).toThrow(expect.objectContaining({ code: 'ENGAGEMENT_IN_USE' }));
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(existsSync(`${file}.lock`)).toBe(true);
  claimFile(file).release();
  expect(existsSync(`${file}.lock`)).toBe(false);
});

test('something else that has the name of the lock is left alone', () => {
  const dir = place();
  const file = join(dir, 'a.drydock');
  writeFileSync(`${file}.lock`, 'not ours');
  try {
    claimFile(file).release();
  } catch {
    // Refusing is as good as leaving it.
  }
  expect(readdirSync(dir)).toEqual(['a.drydock.lock']);
});

test('a folder that does not exist is named in the error', () => {
  const file = join(place(), 'none', 'a.drydock');
  expect(() => claimFile(file)).toThrow(expect.objectContaining({ code: 'FILE_NOT_WRITABLE' }));
});
