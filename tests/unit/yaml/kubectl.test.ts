/** The one reader of YAML against kubectl: its recorded answers, and kubectl itself where it is at hand. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { decodeText, readDocuments } from '../../../main/yaml/documents.ts';
import { CORPUS } from './corpus.ts';
import { type Answer, answerOfKubectl, kubectlIsHere } from './kubectl-answer.ts';

const RECORDED = join(import.meta.dirname, '..', '..', 'fixtures', 'yaml', 'kubectl-answers.json');
const recorded = JSON.parse(readFileSync(RECORDED, 'utf8')) as Readonly<Record<string, Answer>>;

/**
 * What 1.32 refuses and later versions read: a stream that begins like JSON is read on as YAML while at most one JSON
 * object was found (apimachinery 0.37, util/yaml YAMLOrJSONDecoder).
 */
const SINCE_1_33: Readonly<Record<string, readonly string[]>> = {
  'file: JSON objects with a mark between': ['a', 'b'],
  'file: YAML behind JSON': ['a', 'a'],
  'file: JSON with a comma too many': ['a'],
  'file: JSON with a comment': ['a'],
};

/** Like kubectl, which stops at the first document that it refuses; Drydock itself reads on. */
function ourAnswer(bytes: Uint8Array): Answer {
  const documents: unknown[] = [];
  for (const { result } of readDocuments(decodeText(bytes))) {
    if ('problem' in result) return { documents, refused: true };
    const { value } = result;
    if (value === null) continue;
    if (typeof value !== 'object' || Array.isArray(value)) return { documents, refused: true };
    documents.push(value);
  }
  return { documents, refused: false };
}

/** As JSON, for `__proto__` is a key like any other there. Go sorts keys. */
const written = (answer: Answer): string =>
  JSON.stringify(answer, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

describe('YAML and JSON as kubectl 1.32 takes them', () => {
  test('the corpus is recorded whole', () => {
    expect(CORPUS.length).toBeGreaterThanOrEqual(120);
    expect(Object.keys(recorded).sort()).toEqual(CORPUS.map(({ name }) => name).sort());
  });

  test.each(CORPUS.map(({ name, bytes }) => [name, bytes] as const))('%s', (name, bytes) => {
    const expected = recorded[name];
    expect(expected).toBeDefined();
    const later = SINCE_1_33[name];
    if (later !== undefined) {
      expect(expected?.refused).toBe(true);
      const { documents, refused } = ourAnswer(bytes);
      expect(documents).toMatchObject(later.map((named) => ({ metadata: { name: named } })));
      expect(refused).toBe(false);
      return;
    }
    if (expected !== undefined) expect(written(ourAnswer(bytes))).toBe(written(expected));
  });

  describe.skipIf(!kubectlIsHere)('the record', () => {
    const dir = mkdtempSync(join(tmpdir(), 'drydock-corpus-'));
    afterAll(() => rmSync(dir, { recursive: true }));

    test('is what kubectl says here', async () => {
      let at = 0;
      const worker = async () => {
        for (let text = CORPUS[at++]; text !== undefined; text = CORPUS[at++]) {
          const path = join(dir, `${at}.yaml`);
          writeFileSync(path, text.bytes);
          const expected = recorded[text.name];
          if (expected !== undefined)
            expect([text.name, written(await answerOfKubectl(path))]).toEqual([text.name, written(expected)]);
        }
      };
      await Promise.all(Array.from({ length: 3 }, worker));
    });
  });
});
