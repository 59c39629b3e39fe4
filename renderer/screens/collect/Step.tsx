import { type ReactNode, useId } from 'react';
import classes from './Step.module.css';

interface StepProps {
  readonly number: number;
  readonly title: string;
  /** How it stands, in a few words. */
  readonly outcome?: ReactNode;
  /** `later` until the steps before it are done. */
  readonly state: 'later' | 'open' | 'done';
  readonly note?: ReactNode;
  readonly children?: ReactNode;
}

/** One step of the way to a collection. A step that has to wait shows its name only. */
export function Step({ number, title, outcome, state, note, children }: StepProps) {
  const id = useId();
  return (
    <section className={classes.step} data-state={state} aria-labelledby={id}>
      <span className={classes.number} aria-hidden="true">
        {state === 'done' ? '✓' : number}
      </span>
      <div className={classes.body}>
        <div className={classes.head}>
          <h2 id={id} className={classes.title}>
            {title}
          </h2>
          {hasWords(outcome) && <p className={classes.outcome}>{outcome}</p>}
        </div>
        {state !== 'later' && hasWords(note) && <p className="muted prose">{note}</p>}
        {state !== 'later' && children}
      </div>
    </section>
  );
}

const hasWords = (node: ReactNode): boolean => node !== undefined && node !== false && node !== '';
