/** Start tokens work once and not for ever. SECURITY S-29 */
import { describe, expect, test } from 'vitest';
import { createTickets } from '../../../../main/hosts/loopback/tickets.ts';

const MINUTE = 60_000;

/** Tickets at a time that the test sets. */
function ticketsAt(start = 0) {
  const clock = { now: start };
  return { clock, tickets: createTickets(() => clock.now) };
}

describe('a start token', () => {
  test('is good for fifteen minutes and dies with the last of them', () => {
    const { clock, tickets } = ticketsAt();
    const [early, late, never] = [tickets.issueToken(), tickets.issueToken(), tickets.issueToken()];
    clock.now = 15 * MINUTE - 1;
    expect(tickets.exchange(early)).not.toBeNull();
    clock.now = 15 * MINUTE;
    expect(tickets.exchange(late)).toBeNull();
    clock.now = 30 * 24 * 60 * MINUTE;
    expect(tickets.exchange(never)).toBeNull();
  });

  test('that has died leaves one that was made later alive', () => {
    const { clock, tickets } = ticketsAt();
    const old = tickets.issueToken();
    clock.now = 10 * MINUTE;
    const young = tickets.issueToken();
    clock.now = 20 * MINUTE;
    expect([tickets.exchange(old), tickets.exchange(young) === null]).toEqual([null, false]);
  });

  test('works once, and uses up no other', () => {
    const { tickets } = ticketsAt();
    const [one, other] = [tickets.issueToken(), tickets.issueToken()];
    expect(tickets.exchange(one)).not.toBeNull();
    expect(tickets.exchange(one)).toBeNull();
    expect(tickets.exchange(other)).not.toBeNull();
  });

  test('is nobody’s secret, nor is a part of it, and a secret is no token', () => {
    const { tickets } = ticketsAt();
    const token = tickets.issueToken();
    const secret = tickets.issueSecret();
    expect([token, token.slice(0, -1), `${token}x`, ''].map((one) => tickets.knows(one))).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect([secret, '', 'guess', token.slice(0, -1)].map((one) => tickets.exchange(one))).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(tickets.exchange(token)).not.toBeNull();
  });
});

test('a secret is known only as it was given out, and each is another', () => {
  const { tickets } = ticketsAt();
  const [first, second] = [tickets.exchange(tickets.issueToken()) ?? '', tickets.issueSecret()];
  expect(first).not.toBe(second);
  expect(
    [first, second, first.slice(0, -1), `${second}x`, 'wrong', ''].map((one) => tickets.knows(one)),
  ).toEqual([true, true, false, false, false, false]);
});
