/** The parts of a filter bar: a row of chips, and a menu of boxes for what has more values than a row can hold. */
import { Checkbox, Popover } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { number } from '../../shared/in-words.ts';
import classes from './Facets.module.css';

/** Where chips, menus and the search field stand. */
export function FilterRow({ children }: { readonly children: ReactNode }) {
  return <search className={classes.filters}>{children}</search>;
}

export const searchFieldClass = classes.search ?? '';

/** Chips of one kind; the legend names it for those who cannot see it. */
export function Chips({ legend, children }: { readonly legend?: string; readonly children: ReactNode }) {
  if (legend === undefined) return <div className={classes.chips}>{children}</div>;
  return (
    <fieldset className={classes.chips}>
      <legend className="visually-hidden">{legend}</legend>
      {children}
    </fieldset>
  );
}

interface ChipProps {
  readonly on: boolean;
  /** undefined while it is not known; null for none. */
  readonly objects: number | undefined | null;
  readonly onToggle: () => void;
  readonly children: ReactNode;
}

export function Chip({ on, objects, onToggle, children }: ChipProps) {
  return (
    <button type="button" className={classes.chip} aria-pressed={on} onClick={onToggle}>
      {children}
      {objects !== null && (
        <span className={classes.chipCount}>{objects === undefined ? '…' : number(objects)}</span>
      )}
    </button>
  );
}

interface FacetMenuProps<Value extends string> {
  readonly label: string;
  readonly values: readonly Value[];
  readonly words: (value: Value) => string;
  /** How many each value would show alone; undefined until it is known. */
  readonly counts: readonly (number | undefined)[];
  readonly chosen: readonly string[];
  readonly onToggle: (value: Value) => void;
}

export function FacetMenu<Value extends string>(props: FacetMenuProps<Value>) {
  const { label, values, words, counts, chosen, onToggle } = props;
  const [open, setOpen] = useState(false);
  const shown = values.filter((value) => chosen.includes(value)).map(words);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" trapFocus>
      <Popover.Target>
        <button type="button" className={classes.chip} aria-expanded={open} onClick={() => setOpen(!open)}>
          {shown.length === 0 ? label : `${label}: ${shown.join(', ')}`}
          <IconChevronDown size={14} aria-hidden="true" />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>
        <div className={classes.facet}>
          {values.map((value, index) => (
            <Checkbox
              key={value}
              size="xs"
              label={`${words(value)} (${counts[index] === undefined ? '…' : number(counts[index])})`}
              checked={chosen.includes(value)}
              onChange={() => onToggle(value)}
            />
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
