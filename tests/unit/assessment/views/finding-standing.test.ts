/** A finding that a person wrote, held against evidence that came after it. */
import { describe, expect, test } from 'vitest';
import { type NamedObject, newerEvidence, toPreserve } from '../../../../main/assessment/views.ts';
import type { KindOutcome } from '../../../../shared/evidence.ts';

const kind = (
  name: string,
  status: KindOutcome['status'],
  refusedNamespaces: string[] = [],
): KindOutcome => ({
  resource: { group: '', version: 'v1', resource: `${name.toLowerCase()}s`, kind: name, namespaced: true },
  status,
  objects: 0,
  bytes: 0,
  refusedNamespaces,
  message: '',
  sha256: '',
});
const AT = '2026-11-20T10:00:00Z';
const LATER = '2026-11-24T10:00:00Z';
const standing = (
  affected: readonly string[],
  kinds: readonly KindOutcome[] = [],
  holds: (object: NamedObject) => boolean | Promise<boolean> = () => false,
  finishedAt = LATER,
) => newerEvidence({ at: AT, affected }, { finishedAt, kinds: [...kinds] }, holds);

describe('newer evidence', () => {
  test('is none that is older than the finding, or of its very moment', async () => {
    expect(await standing(['shop/Pod/web'], [], () => true, '2026-11-19T10:00:00Z')).toBeNull();
    expect(await standing(['shop/Pod/web'], [], () => true, AT)).toBeNull();
    expect(await standing(['shop/Pod/web'], [], () => true)).not.toBeNull();
  });

  test.each([
    ['read whole', [kind('Pod', 'collected')], true],
    ['read but for another namespace', [kind('Pod', 'partial', ['data'])], true],
    ['refused in its namespace', [kind('Pod', 'partial', ['shop', 'data'])], false],
    ['refused', [kind('Pod', 'forbidden')], false],
    ['not asked for', [], false],
    ['of another name', [kind('Service', 'collected')], false],
  ])('where the kind was %s tells what is gone: %s', async (_, kinds, isTold) => {
    expect((await standing(['shop/Pod/web'], kinds))?.gone).toEqual(isTold ? ['shop/Pod/web'] : []);
  });

  test('read in part says nothing of an object without a namespace', async () => {
    expect((await standing(['Node/n1'], [kind('Node', 'partial')]))?.gone).toEqual([]);
    expect((await standing(['Node/n1'], [kind('Node', 'collected')]))?.gone).toEqual(['Node/n1']);
  });

  test('tells what is gone from what is still there, however slowly it is asked', async () => {
    const kinds = [kind('Pod', 'collected')];
    const told = await standing(
      [' shop/Pod/web ', 'shop/Pod/db', 'the whole shop', 'Pod/'],
      kinds,
      ({ name }) => Promise.resolve(name === 'db'),
    );
    expect(told).toEqual({
      at: LATER,
      gone: ['shop/Pod/web'],
      there: ['shop/Pod/db'],
      sentence:
        'Written on 20 Nov 2026; the evidence of 24 Nov 2026 is newer. It no longer contains shop/Pod/web. It still contains shop/Pod/db. Review this finding against it.',
    });
  });
});

test('what shows a sign of a guest is kept where the finding is about it, and named once', () => {
  const pod = (name: string) => ({ apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name });
  const signs = [pod('miner'), pod('miner'), pod('other'), pod('named')];
  expect(toPreserve(signs, [pod('miner'), pod('web')], [' shop/Pod/named '])).toEqual([
    'shop/Pod/miner',
    'shop/Pod/named',
  ]);
  expect(toPreserve(signs, [], [])).toEqual([]);
});
