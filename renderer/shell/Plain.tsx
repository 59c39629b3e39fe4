import type { ReactNode } from 'react';
import classes from './Plain.module.css';

/** A page with nothing but a title and a few words. */
export function Plain({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <main className={classes.page}>
      <h1>{title}</h1>
      {children}
    </main>
  );
}
