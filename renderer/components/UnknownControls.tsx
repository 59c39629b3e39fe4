import { Button } from '@mantine/core';
import { useId, useState } from 'react';
import type { UnknownControl } from '../../shared/collect.ts';
import { number } from '../../shared/in-words.ts';
import { SEVERITIES } from '../../shared/verdict.ts';
import { SEVERITY_WORDS, SeverityMark } from './SeverityMark.tsx';
import classes from './UnknownControls.module.css';

/** Shown before someone asks for all. */
const SHOWN = 8;

/** Controls that cannot be judged, worst first, each with the kinds that it lacks. */
export function UnknownControls({
  controls,
  title,
}: {
  readonly controls: readonly UnknownControl[];
  readonly title: string;
}) {
  const [all, setAll] = useState(false);
  const id = useId();
  const shown = all ? controls : controls.slice(0, SHOWN);
  return (
    <section className={classes.controls} aria-labelledby={id}>
      <h3 id={id} className={classes.title}>
        {title}
      </h3>
      <p className="muted">{severityCounts(controls)}</p>
      <ul className={classes.list}>
        {shown.map((control) => (
          <li key={control.id} className={classes.control}>
            <SeverityMark severity={control.severity} />
            <span>{control.title}</span>
            <span className={classes.lacks}>
              <span className="visually-hidden">Lacks </span>
              <span className="mono">{shortNames(control.lacks)}</span>
            </span>
          </li>
        ))}
      </ul>
      {controls.length > shown.length && (
        <div>
          <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
            Show all {number(controls.length)}
          </Button>
        </div>
      )}
    </section>
  );
}

/** Without their groups, which the table of kinds gives; two of one name keep them. */
function shortNames(kinds: readonly string[]): string {
  const short = kinds.map((kind) => kind.split('.')[0] ?? kind);
  return kinds
    .map((kind, index) => (short.filter((one) => one === short[index]).length > 1 ? kind : short[index]))
    .join(', ');
}

/** “3 critical, 7 high, 2 medium”. */
function severityCounts(controls: readonly UnknownControl[]): string {
  return SEVERITIES.map(
    (severity) => [severity, controls.filter((control) => control.severity === severity).length] as const,
  )
    .filter(([, value]) => value > 0)
    .map(([severity, value]) => `${number(value)} ${SEVERITY_WORDS[severity].toLowerCase()}`)
    .join(', ');
}
