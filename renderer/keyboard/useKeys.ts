/** Single-key shortcuts. They rest while someone types, while a dialog is open, and with Ctrl, Alt or Meta. */
import { useEffect, useRef } from 'react';
import { isTextField } from './typing-guard.ts';

export type KeyBindings = Readonly<Record<string, (event: KeyboardEvent) => void>>;

/**
 * Binds keys by their `event.key` (letters in lower case) while the component is mounted. With `first` it has the say
 * before all that is bound without: what lies on top closes before what lies under it.
 *
 * @example useKeys({ j: next, k: previous, Enter: open }, rows.length > 0)
 */
export function useKeys(bindings: KeyBindings, enabled = true, first = false): void {
  const latest = useRef(bindings);
  useEffect(() => {
    latest.current = bindings;
  });
  useEffect(() => {
    if (!enabled) return undefined;
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const act = latest.current[key];
      if (act === undefined || isTyping(event) || isDialogOpen() || belongsToWidget(event)) return;
      event.preventDefault();
      act(event);
    };
    document.addEventListener('keydown', listen, first);
    return () => document.removeEventListener('keydown', listen, first);
  }, [enabled, first]);
}

function isTyping(event: KeyboardEvent): boolean {
  return event.target instanceof HTMLSelectElement || isTextField(event.target);
}

function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
}

/** Enter, space and arrows first belong to the button, link, tab or radio that has the focus. */
function belongsToWidget(event: KeyboardEvent): boolean {
  const widget =
    event.target instanceof Element
      ? event.target.closest('button, a, summary, input, [role="separator"], [role="tab"]')
      : null;
  return widget !== null && (event.key === 'Enter' || event.key === ' ' || event.key.startsWith('Arrow'));
}
