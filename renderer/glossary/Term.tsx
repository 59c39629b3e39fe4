/** A word that someone new may not know, explained on hover, on focus and by touch. */
import { Tooltip } from '@mantine/core';
import { glossaryTerm } from '../../shared/glossary.ts';
import classes from './Term.module.css';

/** The term with this id, or the children as they are when the glossary lacks it. */
export function Term({ id, children }: { readonly id: string; readonly children?: string }) {
  const known = glossaryTerm(id);
  if (known === null) return <>{children ?? id}</>;
  return (
    <Tooltip label={`${known.short} ${known.more ?? ''}`.trim()} multiline w={320}>
      <button type="button" className={classes.term}>
        {children ?? known.term}
      </button>
    </Tooltip>
  );
}
