/** All drafts of the page: the one saved state in the top bar, and the last chance before the page goes. */
import type { Draft, DraftStatus } from './draft.ts';

/** The engagement that words were typed into. */
export interface DraftOwner {
  readonly id: string;
  readonly file: string;
}

/** Words of an engagement that is not open: they wait in memory until it is opened again. */
export interface WaitingWords {
  readonly engagement: DraftOwner;
  readonly drafts: number;
}

export interface DraftRegistry {
  /** The draft of a key within the open engagement; made once, kept while it holds unsaved words. */
  readonly of: <R extends object>(place: DraftPlace, make: () => Draft<R>) => Draft<R>;
  /** From now on `engagement` is on the screen, or none: only its words are sent. */
  readonly enter: (engagement: DraftOwner | null) => void;
  readonly isOpen: (engagementId: string) => boolean;
  /** The worst state of all of the open engagement. */
  readonly status: () => DraftStatus;
  /** Places of the open engagement where two people changed the same. */
  readonly conflicts: () => readonly DraftPlace[];
  /** Words of engagements that are not open. The same value until it changes. */
  readonly waiting: () => readonly WaitingWords[];
  /** Whether anything at all is not saved, of any engagement. */
  readonly holdsWords: () => boolean;
  readonly subscribe: (listener: () => void) => () => void;
  readonly flushAll: () => Promise<void>;
  /** Forgets what is saved, when the engagement is closed. Words that are not stay until it is open again. */
  readonly leave: () => void;
  /** Gives up the words of an engagement that is not open, after the person chose to. */
  readonly forget: (engagementId: string) => void;
  readonly guardPage: (page: Window) => void;
}

/** Where a draft is typed: an address of the interface and words for it. */
export interface DraftPlace {
  readonly engagement: DraftOwner;
  /** Unique within the engagement. */
  readonly key: string;
  /** What it is, for a person. */
  readonly title: string;
  /** Where it is, as an address after the #. */
  readonly address: string;
  /** The cluster that must be chosen there; absent or null when any will do. */
  readonly clusterId?: string | null;
}

interface Entry {
  readonly place: DraftPlace;
  readonly draft: Draft<object>;
}

const WORST_FIRST: readonly DraftStatus[] = [
  'conflict',
  'failed',
  'refused',
  'saving',
  'waiting',
  'saved',
  'clean',
];

export function createDraftRegistry(): DraftRegistry {
  const entries = new Map<string, Entry>();
  const listeners = new Set<() => void>();
  let open: DraftOwner | null = null;
  let conflicts: readonly DraftPlace[] = [];
  let waiting: readonly WaitingWords[] = [];

  function tell(): void {
    const disputed = ofOpen().filter(({ draft }) => draft.state().status === 'conflict');
    if (disputed.length > 0 || conflicts.length > 0) conflicts = disputed.map(({ place }) => place);
    const words = wordsElsewhere();
    if (words.length > 0 || waiting.length > 0) waiting = words;
    for (const listener of listeners) listener();
  }

  const ofOpen = () => [...entries.values()].filter(({ place }) => place.engagement.id === open?.id);

  function wordsElsewhere(): WaitingWords[] {
    const counts = new Map<string, WaitingWords>();
    for (const { place, draft } of entries.values()) {
      const { engagement } = place;
      if (engagement.id === open?.id || !draft.state().unsaved) continue;
      const known = counts.get(engagement.id);
      counts.set(engagement.id, { engagement, drafts: (known?.drafts ?? 0) + 1 });
    }
    return [...counts.values()];
  }

  const status = () => {
    const present = new Set(ofOpen().map(({ draft }) => draft.state().status));
    return WORST_FIRST.find((candidate) => present.has(candidate)) ?? 'clean';
  };
  const holdsWords = () => [...entries.values()].some(({ draft }) => draft.state().unsaved);
  const flushAll = async () => {
    await Promise.all(ofOpen().map(({ draft }) => draft.flush()));
  };
  const drop = (keep: (entry: Entry) => boolean) => {
    for (const [key, entry] of entries) if (!keep(entry)) entries.delete(key);
    tell();
  };

  return {
    of<R extends object>(place: DraftPlace, make: () => Draft<R>) {
      const key = `${place.engagement.id} ${place.key}`;
      const known = entries.get(key);
      // A key always has the same type of record: the caller's key names it.
      if (known !== undefined) return known.draft as unknown as Draft<R>;
      const made = make();
      entries.set(key, { place, draft: made as unknown as Draft<object> });
      made.subscribe(tell);
      return made;
    },
    enter(engagement) {
      open = engagement;
      tell();
      void flushAll();
    },
    isOpen: (engagementId) => open?.id === engagementId,
    status,
    conflicts: () => conflicts,
    waiting: () => waiting,
    holdsWords,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    flushAll,
    leave() {
      open = null;
      drop(({ draft }) => draft.state().unsaved);
    },
    forget: (engagementId) => drop(({ place }) => place.engagement.id !== engagementId),
    guardPage(page) {
      const lastWords = () => {
        for (const { draft } of ofOpen()) draft.lastWords();
      };
      page.addEventListener('pagehide', lastWords);
      page.addEventListener('beforeunload', (event) => {
        if (!holdsWords()) return;
        lastWords();
        event.preventDefault();
      });
      page.document.addEventListener('visibilitychange', () => {
        if (page.document.visibilityState === 'hidden') void flushAll();
      });
    },
  };
}

export const drafts = createDraftRegistry();
