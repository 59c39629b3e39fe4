import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { usualKubeconfigs } from '../../../main/workbench/usual-kubeconfigs.ts';

test('the usual kubeconfigs are those that kubectl would read, as far as they are there', async () => {
  const home = mkdtempSync(join(tmpdir(), 'drydock-home-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const usual = join(home, '.kube', 'config');
  const other = join(home, 'other.yaml');
  expect(await usualKubeconfigs({}, home)).toEqual([]);
  mkdirSync(join(home, '.kube'));
  writeFileSync(usual, '');
  writeFileSync(other, '');
  expect(await usualKubeconfigs({}, home)).toEqual([usual]);
  const KUBECONFIG = ['', other, join(home, 'gone'), usual, other].join(delimiter);
  expect(await usualKubeconfigs({ KUBECONFIG }, home)).toEqual([other, usual]);
});
