/** Sets of connections and addresses, against sets of numbers. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addressText,
  parseAddress,
  parseCidr,
  partition,
  rangeText,
  without,
} from '../../../../main/kubernetes/reach/addresses.ts';
import {
  ALL_CONNECTIONS,
  type ConnectionSet,
  connectionsText,
  includes,
  intersect,
  NO_CONNECTION,
  portRange,
  subtract,
  union,
} from '../../../../main/kubernetes/reach/connections.ts';

const protocol = fc.constantFrom('TCP' as const, 'UDP' as const, 'SCTP' as const);
const ports = fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 65_534, 65_535);
const set: fc.Arbitrary<ConnectionSet> = fc
  .array(fc.tuple(protocol, ports, ports), { maxLength: 6 })
  .map((ranges) =>
    ranges.reduce<ConnectionSet>(
      (all, [name, a, b]) => union(all, portRange(name, Math.min(a, b), Math.max(a, b))),
      NO_CONNECTION,
    ),
  );
const PROBES = [1, 2, 3, 4, 5, 6, 7, 8, 500, 65_533, 65_534, 65_535];

describe('connections', () => {
  test('are sets: union, intersection and difference are those of their members, and equal sets read the same', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        for (const name of ['TCP', 'UDP', 'SCTP'] as const)
          for (const port of PROBES) {
            const [inA, inB] = [includes(a, name, port), includes(b, name, port)];
            expect(includes(union(a, b), name, port)).toBe(inA || inB);
            expect(includes(intersect(a, b), name, port)).toBe(inA && inB);
            expect(includes(subtract(a, b), name, port)).toBe(inA && !inB);
          }
        expect(union(subtract(a, b), intersect(a, b)).key).toBe(a.key);
        expect(union(a, b).key).toBe(union(b, a).key);
        expect(union(a, subtract(ALL_CONNECTIONS, a)).key).toBe(ALL_CONNECTIONS.key);
      }),
    );
  });

  test('hold the first and the last port of each range, and none beside them', () => {
    const some = union(portRange('TCP', 80, 90), portRange('TCP', 443, 443));
    const held = [79, 80, 81, 90, 91, 442, 443, 444].filter((port) => includes(some, 'TCP', port));
    expect(held).toEqual([80, 81, 90, 443]);
    expect(includes(some, 'UDP', 80)).toBe(false);
  });

  test.each([
    [ALL_CONNECTIONS, 'All Connections'],
    [NO_CONNECTION, 'No Connections'],
    [portRange('TCP', 1, 65_535), 'TCP 1-65535'],
    [
      [
        portRange('UDP', 53, 53),
        portRange('TCP', 443, 449),
        portRange('TCP', 450, 450),
        portRange('TCP', 80, 80),
        portRange('SCTP', 9003, 9003),
      ].reduce(union),
      'SCTP 9003,TCP 80,443-450,UDP 53',
    ],
    [portRange('TCP', 0, 5), 'No Connections'],
    [portRange('TCP', 9, 5), 'No Connections'],
    [portRange('TCP', 5, 65_536), 'No Connections'],
  ])('read as netpol-analyzer writes them: %#', (connections, text) => {
    expect(connectionsText(connections)).toBe(text);
  });
});

describe('addresses', () => {
  test.each([
    ['10.0.0.1', '10.0.0.1'],
    ['::', '::'],
    ['::1', '::1'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['fe80::', 'fe80::'],
    ['::ffff:1.2.3.4', '::ffff:102:304'],
  ])('%s is read and written as %s', (text, canonical) => {
    const address = parseAddress(text);
    expect(address && addressText(address.family, address.value)).toBe(canonical);
  });

  test.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    '1:2',
    ':::',
    '1::2::3',
    '12345::',
    'x',
    '1.2.3.4/8',
  ])('%j is no address', (text) => expect(parseAddress(text)).toBeNull());

  test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/-1', '10.0.0.0/8/9', '::/129', 'x/8'])(
    '%j is no block',
    (text) => expect(parseCidr(text)).toBeNull(),
  );

  test('a block has the host bits cleared', () => {
    expect(rangeText(parseCidr('10.1.2.3/8')!)).toBe('10.0.0.0-10.255.255.255');
    expect(rangeText(parseCidr('0.0.0.0/0')!)).toBe('0.0.0.0-255.255.255.255');
    expect(rangeText(parseCidr('2001:db8::/32')!)).toBe('2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff');
  });

  test('a partition covers everything once, and each part is inside or outside of every block', () => {
    const block = fc
      .tuple(fc.integer({ min: 0, max: 0xff }), fc.integer({ min: 0, max: 8 }))
      .map(([octet, length]) => parseCidr(`${octet}.0.0.0/${length}`)!);
    fc.assert(
      fc.property(
        fc.array(block, { maxLength: 5 }),
        block,
        fc.array(block, { maxLength: 3 }),
        (blocks, one, holes) => {
          const left = without(one, holes);
          const parts = partition(4, [...blocks, ...left]);
          expect(parts[0]?.first).toBe(0n);
          expect(parts.at(-1)?.last).toBe(0xffff_ffffn);
          parts.slice(1).forEach((part, i) => expect(part.first).toBe((parts[i]?.last ?? 0n) + 1n));
          for (const range of [...blocks, ...left])
            for (const part of parts) {
              const inside = range.first <= part.first && part.last <= range.last;
              const outside = part.last < range.first || range.last < part.first;
              expect(inside || outside).toBe(true);
            }
          for (let octet = 0n; octet < 256n; octet += 1n) {
            const value = octet << 24n;
            const within = (range: { first: bigint; last: bigint }) =>
              range.first <= value && value <= range.last;
            expect(left.some(within)).toBe(within(one) && !holes.some(within));
          }
        },
      ),
    );
  });
});
