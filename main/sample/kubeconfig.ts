/** Kubeconfigs of the sample cluster, one for each way to sign in. */
import { join } from 'node:path';
import { stringify } from 'yaml';
import { SAMPLE_TOKENS } from './identities.ts';

export type SampleAuthentication = 'token' | 'client-certificate' | 'exec' | 'nearly-nothing';

export interface SampleKubeconfigInput {
  readonly url: string;
  readonly ca: string;
  readonly client: { readonly certificatePem: string; readonly privateKeyPem: string };
  readonly authentication: SampleAuthentication;
}

export function sampleKubeconfig(input: SampleKubeconfigInput): string {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'halcyon-prod',
    clusters: [
      {
        name: 'halcyon-prod',
        cluster: { server: input.url, 'certificate-authority-data': base64(input.ca) },
      },
    ],
    users: [{ name: 'drydock-collector', user: userOf(input) }],
    contexts: [
      {
        name: 'halcyon-prod',
        context: { cluster: 'halcyon-prod', user: 'drydock-collector', namespace: 'default' },
      },
    ],
  };
  // kubectl reads YAML 1.1, in which an unquoted `yes` is no text.
  return stringify(config, { version: '1.1' });
}

function userOf({ authentication, client }: SampleKubeconfigInput): Record<string, unknown> {
  switch (authentication) {
    case 'token':
      return { token: SAMPLE_TOKENS.collector.token };
    case 'nearly-nothing':
      return { token: SAMPLE_TOKENS.visitor.token };
    case 'client-certificate':
      return {
        'client-certificate-data': base64(client.certificatePem),
        'client-key-data': base64(client.privateKeyPem),
      };
    case 'exec':
      return {
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: process.execPath,
          args: [join(import.meta.dirname, 'exec-token.mjs')],
          env: [{ name: 'DRYDOCK_SAMPLE', value: 'yes' }],
          interactiveMode: 'Never',
        },
      };
  }
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
