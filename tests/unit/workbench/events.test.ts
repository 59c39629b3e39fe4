/** What listening clients hear, however slowly they read. */
import { expect, test } from 'vitest';
import { settlesWithin } from '../../../main/workbench/bounded.ts';
import { createEventHub, type WorkbenchEvent } from '../../../main/workbench/events.ts';
import { latest } from '../../../main/workbench/latest.ts';

async function next(events: AsyncGenerator<WorkbenchEvent, void, void>): Promise<WorkbenchEvent | null> {
  const { value, done } = await events.next();
  return done === true ? null : value;
}

async function all<T>(values: AsyncGenerator<T, void, void>): Promise<T[]> {
  const seen: T[] = [];
  for await (const value of values) seen.push(value);
  return seen;
}

test('a client hears that it is connected, then what changed, until it leaves', async () => {
  const hub = createEventHub();
  const leaving = new AbortController();
  const events = hub.subscribe(leaving.signal);
  expect(await next(events)).toEqual({ kind: 'ready' });
  const waiting = next(events);
  hub.changed('jobs');
  expect(await waiting).toEqual({ kind: 'changed', topics: ['jobs'] });
  leaving.abort();
  expect(await next(events)).toBeNull();
});

test('a slow client gets one event for many, each topic once', async () => {
  const hub = createEventHub();
  const events = hub.subscribe(undefined);
  await next(events);
  hub.changed('jobs', 'findings');
  hub.changed('findings', 'clusters');
  expect(await next(events)).toEqual({ kind: 'changed', topics: ['jobs', 'findings', 'clusters'] });
  await events.return();
});

test('a lock outranks what changed before it and after it', async () => {
  const hub = createEventHub();
  const events = hub.subscribe(undefined);
  await next(events);
  hub.changed('jobs');
  hub.locked();
  hub.changed('findings');
  expect(await next(events)).toEqual({ kind: 'locked' });
  await events.return();
});

test('each client hears everything, and one that has gone hears nothing more', async () => {
  const hub = createEventHub();
  const [one, other] = [hub.subscribe(undefined), hub.subscribe(undefined)];
  await next(one);
  await next(other);
  await one.return();
  hub.changed('jobs');
  expect(await next(one)).toBeNull();
  expect(await next(other)).toEqual({ kind: 'changed', topics: ['jobs'] });
  await other.return();
});

test('a mailbox that is ended still gives what waits in it, and one of a client that has left gives nothing', async () => {
  const box = latest<number>((waiting, value) => (waiting ?? 0) + value, undefined);
  box.push(1);
  box.push(2);
  box.end();
  expect(await all(box.values())).toEqual([3]);
  const left = latest<number>((_, value) => value, AbortSignal.abort());
  expect(await all(left.values())).toEqual([]);
});

test('work settles within its time, well or not, or it does not', async () => {
  expect(await settlesWithin(Promise.resolve(1), 60_000)).toBe(true);
  expect(await settlesWithin(Promise.reject(new Error('no')), 60_000)).toBe(true);
  expect(await settlesWithin(new Promise(() => undefined), 1)).toBe(false);
});
