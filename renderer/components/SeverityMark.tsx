import type { Severity } from '../../shared/verdict.ts';
import classes from './marks.module.css';

const SHAPES: Record<Severity, React.ReactNode> = {
  critical: <path d="M6 .5 11.5 6 6 11.5.5 6Z" fill="currentColor" />,
  high: <path d="M6 1 11.6 11H.4Z" fill="currentColor" />,
  medium: <path d="M1.5 1.5h9v9h-9Z" fill="currentColor" />,
  low: <circle cx="6" cy="6" r="4.75" fill="currentColor" />,
  info: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.75" />,
};

/** Severity by shape, colour and word. `bare` leaves the word to the screen reader where a column names it. */
export function SeverityMark({
  severity,
  bare = false,
}: {
  readonly severity: Severity;
  readonly bare?: boolean;
}) {
  return (
    <span className={classes.mark} data-severity={severity}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        {SHAPES[severity]}
      </svg>
      <span className={bare ? 'visually-hidden' : undefined}>{SEVERITY_WORDS[severity]}</span>
    </span>
  );
}

export const SEVERITY_WORDS: Record<Severity, string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Info',
};
