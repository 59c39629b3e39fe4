import type { ReactNode } from 'react';
import classes from './Band.module.css';

interface BandProps {
  /** quiet: a suggestion; amber: a dispute or a warning; bad: something failed. */
  readonly tone?: 'quiet' | 'amber' | 'bad';
  readonly title?: string;
  readonly role?: 'alert' | 'status' | 'note';
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A full-width strip that interrupts the work for a good reason. */
export function Band({ tone = 'quiet', title, role = 'note', actions, children }: BandProps) {
  return (
    <div className={classes.band} data-tone={tone} role={role}>
      <div className={classes.words}>
        {title !== undefined && <h3 className={classes.title}>{title}</h3>}
        {children}
      </div>
      {actions !== undefined && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}
