/** What the browser hands over: credentials stay in memory, evidence goes to a private file that does not stay. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createDownloads } from '../../../../main/hosts/loopback/downloads.ts';
import { createUploads } from '../../../../main/hosts/loopback/uploads.ts';
import { DrydockError } from '../../../../shared/errors.ts';

/** Sends one request to a handler that answers it. */
async function ask(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  body?: string | Uint8Array<ArrayBuffer>,
) {
  const server = createServer(handle);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  try {
    const method = body === undefined ? {} : { method: 'PUT', body };
    const response = await fetch(`http://127.0.0.1:${port}/`, method);
    return { status: response.status, headers: response.headers, text: await response.text() };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** What an upload resolves with, or the code of what it throws. */
async function through(
  receive: (request: IncomingMessage) => Promise<string>,
  body: string | Uint8Array<ArrayBuffer>,
): Promise<string> {
  const { text } = await ask((request, response) => {
    receive(request)
      .catch((error: unknown) => (error instanceof DrydockError ? error.code : 'not a known error'))
      .then((told) => {
        request.resume();
        response.end(told);
      })
      .catch(() => response.destroy());
  }, body);
  return text;
}

function uploadsIn() {
  const home = mkdtempSync(join(tmpdir(), 'drydock-uploads-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const directory = join(home, 'uploads');
  const files = () => (existsSync(directory) ? readdirSync(directory) : []);
  return { directory, files, uploads: createUploads(directory) };
}

describe('an upload', () => {
  test.each(['kubeconfig', 'extra-ca', 'age-identity', 'custom-controls'])(
    'of a %s stays in memory, until it is released',
    async (purpose) => {
      const { uploads, files } = uploadsIn();
      const id = await through((request) => uploads.receive(request, purpose, '/home/ann/config'), 'secret');
      const file = uploads.get(id);
      expect(file).toMatchObject({ kind: 'text', name: 'config', text: 'secret' });
      expect(files()).toEqual([]);
      file?.release();
      expect(uploads.get(id)).toBeNull();
    },
  );

  test.each(['kubeconfig', 'age-identity'])(
    'of a %s beyond 4 MiB is refused, and one of 4 MiB is not',
    async (purpose) => {
      const { uploads } = uploadsIn();
      const most = 4 * 1024 * 1024;
      const put = (bytes: number) =>
        through((request) => uploads.receive(request, purpose, 'x'), new Uint8Array(bytes));
      expect(uploads.get(await put(most))).not.toBeNull();
      expect(await put(most + 1)).toBe('UPLOAD_TOO_LARGE');
    },
  );

  test('of evidence is a private file that is gone once it is released', async () => {
    const { uploads, files, directory } = uploadsIn();
    const id = await through((request) => uploads.receive(request, 'evidence', 'a.evidence.ZIP'), 'bytes');
    const [name = ''] = files();
    expect(name).toMatch(/^[0-9a-f-]{36}\.ZIP$/);
    expect(readFileSync(join(directory, name), 'utf8')).toBe('bytes');
    expect(statSync(join(directory, name)).mode & 0o077).toBe(0);
    expect(statSync(directory).mode & 0o077).toBe(0);
    uploads.get(id)?.release();
    expect([files(), uploads.get(id)]).toEqual([[], null]);
  });

  test('is named by nobody but its id, whatever its name says', async () => {
    const { uploads, directory, files } = uploadsIn();
    const id = await through(
      (request) => uploads.receive(request, 'evidence', '../../x/../evil.sh'),
      'bytes',
    );
    expect(uploads.get(id)).toMatchObject({ name: 'evil.sh' });
    expect(files()).toEqual([id]);
    expect(readdirSync(join(directory, '..'))).toEqual(['uploads']);
    expect(uploads.get('guess')).toBeNull();
  });

  test('goes with the host, and what a crash left goes with the next one', async () => {
    const { uploads, directory } = uploadsIn();
    const id = await through((request) => uploads.receive(request, 'evidence', 'a.zip'), 'bytes');
    uploads.close();
    expect([existsSync(directory), uploads.get(id)]).toEqual([false, null]);
    mkdirSync(directory);
    writeFileSync(join(directory, 'left'), 'bytes');
    createUploads(directory);
    expect(existsSync(directory)).toBe(false);
  });
});

test('a download is served once, under its name, and kept nowhere', async () => {
  const downloads = createDownloads();
  const [path, other] = ['report ü.pdf', 'b.pdf'].map((name) => downloads.offer(name, Buffer.from(name)));
  expect(path).not.toBe(other);
  const get = async (id: string) => {
    const { status, headers, text } = await ask((request, response) =>
      downloads.serve(id, request, response),
    );
    const said = ['content-disposition', 'cache-control'].map((name) => headers.get(name) ?? 'none');
    return [status, ...said, text].join(' ');
  };
  const id = (path ?? '').replace('/download/', '');
  expect(await get('guess')).toMatch(/^404 none /);
  expect(await get(id)).toBe("200 attachment; filename*=UTF-8''report%20%C3%BC.pdf no-store report ü.pdf");
  expect(await get(id)).toMatch(/^404 none /);
  expect(await get((other ?? '').replace('/download/', ''))).toMatch(/^200 /);
});
