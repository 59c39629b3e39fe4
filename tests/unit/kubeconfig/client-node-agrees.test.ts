/** The official client as the judge of what a kubeconfig says. */
import { KubeConfig } from '@kubernetes/client-node';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { inspectKubeconfig } from '../../../main/kubeconfig/inspect.ts';

const CONFIGS = {
  'several contexts': {
    'current-context': 'b',
    clusters: [
      { name: 'one', cluster: { server: 'https://192.0.2.1:6443' } },
      { name: 'two', cluster: { server: 'https://two.example', 'insecure-skip-tls-verify': true } },
    ],
    users: [
      { name: 'u', user: { token: 't' } },
      { name: 'v', user: { username: 'x', password: 'y' } },
    ],
    contexts: [
      { name: 'a', context: { cluster: 'one', user: 'u' } },
      { name: 'b', context: { cluster: 'two', user: 'v', namespace: 'team' } },
    ],
  },
  'names with odd characters': {
    'current-context': 'arn:aws:eks:eu-central-1:111122223333:cluster/halcyon',
    clusters: [{ name: 'ü/ü', cluster: { server: 'https://198.51.100.7' } }],
    users: [{ name: 'u@ü', user: { token: 't' } }],
    contexts: [
      {
        name: 'arn:aws:eks:eu-central-1:111122223333:cluster/halcyon',
        context: { cluster: 'ü/ü', user: 'u@ü' },
      },
    ],
  },
};

describe.each(Object.entries(CONFIGS))('a kubeconfig with %s', (_, config) => {
  const text = stringify({ apiVersion: 'v1', kind: 'Config', ...config }, { version: '1.1' });
  const official = new KubeConfig();
  official.loadFromString(text);
  const ours = inspectKubeconfig([{ path: null, text }]);

  test('has the same current context, servers and users as the official client sees', () => {
    expect(ours.currentContext).toBe(official.getCurrentContext());
    expect(ours.contexts.map(({ name, cluster, user }) => ({ name, cluster, user }))).toEqual(
      official.getContexts().map(({ name, cluster, user }) => ({ name, cluster, user })),
    );
    for (const context of ours.contexts) {
      expect(context.server).toBe(official.getCluster(context.cluster)?.server);
      expect(context.insecureSkipTlsVerify).toBe(
        official.getCluster(context.cluster)?.skipTLSVerify ?? false,
      );
    }
  });
});
