/** A token that is renewed while several requests are on their way serves all of them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createTransport } from '../../../main/collect/transport.ts';
import { openConnection } from '../../../main/kubeconfig/connection.ts';
import { createAuthority } from '../../../main/sample/certificates.ts';

test('every request that was refused with the old token is sent again with the new one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-renewal-'));
  const file = join(folder, 'token');
  writeFileSync(file, 'old');
  const held: ServerResponse[] = [];
  // Over plain HTTP no credential is sent at all.
  const authority = await createAuthority('renewal');
  const { certificatePem, privateKeyPem } = await authority.issueServer(['127.0.0.1']);
  const server = createServer({ cert: certificatePem, key: privateKeyPem }, (request, response) => {
    if (request.headers.authorization === 'Bearer new') {
      response.end('{}');
      return;
    }
    held.push(response);
    // All three are on their way with the old token; then it is renewed, and they are refused one after the other.
    if (held.length < 3) return;
    writeFileSync(file, 'new');
    for (const [at, each] of held.entries()) setTimeout(() => each.writeHead(401).end('{}'), at * 50);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const text = JSON.stringify({
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    clusters: [
      {
        name: 'a',
        cluster: {
          server: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
          'certificate-authority-data': Buffer.from(authority.certificatePem).toString('base64'),
        },
      },
    ],
    users: [{ name: 'a', user: { tokenFile: file } }],
  });
  const connection = await openConnection({
    kubeconfigs: [{ path: null, text }],
    context: 'a',
    allowExec: [],
  });
  const transport = createTransport({
    connection,
    signal: new AbortController().signal,
    onLog: () => {},
    clock: { nowMs: Date.now, random: () => 0, sleep: async () => {} },
  });
  onTestFinished(async () => {
    await transport.close();
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const answers = await Promise.all(
    (['/version', '/healthz', '/readyz'] as const).map((path) => transport.get({ type: 'plain', path })),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
});
