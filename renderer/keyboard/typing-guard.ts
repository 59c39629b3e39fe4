/**
 * Keys that were meant for a field which has just vanished do nothing. A field can go away under a typing person: its
 * screen is drawn anew, its dialog closes, its row is removed. The focus then falls to the page, where single keys are
 * shortcuts. Until the person goes somewhere on purpose (a click, Tab, Escape, the browser's back), what is typed is
 * swallowed.
 */
let awaiting: (() => void) | null = null;

/** Called when a field is about to take the focus, and keys before that are already meant for it. */
export function awaitField(): void {
  awaiting?.();
}

/** Watches a page. `onSwallowed` is called once for each vanished field whose keys are swallowed. */
export function guardTyping(page: Window, onSwallowed: () => void): () => void {
  const { document } = page;
  /** Where the person types; a field that is awaited has no element yet. */
  let owner: Element | 'awaited' | null = null;
  /** The last key in the field was one that leaves it. */
  let leaving = false;
  let told = false;

  const goElsewhere = (event: Event) => {
    if (event.isTrusted) owner = null;
  };
  const enter = (event: FocusEvent) => {
    if (!isTextField(event.target)) return;
    owner = event.target;
    leaving = false;
    told = false;
  };
  const press = (event: KeyboardEvent) => {
    const active = document.activeElement;
    if (isTextField(active)) {
      owner = active;
      leaving = leaves(event);
      told = false;
      return;
    }
    const vanished = owner !== null && !leaving;
    if (event.key === 'Tab' || event.key === 'Escape' || leaving) owner = null;
    if (!vanished || event.ctrlKey || event.metaKey || event.altKey || !isTyped(event.key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!told && event.key !== 'Escape') onSwallowed();
    told = true;
  };

  awaiting = () => {
    owner = 'awaited';
    leaving = false;
    told = true;
  };
  page.addEventListener('focusin', enter, true);
  page.addEventListener('pointerdown', goElsewhere, true);
  page.addEventListener('click', goElsewhere, true);
  page.addEventListener('popstate', goElsewhere, true);
  page.addEventListener('keydown', press, true);
  return () => {
    awaiting = null;
    page.removeEventListener('focusin', enter, true);
    page.removeEventListener('pointerdown', goElsewhere, true);
    page.removeEventListener('click', goElsewhere, true);
    page.removeEventListener('popstate', goElsewhere, true);
    page.removeEventListener('keydown', press, true);
  };
}

const NO_TEXT: ReadonlySet<string> = new Set(['radio', 'checkbox', 'button', 'submit', 'reset', 'file']);

/** Whether keys become text in it. */
export function isTextField(target: EventTarget | null): target is HTMLElement {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && !NO_TEXT.has(target.type);
}

/** Keys by which a person leaves a field: what follows is no more meant for it. */
function leaves(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey) return event.key === 'Enter' || event.key.toLowerCase() === 'k';
  if (event.altKey) return event.key.startsWith('Arrow');
  if (event.key === 'Enter') return event.target instanceof HTMLInputElement;
  return event.key === 'Tab' || event.key === 'Escape';
}

const EDITING: ReadonlySet<string> = new Set([
  'Enter',
  'Escape',
  'Backspace',
  'Delete',
  'Home',
  'End',
  'PageUp',
  'PageDown',
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
]);
const isTyped = (key: string) => key.length === 1 || EDITING.has(key);
