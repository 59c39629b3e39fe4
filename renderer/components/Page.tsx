import type { ReactNode } from 'react';
import classes from './Page.module.css';

interface PageProps {
  readonly title: ReactNode;
  /** One line under the title. */
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  /** Lists that scroll inside fill the height; prose scrolls as a whole. */
  readonly fill?: boolean;
  readonly children: ReactNode;
}

/** A screen of the workbench: title, one line, its actions, the work. */
export function Page({ title, lead, actions, fill = false, children }: PageProps) {
  return (
    <div className={classes.page} data-fill={fill}>
      <header className={classes.header}>
        <div className={classes.heading}>
          <h1>{title}</h1>
          {lead !== undefined && <p className="muted">{lead}</p>}
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A part of a screen under a hairline. */
export function Section({
  title,
  note,
  actions,
  children,
}: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className={classes.section}>
      <div className={classes.sectionHead}>
        <div>
          <h2 className={classes.sectionTitle}>{title}</h2>
          {note !== undefined && <p className="muted">{note}</p>}
        </div>
        {actions}
      </div>
      {children}
    </section>
  );
}
