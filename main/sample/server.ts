/** The sample cluster's API server: HTTPS, read-only, in this process. Speaks what a real one speaks to a reader. */
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type Asked, answer } from './answers.ts';
import { createAuthority } from './certificates.ts';
import { identify, SAMPLE_TOKENS } from './identities.ts';
import { type SampleAuthentication, sampleKubeconfig } from './kubeconfig.ts';
import { createSampleStore } from './sample-store.ts';

export interface SampleServer {
  readonly url: string;
  readonly caCertificatePem: string;
  /** A kubeconfig's YAML. */
  kubeconfig(authentication?: SampleAuthentication): string;
  /** Every request, in order. */
  readonly requestLog: readonly LoggedRequest[];
  close(): Promise<void>;
}

export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly accept: string;
  readonly status: number;
  readonly user: string;
}

export interface SampleServerOptions {
  readonly port?: number;
  readonly variant?: 'first' | 'later';
}

const MAX_BODY_BYTES = 64 * 1024;

/** Starts on 127.0.0.1. The content depends on the variant alone; certificates are new at every start. */
export async function startSampleServer(options: SampleServerOptions = {}): Promise<SampleServer> {
  const authority = await createAuthority('halcyon-sample-ca');
  const serving = await authority.issueServer(['127.0.0.1', 'localhost', 'kubernetes.default.svc']);
  const client = await authority.issueClient(SAMPLE_TOKENS.collector.user, ['drydock:collectors']);
  const store = createSampleStore(options.variant ?? 'first');
  const requestLog: LoggedRequest[] = [];

  const server: Server = createServer(
    {
      cert: serving.certificatePem,
      key: serving.privateKeyPem,
      ca: authority.certificatePem,
      requestCert: true,
      rejectUnauthorized: false,
    },
    (request, response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      request.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_BODY_BYTES) request.destroy();
        else chunks.push(chunk);
      });
      request.on('end', () => {
        const identity = identify(request.headers.authorization, request.socket as TLSSocket);
        const asked: Asked = {
          method: request.method ?? 'GET',
          url: new URL(request.url ?? '/', 'https://sample'),
          accept: request.headers.accept ?? '',
          body: Buffer.concat(chunks).toString('utf8'),
          identity,
        };
        const { status, type, body } = answer(store, asked);
        requestLog.push({
          method: asked.method,
          path: request.url ?? '',
          accept: asked.accept,
          status,
          user: typeof identity === 'object' && identity !== null ? identity.user : '',
        });
        response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
        response.end(body);
      });
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    caCertificatePem: authority.certificatePem,
    kubeconfig: (authentication = 'token') =>
      sampleKubeconfig({ url, ca: authority.certificatePem, client, authentication }),
    requestLog,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
