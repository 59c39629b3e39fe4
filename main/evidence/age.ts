/** age encryption: bundles are sealed to recipients and opened with the identity that belongs to one of them. */
import { ReadableStream } from 'node:stream/web';
import { Decrypter, Encrypter } from 'age-encryption';
import { DrydockError } from '../../shared/errors.ts';
import { type ByteSource, chunksOf } from './byte-source.ts';
import type { ByteOutput } from './file-output.ts';
import { invalid } from './invalid.ts';

const MAGIC = 'age-encryption.org/v1';
const ARMOR = '-----BEGIN AGE ENCRYPTED FILE-----';
/** A header names one stanza for each recipient, a hundred bytes or two each; quantum-safe ones take 2 kB. */
const MAX_HEADER_BYTES = 256 * 1024;
const MAX_RECIPIENTS = 50;

/** True when it begins as age files begin. @throws DrydockError BUNDLE_INVALID for age's text form */
export async function isAgeFile(source: ByteSource): Promise<boolean> {
  const start = (await source.read(0, Math.min(64, source.bytes))).toString('latin1');
  if (start.startsWith(ARMOR)) invalid('it is in age’s text format for mail; request the file itself');
  return start.startsWith(`${MAGIC}\n`);
}

/** @throws DrydockError RECIPIENT_INVALID: for the first text that is no public key of age */
export function checkRecipients(recipients: readonly string[]): void {
  encrypterFor(recipients);
}

function encrypterFor(recipients: readonly string[]): Encrypter {
  if (recipients.length > MAX_RECIPIENTS)
    throw new DrydockError('RECIPIENT_INVALID', {
      recipient: 'The list',
      reason: 'it contains more than 50',
    });
  const encrypter = new Encrypter();
  for (const recipient of recipients.map((text) => text.trim())) {
    const refuse = (reason: string) => {
      // A secret that was given by mistake must not come back in a message or a log.
      const shown = recipient.startsWith('age1') ? recipient.slice(0, 80) : 'The text given';
      throw new DrydockError('RECIPIENT_INVALID', { recipient: shown, reason });
    };
    if (/^AGE-SECRET-KEY-/i.test(recipient)) refuse('it is a secret identity, which must stay secret');
    if (recipient.startsWith('ssh-')) refuse('SSH keys are not supported');
    if (!recipient.startsWith('age1')) refuse('it does not begin with age1');
    try {
      encrypter.addRecipient(recipient);
    } catch {
      refuse('it is misspelt or truncated');
    }
  }
  return encrypter;
}

export interface SealingOutput extends ByteOutput {
  /** Seals the last bytes. `output` itself stays open. */
  end(): Promise<void>;
}

/** What is written here arrives at `output` encrypted, chunk by chunk. @throws DrydockError RECIPIENT_INVALID */
export async function sealedOutput(
  output: ByteOutput,
  recipients: readonly string[],
): Promise<SealingOutput> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const sealed = await encrypterFor(recipients).encrypt(readable);
  const writer = writable.getWriter();
  const done = (async () => {
    for await (const chunk of sealed as unknown as AsyncIterable<Uint8Array>) await output.write(chunk);
  })();
  // Both are told to whoever writes next.
  done.catch(() => undefined);
  writer.closed.catch(() => undefined);
  return {
    async write(bytes) {
      try {
        await writer.write(bytes);
      } catch (error) {
        // The stream only says that it was torn down; why, the output knows.
        await done;
        throw error;
      }
    },
    async end() {
      await writer.close().catch(() => undefined);
      await done;
    },
  };
}

/** The keys of an identity file. @throws DrydockError IDENTITY_INVALID */
function decrypterFor(identityFile: string): Decrypter {
  const refuse = (reason: string): never => {
    throw new DrydockError('IDENTITY_INVALID', { reason });
  };
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(identityFile))
    refuse('it is an SSH or TLS key, not an age key');
  if (identityFile.startsWith(MAGIC) || identityFile.includes(ARMOR))
    refuse('it is protected with a passphrase; decrypt it with age first');
  const decrypter = new Decrypter();
  let keys = 0;
  for (const line of identityFile.split(/\r?\n/).map((text) => text.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('AGE-PLUGIN-')) refuse('it needs an age plugin');
    if (line.startsWith('age1')) refuse('it contains the public key; the secret key is needed');
    if (!line.startsWith('AGE-SECRET-KEY-')) refuse('a line in it is not an age key');
    try {
      decrypter.addIdentity(line);
    } catch {
      refuse('a key in it is misspelt or truncated');
    }
    keys += 1;
    if (keys > MAX_RECIPIENTS) refuse('it contains more than 50 keys');
  }
  if (keys === 0) refuse('it contains no key');
  return decrypter;
}

/**
 * The contents in clear as a stream, authentic chunk by chunk; the end is authentic once the stream ended.
 * @throws DrydockError IDENTITY_INVALID, IDENTITY_WRONG, BUNDLE_INVALID, the last also while it is read
 */
export async function* decrypted(source: ByteSource, identityFile: string): AsyncGenerator<Uint8Array> {
  const decrypter = decrypterFor(identityFile);
  const start = await source.read(0, Math.min(MAX_HEADER_BYTES, source.bytes));
  if (!start.includes('\n--- ')) invalid('its encryption header is damaged or far too long');
  let clear: AsyncIterable<Uint8Array>;
  try {
    const sealed = ReadableStream.from(chunksOf(source, 0, source.bytes));
    clear = (await decrypter.decrypt(sealed as never)) as unknown as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('no identity matched'))
      throw new DrydockError('IDENTITY_WRONG');
    return invalid('its encryption header is damaged');
  }
  try {
    for await (const chunk of clear) yield chunk;
  } catch {
    invalid('its encryption is invalid: the file was changed or truncated');
  }
}
