/** One contender: one keep-alive connection that fetches the pages and writes the bytes as they come. */
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { Agent, request } from 'undici';
import { openConnection } from '../../main/kubeconfig/connection.ts';
import { KINDS } from './kinds.ts';

const [kubeconfig = '', folder = ''] = process.argv.slice(2);
const connection = await openConnection({
  kubeconfigs: [{ path: kubeconfig, text: readFileSync(kubeconfig, 'utf8') }],
  context: null,
  allowExec: [],
});
const { clientCertificate } = await connection.credentials.current();
const agent = new Agent({
  connections: 1,
  connect: { ca: connection.tls.ca ?? '', ...clientCertificate },
});
const file = createWriteStream(join(folder, 'raw.json'));
for (const { path } of KINDS) {
  for (let next = ''; ; ) {
    const query = next === '' ? '' : `&continue=${encodeURIComponent(next)}`;
    const { body } = await request(`${connection.server}${path}?limit=500${query}`, { dispatcher: agent });
    let head = '';
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (head.length < 4096) head += chunk.toString('latin1');
      if (!file.write(chunk)) await once(file, 'drain');
    }
    // The token stands in the first bytes of a page.
    const token = /"continue":"([^"]+)"/.exec(head.slice(0, 4096))?.[1];
    if (token === undefined) break;
    next = token;
  }
}
file.end();
await finished(file);
await agent.destroy();
