import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { nativeBinding, openDatabase } from '../../../main/store/connect.ts';

test('a connection opens without a look into the process report, which ends Electron', () => {
  const asked = vi.spyOn(process.report, 'getReport').mockImplementation(() => {
    throw new Error('the process report was asked for');
  });
  onTestFinished(() => asked.mockRestore());
  const db = openDatabase(':memory:');
  onTestFinished(() => void db.close());
  expect(db.prepare('SELECT 1').pluck().get()).toBe(1);
  expect(nativeBinding()).toMatch(new RegExp(`${process.platform}-${process.arch}\\.node$`));
});

test('no other file of the product makes a connection of its own', () => {
  const main = join(import.meta.dirname, '..', '..', '..', 'main');
  const makers = readdirSync(main, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .filter((name) => /new Database\(/.test(readFileSync(join(main, name), 'utf8')));
  expect(makers).toEqual([join('store', 'connect.ts')]);
});
