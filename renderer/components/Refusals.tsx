import { count } from '../../shared/in-words.ts';
import classes from './JobProgress.module.css';

/** Refusals as they come, one sentence each. */
export function Refusals({ sentences }: { readonly sentences: readonly string[] }) {
  if (sentences.length === 0) return null;
  return (
    <details className={classes.refused} open={sentences.length < 9}>
      <summary>
        {count(sentences.length, 'refusal')} so far. Controls that depend on them stay unknown.
      </summary>
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </details>
  );
}
