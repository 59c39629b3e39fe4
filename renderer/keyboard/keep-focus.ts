/**
 * Focus goes where the eye goes. When what had the focus leaves the page (a button gives way to a form, a pane
 * closes), the browser drops the focus to the page's beginning; here it moves to what took its place.
 *
 * A text field that vanished hands it to a container only, never to a button: the rest of a sentence must not press
 * anything.
 */
const FOCUSABLE =
  'input:not([type="hidden"]):not(:disabled), textarea:not(:disabled), select:not(:disabled), [contenteditable="true"], ' +
  'button:not(:disabled):not([tabindex="-1"]), a[href], summary, [tabindex="0"]';

/** Watches `root` until the returned function is called. `fallback` takes the focus where nothing is near. */
export function keepFocus(root: HTMLElement, fallback: () => HTMLElement | null): () => void {
  let chain: readonly Element[] = [];
  let typed = false;

  const remember = (event: FocusEvent) => {
    if (!(event.target instanceof HTMLElement)) return;
    chain = ancestorsWithin(event.target, root);
    typed = isTextField(event.target);
  };
  const observer = new MutationObserver((records) => {
    const [lost] = chain;
    if (lost === undefined || lost.isConnected || hasFocus()) return;
    const near = chain.find((element) => element.isConnected) ?? root;
    chain = [];
    const added = records
      .flatMap((record) => [...record.addedNodes])
      .filter((node) => node instanceof HTMLElement && node.isConnected && near.contains(node));
    // Where a whole screen changed, its container takes the focus: nothing in it was chosen yet.
    const next = typed || near === containerOf(near) ? null : firstFocusable(added);
    (next ?? containerOf(near) ?? fallback())?.focus({ preventScroll: next === null });
  });

  root.addEventListener('focusin', remember);
  observer.observe(root, { childList: true, subtree: true });
  return () => {
    root.removeEventListener('focusin', remember);
    observer.disconnect();
  };
}

const hasFocus = (): boolean => document.activeElement !== null && document.activeElement !== document.body;

function ancestorsWithin(element: Element, root: Element): Element[] {
  const chain: Element[] = [];
  for (let at: Element | null = element; at !== null && at !== root; at = at.parentElement) chain.push(at);
  return chain;
}

function firstFocusable(nodes: readonly Node[]): HTMLElement | null {
  for (const node of nodes) {
    if (!(node instanceof HTMLElement)) continue;
    const found = node.matches(FOCUSABLE) ? node : node.querySelector(FOCUSABLE);
    if (found instanceof HTMLElement) return found;
  }
  return null;
}

/** The nearest element around that may hold the focus without being pressed. */
function containerOf(element: Element): HTMLElement | null {
  const found = element.closest('[tabindex="-1"]:not(button):not(a)');
  return found instanceof HTMLElement ? found : null;
}

function isTextField(element: HTMLElement): boolean {
  if (element.isContentEditable || element instanceof HTMLTextAreaElement) return true;
  return (
    element instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'submit'].includes(element.type)
  );
}
