/** A connection through a SOCKS5 proxy (RFC 1928, with the user name and password of RFC 1929). */
import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import { RequestFailure } from './failure.ts';

const NO_AUTHENTICATION = 0x00;
const USER_AND_PASSWORD = 0x02;

/**
 * The proxy looks names up, as with kubectl. The caller owns the socket.
 * @param proxy such as `socks5://user:password@proxy.example:1080`
 * @throws RequestFailure `network` or `timeout`
 */
export async function connectThroughSocks(
  proxy: URL,
  target: { readonly host: string; readonly port: number },
  timeoutMs: number,
): Promise<Socket> {
  const socket = connect({ host: bare(proxy.hostname), port: Number(proxy.port || 1080) });
  const deadline = setTimeout(
    () => socket.destroy(new RequestFailure('timeout', 'the SOCKS proxy took too long')),
    timeoutMs,
  );
  try {
    await once(socket, 'connect');
    const user = decodeURIComponent(proxy.username);
    await greet(socket, user, decodeURIComponent(proxy.password));
    await ask(socket, target);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error instanceof RequestFailure
      ? error
      : new RequestFailure('network', 'the SOCKS proxy does not answer', { cause: error });
  } finally {
    clearTimeout(deadline);
  }
}

async function greet(socket: Socket, user: string, password: string): Promise<void> {
  const methods = user === '' ? [NO_AUTHENTICATION] : [NO_AUTHENTICATION, USER_AND_PASSWORD];
  socket.write(Buffer.from([5, methods.length, ...methods]));
  const [version, method] = await read(socket, 2);
  if (version !== 5) throw new RequestFailure('network', 'the proxy does not speak SOCKS5');
  if (method === NO_AUTHENTICATION) return;
  if (method !== USER_AND_PASSWORD || user === '') {
    throw new RequestFailure('network', 'the SOCKS proxy asks for a sign-in that was not given');
  }
  socket.write(Buffer.concat([Buffer.from([1]), counted(user), counted(password)]));
  const [, status] = await read(socket, 2);
  if (status !== 0)
    throw new RequestFailure('network', 'the SOCKS proxy did not accept its user and password');
}

async function ask(socket: Socket, { host, port }: { host: string; port: number }): Promise<void> {
  const name = bare(host);
  const address =
    isIP(name) === 4
      ? Buffer.from([1, ...name.split('.').map(Number)])
      : isIP(name) === 6
        ? Buffer.concat([Buffer.from([4]), ipv6Bytes(name)])
        : Buffer.concat([Buffer.from([3]), counted(name)]);
  socket.write(Buffer.concat([Buffer.from([5, 1, 0]), address, Buffer.from([port >> 8, port & 0xff])]));
  const [, reply = 1, , kind] = await read(socket, 4);
  if (reply !== 0) throw new RequestFailure('network', REPLIES.get(reply) ?? 'the SOCKS proxy failed');
  // Where the proxy connects from, which says nothing here, but stands before the first byte of the server.
  const rest = kind === 1 ? 4 : kind === 4 ? 16 : ((await read(socket, 1))[0] ?? 0);
  await read(socket, rest + 2);
}

/** Exactly so many bytes: what follows belongs to the server. */
async function read(socket: Socket, bytes: number): Promise<Buffer> {
  for (;;) {
    const chunk = socket.read(bytes) as Buffer | null;
    if (chunk !== null && chunk.length === bytes) return chunk;
    if (chunk !== null || socket.readableEnded || socket.destroyed) {
      throw new RequestFailure('network', 'the SOCKS proxy ended the connection');
    }
    await Promise.race([once(socket, 'readable'), once(socket, 'end'), once(socket, 'close')]);
  }
}

/** At most 255 bytes, after their number. */
function counted(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8').subarray(0, 255);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

function ipv6Bytes(address: string): Buffer {
  // The URL parser writes every form of an address in the same way, without an IPv4 tail.
  const [head = '', tail] = bare(new URL(`http://[${address}]`).hostname).split('::');
  const groups = (part: string | undefined) => (part ? part.split(':') : []);
  const left = groups(head);
  const right = groups(tail);
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  const bytes = Buffer.alloc(16);
  [...left, ...zeros, ...right].forEach((group, at) =>
    bytes.writeUInt16BE(Number.parseInt(group, 16), at * 2),
  );
  return bytes;
}

const bare = (host: string) => host.replace(/^\[|\]$/g, '');

const REPLIES: ReadonlyMap<number, string> = new Map([
  [1, 'the SOCKS proxy failed'],
  [2, 'the SOCKS proxy does not allow it'],
  [3, 'the SOCKS proxy has no route to it'],
  [4, 'the SOCKS proxy has no route to it'],
  [5, 'nothing listens there, says the SOCKS proxy'],
  [6, 'the server took too long, says the SOCKS proxy'],
]);
