/**
 * The one source of truth for a record while a person edits it. What is typed stands over what is stored, field by
 * field, until the workbench has acknowledged it; one save is in flight at a time and the next begins from the revision
 * that the last one returned. An echo of an own save changes nothing on the screen. What others stored is taken over
 * where nothing was typed and no cursor stands; where both changed the same field, both are kept until the person
 * decides.
 */
import { sameValue } from './same-value.ts';

export type DraftStatus =
  /** Nothing to save. */
  | 'clean'
  /** Typed, not yet sent. */
  | 'waiting'
  | 'saving'
  /** The workbench has it. */
  | 'saved'
  /** The call failed; the words are kept and sent again. */
  | 'failed'
  /** A field holds what cannot be stored; it is kept, and everything else is saved. */
  | 'refused'
  /** Someone else changed the same field; both are kept until the person decides. */
  | 'conflict';

export interface Stored<R> {
  readonly value: R;
  /** Grows with every stored change. */
  readonly revision: number;
}

/** Where a record is kept. */
export interface DraftStore<R> {
  /** Resolves once `record` is durable, with what is stored then. `fields` are those that were typed. */
  readonly save: (record: R, fields: readonly FieldOf<R>[], base: Stored<R>) => Promise<Stored<R>>;
  /** What is stored now. Asked after a conflict. */
  readonly read: () => Promise<Stored<R>>;
  readonly isConflict?: (error: unknown) => boolean;
  /** Whether a value of this field can be stored at all. */
  readonly accepts?: (field: FieldOf<R>, value: R[FieldOf<R>]) => boolean;
  /** False while what the record belongs to is not open: then nothing is sent, and nothing is lost. */
  readonly isOpen?: () => boolean;
}

export type FieldOf<R> = keyof R & string;

export interface DraftState<R> {
  readonly status: DraftStatus;
  /** What the screen shows. */
  readonly value: R;
  /** Typed and not yet acknowledged. */
  readonly unsaved: boolean;
  readonly error: unknown;
  /** Fields that someone else changed too, with what is stored. */
  readonly theirs: Readonly<Partial<R>>;
}

/** What one editor shows and changes. */
export interface DraftField<V> {
  readonly get: () => V;
  readonly set: (value: V) => void;
  readonly subscribe: (listener: () => void) => () => void;
  /** The cursor stands in it: from now on only the person changes it. */
  readonly hold: () => void;
  /** The cursor left it: a good moment to save. */
  readonly release: () => void;
}

export interface Draft<R> {
  readonly state: () => DraftState<R>;
  readonly subscribe: (listener: () => void) => () => void;
  readonly edit: (part: Partial<R>) => void;
  /** One or several fields as what an editor shows. */
  readonly view: <V>(
    fields: readonly FieldOf<R>[],
    read: (record: R) => V,
    write: (value: V) => Partial<R>,
  ) => DraftField<V>;
  /** Sends at once what waits; resolves when nothing is waiting or in flight. Never rejects. */
  readonly flush: () => Promise<void>;
  /** The page goes away: sends what waits without waiting for the call in flight. */
  readonly lastWords: () => void;
  /** What a query or an event brought. */
  readonly offer: (stored: Stored<R>) => void;
  /** What the person asked for, such as an undo: it stands on the screen, under a cursor too. */
  readonly adopt: (stored: Stored<R>) => void;
  /** `record` was taken from here and `stored` is what is left of it: what was typed since stays, all else goes. */
  readonly taken: (record: R, stored: Stored<R>) => void;
  /** After a conflict. Theirs and mine are both stored as revisions, whichever stands on top. */
  readonly resolve: (choice: Choice) => Promise<void>;
  /** Gives up what was typed, after the person chose to. */
  readonly discard: () => void;
}

/** Whose words stand after two people changed the same. */
export type Choice = 'mine' | 'theirs' | 'both';

export interface DraftOptions<R> {
  readonly stored: Stored<R>;
  readonly store: DraftStore<R>;
  readonly delayMs?: number;
  /** Someone who never pauses is saved this often. */
  readonly maxWaitMs?: number;
  readonly retryMs?: number;
}

const DELAY_MS = 500;
const MAX_WAIT_MS = 5_000;
const RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 60_000;
/** Others may save in between; nobody saves this often within one call. */
const MAX_REBASES = 20;
const MAX_UNANSWERED = 20;
/** Then it waits for the next key or reconnection: calls without end would keep the idle lock from ever closing. */
const MAX_RETRIES = 5;

