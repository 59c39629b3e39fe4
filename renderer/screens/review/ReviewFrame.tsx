/** The review's own house: no engagement is needed, and nothing of one is shown. */
import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { InspectorSlot } from '../../components/Inspector.tsx';
import { LostBand } from '../../shell/LostBand.tsx';
import { ThemeSwitch } from '../../shell/ThemeSwitch.tsx';
import classes from './review.module.css';

export function ReviewFrame({
  onLeave,
  children,
}: {
  readonly onLeave: () => void;
  readonly children: ReactNode;
}) {
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  return (
    <InspectorSlot value={slot}>
      <div className={classes.frame}>
        <header className={classes.bar}>
          <span className="muted">Drydock</span>
          <span aria-hidden="true" className="faint">
            /
          </span>
          <strong className={classes.place}>Review a bundle</strong>
          <ThemeSwitch />
          <Button variant="default" size="compact-sm" onClick={onLeave}>
            Leave the review
          </Button>
        </header>
        <main className={classes.work}>
          <LostBand />
          {children}
        </main>
        <div ref={setSlot} className={classes.slot} />
      </div>
    </InspectorSlot>
  );
}
