/**
 * Asks whoever listens now whether it is the Drydock that this page was signed in to, or the one after it.
 * SECURITY S-29: the answer is bound to a fresh challenge and to the port of the host; see main/hosts/loopback/known-tabs.ts.
 */
import type { Welcome } from './transport.ts';

/** Rejects while nobody answers. */
export async function hostKnows({ key, port }: Welcome): Promise<boolean> {
  const challenge = hex(crypto.getRandomValues(new Uint8Array(32)));
  const response = await fetch('/session/proof', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ tab: await digest(`id ${key}`), challenge }),
  });
  if (!response.ok) return false;
  const answer: unknown = await response.json();
  const proof = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'proof') : null;
  return proof === (await mac(await mac(key, 'host'), `${port} ${challenge}`));
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

async function digest(text: string): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytesOf(text))));
}

async function mac(key: string, text: string): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', bytesOf(key), algorithm, false, ['sign']);
  return hex(new Uint8Array(await crypto.subtle.sign(algorithm, imported, bytesOf(text))));
}
