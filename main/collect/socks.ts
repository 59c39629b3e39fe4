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
  const answers = answersOf(socket);
  try {
    await once(socket, 'connect');
    const user = decodeURIComponent(proxy.username);
    await greet(socket, answers.read, user, decodeURIComponent(proxy.password));
    await ask(socket, answers.read, target);
    answers.release();
    return socket;
  } catch (error) {
    socket.destroy();
    throw error instanceof RequestFailure
      ? error
      : new RequestFailure('network', 'the SOCKS proxy does not respond', { cause: error });
  } finally {
    clearTimeout(deadline);
  }
}

type Read = (bytes: number) => Promise<Buffer>;

async function greet(socket: Socket, read: Read, user: string, password: string): Promise<void> {
  const methods = user === '' ? [NO_AUTHENTICATION] : [NO_AUTHENTICATION, USER_AND_PASSWORD];
  socket.write(Buffer.from([5, methods.length, ...methods]));
  const [version, method] = await read(2);
  if (version !== 5) throw new RequestFailure('network', 'the proxy does not support SOCKS5');
  if (method === NO_AUTHENTICATION) return;
  if (method !== USER_AND_PASSWORD || user === '') {
    throw new RequestFailure('network', 'the SOCKS proxy requires credentials, and none were given');
  }
  socket.write(Buffer.concat([Buffer.from([1]), counted(user), counted(password)]));
  const [, status] = await read(2);
  if (status !== 0)
    throw new RequestFailure('network', 'the SOCKS proxy rejected the user name and password');
}

async function ask(
  socket: Socket,
  read: Read,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
  const name = bare(host);
  const address =
    isIP(name) === 4
      ? Buffer.from([1, ...name.split('.').map(Number)])
      : isIP(name) === 6
        ? Buffer.concat([Buffer.from([4]), ipv6Bytes(name)])
        : Buffer.concat([Buffer.from([3]), counted(name)]);
  socket.write(Buffer.concat([Buffer.from([5, 1, 0]), address, Buffer.from([port >> 8, port & 0xff])]));
  const [, reply = 1, , kind] = await read(4);
  if (reply !== 0) throw new RequestFailure('network', REPLIES.get(reply) ?? 'the SOCKS proxy failed');
  // Where the proxy connects from, which says nothing here, but stands before the first byte of the server.
  const rest = kind === 1 ? 4 : kind === 4 ? 16 : ((await read(1))[0] ?? 0);
  await read(rest + 2);
}

/** Exactly so many bytes at a time. What follows belongs to the server, and is given back by `release`. */
function answersOf(socket: Socket): { readonly read: Read; release(): void } {
  let held = Buffer.alloc(0);
  let ended = false;
  let wake = () => {};
  const onData = (chunk: Buffer) => {
    held = Buffer.concat([held, chunk]);
    wake();
  };
  const onEnd = () => {
    ended = true;
    wake();
  };
  // Kept until the socket is given away: an error without a listener would end the process.
  const onError = () => onEnd();
  socket.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onError);
  return {
    async read(bytes) {
      while (held.length < bytes) {
        if (socket.errored instanceof RequestFailure) throw socket.errored;
        if (ended) throw new RequestFailure('network', 'the SOCKS proxy closed the connection');
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const answer = held.subarray(0, bytes);
      held = held.subarray(bytes);
      return answer;
    },
    release() {
      socket.pause();
      socket.removeListener('data', onData).removeListener('end', onEnd);
      socket.removeListener('close', onEnd).removeListener('error', onError);
      if (held.length > 0) socket.unshift(held);
    },
  };
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
  [5, 'nothing listens there, according to the SOCKS proxy'],
  [6, 'the server took too long, according to the SOCKS proxy'],
]);