export function createDraft<R extends object>(options: DraftOptions<R>): Draft<R> {
  const { store, delayMs = DELAY_MS, maxWaitMs = MAX_WAIT_MS, retryMs = RETRY_MS } = options;
  let newest = options.stored;
  /** What each field on the screen grew from. */
  let base: R = newest.value;
  let mine: Partial<R> = {};
  /** Sends whose outcome is not known: their values may come back, and are still the person's own. */
  let unanswered: readonly Partial<R>[] = [];
  const held = new Set<FieldOf<R>>();
  let status: DraftStatus = 'clean';
  let error: unknown = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let firstUnsent: number | null = null;
  let failures = 0;
  let inFlight: Promise<void> | null = null;
  let state: DraftState<R> = current();
  const listeners = new Set<() => void>();

  function current(): DraftState<R> {
    const shown = { ...newest.value };
    for (const field of held) stay(shown, field);
    return {
      status,
      value: { ...shown, ...mine },
      unsaved: fieldsOf(mine).length > 0,
      error,
      theirs: pick(newest.value, disputed()),
    };
  }

  function become(next: DraftStatus, problem: unknown = null): void {
    status = next;
    error = problem;
    tell();
  }

  function tell(): void {
    state = current();
    for (const listener of listeners) listener();
  }

  function disputed(): FieldOf<R>[] {
    return fieldsOf(mine).filter((field) => !sameValue(newest.value[field], base[field]));
  }

  const sendable = () =>
    fieldsOf(mine).filter((field) => {
      const value = mine[field];
      return value !== undefined && (store.accepts?.(field, value) ?? true);
    });

  /** A send whose outcome is not known holds something else: it may be stored yet, over what is stored now. */
  const mayBeOverwritten = (field: FieldOf<R>) =>
    unanswered.some((sent) => Object.hasOwn(sent, field) && !sameValue(sent[field], mine[field]));

  /** Lets go of what was typed where it is stored as typed, and follows what is stored where nothing was typed. */
  function settle(): void {
    const next = { ...newest.value };
    for (const field of new Set([...fieldsOf(base), ...fieldsOf(newest.value)])) {
      const theirs = newest.value[field];
      const own = Object.hasOwn(mine, field);
      if (own && sameValue(theirs, mine[field]) && !mayBeOverwritten(field)) {
        mine = without(mine, field);
      } else if (own) {
        const echo = unanswered.some((sent) => Object.hasOwn(sent, field) && sameValue(sent[field], theirs));
        if (!echo) stay(next, field);
      } else if (held.has(field)) stay(next, field);
    }
    base = next;
  }

  /** The field stays as it was, absent where it was absent. */
  function stay(record: R, field: FieldOf<R>): void {
    if (Object.hasOwn(base, field)) record[field] = base[field];
    else Reflect.deleteProperty(record, field);
  }

  function rested(): DraftStatus {
    if (disputed().length > 0) return 'conflict';
    return fieldsOf(mine).length === 0 ? 'saved' : sendable().length === 0 ? 'refused' : 'waiting';
  }

  async function send(): Promise<void> {
    for (let round = 0; round < MAX_REBASES; round += 1) {
      const fields = sendable();
      if (disputed().length > 0 || fields.length === 0 || !(store.isOpen?.() ?? true)) break;
      const flight = pick(mine, fields);
      unanswered = [...unanswered, flight].slice(-MAX_UNANSWERED);
      firstUnsent = null;
      become('saving');
      try {
        const stored = await store.save({ ...newest.value, ...flight }, fields, newest);
        unanswered = [];
        if (stored.revision > newest.revision) newest = stored;
        acknowledge(flight, stored);
        failures = 0;
        become(rested());
        return;
      } catch (problem) {
        if (store.isConflict?.(problem) !== true) return failed(problem);
        // A refused save is none that may come back.
        unanswered = unanswered.filter((sent) => sent !== flight);
        try {
          newest = await store.read();
          settle();
        } catch (unread) {
          return failed(unread);
        }
      }
    }
    if (fieldsOf(mine).length > 0 && disputed().length === 0 && sendable().length > 0) return failed(null);
    become(rested());
  }

  function acknowledge(flight: Partial<R>, stored: Stored<R>): void {
    for (const field of fieldsOf(flight)) {
      base = { ...base, [field]: stored.value[field] };
      if (sameValue(mine[field], flight[field])) mine = without(mine, field);
    }
    settle();
  }

  function failed(problem: unknown): void {
    failures += 1;
    // Someone else stored the very same in the meantime.
    if (fieldsOf(mine).length === 0) return become('saved');
    become('failed', problem);
    clearTimeout(timer);
    // What waits for its engagement is sent when that is open again.
    if ((store.isOpen?.() ?? true) && failures <= MAX_RETRIES) {
      const pause = Math.min(retryMs * 2 ** (failures - 1), LONGEST_RETRY_MS);
      timer = setTimeout(() => void sendNext(), pause);
    }
  }

  function sendNext(): Promise<void> {
    clearTimeout(timer);
    inFlight ??= send().finally(() => {
      inFlight = null;
      // Typed while the call was out: its own pause may have ended already.
      if (status === 'waiting') schedule();
    });
    return inFlight;
  }

  function schedule(): void {
    clearTimeout(timer);
    firstUnsent ??= Date.now();
    const left = Math.max(0, firstUnsent + maxWaitMs - Date.now());
    timer = setTimeout(() => void sendNext(), Math.min(delayMs, left));
  }

  function edit(part: Partial<R>): void {
    for (const field of fieldsOf(part)) {
      if (!Object.hasOwn(mine, field) && !held.has(field)) base = { ...base, [field]: newest.value[field] };
      mine = { ...mine, [field]: part[field] };
    }
    // Typed back to what is stored, and nobody was told otherwise: nothing is left to save.
    if (inFlight === null && unanswered.length === 0) settle();
    const next = rested();
    if (inFlight !== null && next !== 'conflict') return tell();
    if (status !== 'conflict' || next !== 'conflict')
      become(next === 'saved' && status === 'clean' ? 'clean' : next);
    else tell();
    if (next === 'waiting') schedule();
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  async function flush(): Promise<void> {
    if (status === 'failed') await sendNext();
    while (status === 'waiting' || inFlight !== null) await sendNext();
  }

  return {
    state: () => state,
    subscribe,
    edit,
    view(fields, read, write) {
      return {
        get: () => read(state.value),
        set: (value) => edit(write(value)),
        subscribe,
        hold() {
          for (const field of fields) held.add(field);
        },
        release() {
          const had = fields.filter((field) => held.delete(field)).length > 0;
          if (!had) return;
          settle();
          if (inFlight === null && status === 'waiting') become(rested());
          else tell();
          void flush();
        },
      };
    },
    flush,
    lastWords() {
      const fields = sendable();
      if (fields.length === 0 || disputed().length > 0 || !(store.isOpen?.() ?? true)) return;
      if (inFlight === null) {
        void sendNext();
        return;
      }
      // The call in flight makes the next revision; what was typed since begins from that.
      const sent: Partial<R> = unanswered.at(-1) ?? {};
      if (fields.every((field) => Object.hasOwn(sent, field) && sameValue(sent[field], mine[field]))) return;
      const expected = { value: { ...newest.value, ...sent }, revision: newest.revision + 1 };
      unanswered = [...unanswered, pick(mine, fields)];
      store.save({ ...expected.value, ...pick(mine, fields) }, fields, expected).catch(() => undefined);
    },
    offer(stored) {
      if (stored.revision <= newest.revision) return;
      newest = stored;
      settle();
      if (inFlight !== null) tell();
      else if (disputed().length > 0) become('conflict');
      else if (status === 'conflict') {
        const next = rested();
        become(next);
        if (next === 'waiting') schedule();
      } else if (status === 'waiting' && fieldsOf(mine).length === 0) become('saved');
      else tell();
    },
    adopt(stored) {
      newest = stored;
      base = stored.value;
      mine = {};
      unanswered = [];
      firstUnsent = null;
      clearTimeout(timer);
      become('saved');
    },
    taken(record, stored) {
      const shown = state.value;
      mine = pick(
        shown,
        fieldsOf(shown).filter((field) => !sameValue(shown[field], record[field])),
      );
      newest = stored;
      base = stored.value;
      unanswered = [];
      firstUnsent = null;
      clearTimeout(timer);
      const next = rested();
      become(next);
      if (next === 'waiting') schedule();
    },
    async resolve(choice) {
      const fields = disputed();
      const theirs = pick(newest.value, fields);
      const before = pick(base, fields);
      base = { ...base, ...theirs };
      become('waiting');
      if (choice === 'both') edit(joined(theirs, pick(mine, fields)));
      await flush();
      if (choice !== 'theirs') return;
      if (status !== 'saved') {
        // The own words are not yet in the revisions: the decision stays open.
        base = { ...base, ...before };
        return become(rested());
      }
      edit(theirs);
      await flush();
    },
    discard() {
      clearTimeout(timer);
      mine = {};
      unanswered = [];
      firstUnsent = null;
      base = newest.value;
      become('clean');
    },
  };
}

/** Texts one under the other; of what cannot be joined the own value stands. */
export function joined<R extends object>(theirs: Partial<R>, own: Partial<R>): Partial<R> {
  const both: Partial<R> = {};
  for (const field of fieldsOf(own)) {
    const [one, other] = [theirs[field], own[field]];
    const text = typeof one === 'string' && typeof other === 'string';
    Object.assign(both, { [field]: text ? `${one}\n\n${other}` : other });
  }
  return both;
}

/** The fields of a record, or of a part of it. */
export function fieldsOf<R extends object>(record: R | Partial<R>): FieldOf<R>[] {
  return Object.keys(record) as FieldOf<R>[];
}

function pick<R extends object>(record: R | Partial<R>, fields: readonly FieldOf<R>[]): Partial<R> {
  const picked: Partial<R> = {};
  for (const field of fields) picked[field] = record[field];
  return picked;
}

function without<R extends object>(record: Partial<R>, field: FieldOf<R>): Partial<R> {
  const rest = { ...record };
  delete rest[field];
  return rest;
}
