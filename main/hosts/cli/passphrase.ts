/** The passphrase of an engagement: never from an argument, which every process of the machine can read. */
import { readFileSync } from 'node:fs';
import { DrydockError } from '../../../shared/errors.ts';
import { plain } from './plain.ts';

export interface PassphraseSource {
  /** Its first line is the passphrase. */
  readonly file?: string;
  /** The environment variable DRYDOCK_PASSPHRASE is read from here. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** null when there is none and nobody to ask. @throws DrydockError FILE_NOT_READABLE, CANCELLED */
export async function readPassphrase(engagement: string, source: PassphraseSource): Promise<string | null> {
  const { file, environment } = source;
  if (file !== undefined) return firstLine(file);
  const given = environment['DRYDOCK_PASSPHRASE'];
  if (given !== undefined && given !== '') return given;
  return process.stdin.isTTY ? prompt(`Passphrase of ${plain(engagement)}: `) : null;
}

/** For a file that is made with it: typed twice. null and @throws as readPassphrase, and INVALID_INPUT for two that differ */
export async function readNewPassphrase(
  engagement: string,
  source: PassphraseSource,
): Promise<string | null> {
  const first = await readPassphrase(engagement, source);
  const given = source.environment['DRYDOCK_PASSPHRASE'] ?? '';
  if (first === null || source.file !== undefined || given !== '') return first;
  if ((await prompt('Repeat the passphrase: ')) !== first)
    throw new DrydockError('INVALID_INPUT', { what: 'The passphrase', reason: 'the second entry differs' });
  return first;
}

function firstLine(path: string): string {
  try {
    return (readFileSync(path, 'utf8').split('\n')[0] ?? '').replace(/\r$/, '');
  } catch {
    throw new DrydockError('FILE_NOT_READABLE', { path, reason: 'it should contain the passphrase' });
  }
}

/** Without echo; nothing shows how long it is. */
function prompt(question: string): Promise<string> {
  const { stdin } = process;
  // Before the question: who answers at once must not see it echoed.
  stdin.setRawMode(true);
  process.stderr.write(question);
  stdin.setEncoding('utf8');
  stdin.resume();
  return new Promise((resolve, reject) => {
    let typed = '';
    const end = (finish: () => void) => {
      stdin.removeListener('data', onData);
      stdin.setRawMode(false);
      stdin.pause();
      process.stderr.write('\n');
      finish();
    };
    const onData = (text: string) => {
      for (const character of text) {
        if (character === '\r' || character === '\n') return end(() => resolve(typed));
        // Ctrl+C and Ctrl+D: in this mode the terminal sends them as characters.
        if (character === '\u0003' || character === '\u0004') {
          return end(() => reject(new DrydockError('CANCELLED')));
        }
        if (character === '\u007f' || character === '\b') typed = typed.replace(/.$/su, '');
        else if (character === '\u0015') typed = '';
        else typed += character;
      }
    };
    stdin.on('data', onData);
  });
}
