import { Modal } from '@mantine/core';
import { useKeys } from '../keyboard/useKeys.ts';
import classes from './ShortcutHelp.module.css';
import { createValue, useValue } from './value.ts';

const help = createValue(false);
export const openShortcutHelp = (): void => help.set(true);

const GROUPS: readonly { readonly title: string; readonly keys: readonly (readonly [string, string])[] }[] = [
  {
    title: 'Everywhere',
    keys: [
      ['Ctrl K', 'Search steps, questions, findings, objects and actions'],
      ['?', 'Show this list'],
      ['Esc', 'Go back, close'],
    ],
  },
  {
    title: 'Lists',
    keys: [
      ['J or ↓', 'Next'],
      ['K or ↑', 'Previous'],
      ['Enter', 'Open'],
      ['N', 'Write a note'],
      ['/', 'Search in the list'],
      ['C', 'Snapshots: complete the collection'],
      ['I', 'Control: show or hide its explanation'],
    ],
  },
  {
    title: 'Questions',
    keys: [
      ['1 to 9', 'Choose an answer'],
      ['C', 'Confirm what the evidence suggests'],
      ['U', 'Undo the last change'],
      ['M', 'Mark for review'],
    ],
  },
];

/** What the keyboard can do. Opens with “?”. */
export function ShortcutHelp() {
  const opened = useValue(help);
  useKeys({ '?': () => help.set(true) });
  return (
    <Modal opened={opened} onClose={() => help.set(false)} title="Keyboard shortcuts" size="lg">
      <div className={classes.groups}>
        {GROUPS.map((group) => (
          <section key={group.title}>
            <h3 className={classes.title}>{group.title}</h3>
            <dl className={classes.keys}>
              {group.keys.map(([key, what]) => (
                <div key={key} className={classes.row}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
