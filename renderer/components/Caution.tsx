import type { ReactNode } from 'react';
import classes from './Caution.module.css';

export type CautionTone = 'danger' | 'caution' | 'quiet';

const WORDS: Record<CautionTone, string> = { danger: 'Danger: ', caution: 'Caution: ', quiet: '' };

/** One plain sentence that warns, by shape, colour and (for those who cannot see either) word. */
export function Caution({ tone, children }: { readonly tone: CautionTone; readonly children: ReactNode }) {
  return (
    <p className={classes.caution} data-tone={tone}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        {tone === 'danger' && <path d="M6 .5 11.5 6 6 11.5.5 6Z" fill="currentColor" />}
        {tone === 'caution' && (
          <path d="M6 1.6 11 10.5H1Z" fill="none" stroke="currentColor" strokeWidth="1.4" />
        )}
        {tone === 'quiet' && <path d="M2 6h8" stroke="currentColor" strokeWidth="1.4" />}
      </svg>
      <span>
        <span className="visually-hidden">{WORDS[tone]}</span>
        {children}
      </span>
    </p>
  );
}
