import { describe, expect, test } from 'vitest';
import { kubeVersion } from '../../../main/cluster/platform/versions.ts';

describe('a version as people and kubectl write it', () => {
  test.each([
    ['1.32', 32, 'v1.32'],
    ['v1.37', 37, 'v1.37'],
    ['v1.32.4', 32, 'v1.32.4'],
    ['v1.30.2+rke2r1', 30, 'v1.30.2'],
    ['v1.29.3-eks-adc7111', 29, 'v1.29.3'],
    ['v1.32.4-gke.1000', 32, 'v1.32.4'],
    ['v1.28.9+k3s1', 28, 'v1.28.9'],
    ['v1.33.0-alpha.2', 33, 'v1.33.0'],
    ['v1.27.10+c79e5e2', 27, 'v1.27.10'],
    ['1.32+', 32, 'v1.32'],
    ['Server Version: v1.32.4', 32, 'v1.32.4'],
    ['Client Version: v1.31.0', 31, 'v1.31.0'],
    ['Client Version: v1.33.1\nKustomize Version: v5.6.0\nServer Version: v1.30.2+rke2r1\n', 30, 'v1.30.2'],
    [
      'Server Version: version.Info{Major:"1", Minor:"21+", GitVersion:"v1.21.14-eks-18ef993"}',
      21,
      'v1.21.14',
    ],
  ])('%j', (text, minor, written) => {
    expect(kubeVersion(text)).toEqual({ minor, text: written });
  });

  test.each([
    '',
    'v2.0',
    '1',
    'v1.',
    'v01.2',
    '1.032',
    'v1.32.4 or so',
    'latest',
    'Kustomize Version: v5.6.0',
    'v1.32;id',
  ])('%j is none', (text) => {
    expect(kubeVersion(text)).toBeNull();
  });
});
