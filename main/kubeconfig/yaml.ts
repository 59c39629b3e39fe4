/** The text of a kubeconfig as plain values. A stranger wrote it: memory and depth are bounded, and nothing is guessed. */
import { DrydockError } from '../../shared/errors.ts';
import { parseYaml } from '../yaml/parse.ts';
import { YamlProblem } from '../yaml/scan.ts';
import { valueOf } from '../yaml/values.ts';

const MAX_CHARACTERS = 4 * 1024 * 1024;
/** Six hundred contexts with a sign-in program each. What is more would hold the thread for seconds. */
const MAX_NODES = 100_000;

/**
 * The bytes of a kubeconfig file as text: UTF-8, or UTF-16 with its mark, as PowerShell writes it.
 * @throws DrydockError KUBECONFIG_INVALID
 */
export function decodeKubeconfig(bytes: Uint8Array): string {
  const mark = `${bytes[0]} ${bytes[1]}`;
  const encoding = mark === '255 254' ? 'utf-16le' : mark === '254 255' ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw invalid('it is not UTF-8 text');
  }
}

/**
 * As kubectl reads it: the last of doubled fields counts, and tags of other languages mean nothing.
 * @returns null for an empty file, which kubectl takes for an empty kubeconfig
 * @throws DrydockError KUBECONFIG_INVALID
 */
export function parseKubeconfigYaml(text: string): unknown {
  if (text.length > MAX_CHARACTERS) throw invalid('it is larger than 4 MB');
  try {
    const { root, more } = parseYaml(text, { maxNodes: MAX_NODES });
    // kubectl passes over what follows. Nobody could say which of two was meant.
    if (more !== null && !/^(?:(?:---|\.\.\.)?[ \t]*(?:#.*)?(?:\r?\n|$))*$/.test(text.slice(more)))
      throw invalid('it contains more than one YAML document');
    return root === null ? null : valueOf(root);
  } catch (error) {
    if (!(error instanceof YamlProblem)) throw error;
    // Where, and never what stands there: the text holds credentials.
    throw invalid(`it is not valid YAML (line ${lineOf(text, error.offset)}: ${error.message})`);
  }
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

function invalid(reason: string): DrydockError {
  return new DrydockError('KUBECONFIG_INVALID', { reason });
}
