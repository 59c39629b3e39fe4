/** Why a question is asked, what a good answer is, what to ask for, and the terms in it. */
import { glossaryTerm } from '../../../shared/glossary.ts';
import type { QuestionMeta } from '../../../shared/interview.ts';
import { Term } from '../../glossary/Term.tsx';
import classes from './AboutQuestion.module.css';

export function AboutQuestion({ meta }: { readonly meta: QuestionMeta }) {
  const terms = meta.terms.filter((id) => glossaryTerm(id) !== null);
  return (
    <dl className={classes.about}>
      <dt>Why it matters</dt>
      <dd>{meta.why}</dd>
      <dt>What good looks like</dt>
      <dd>{meta.good}</dd>
      <dt>Evidence to request</dt>
      <dd>{meta.evidenceWanted}</dd>
      {terms.length > 0 && (
        <>
          <dt>Terms</dt>
          <dd className={classes.terms}>
            {terms.map((id) => (
              <Term key={id} id={id} />
            ))}
          </dd>
        </>
      )}
    </dl>
  );
}
