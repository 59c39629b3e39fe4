/** What “Accept this risk” can be said of: this object, its namespace, or the whole control. */
import type { ObjectRef } from '../../../shared/evidence.ts';
import type { ExceptionScope } from '../../../shared/exception.ts';
import type { Verdict } from '../../../shared/verdict.ts';

export interface ScopeChoice {
  readonly value: 'object' | 'subject' | 'namespace' | 'control';
  readonly label: string;
  readonly scope: ExceptionScope;
}

/** The narrowest first. */
export function scopeChoices(object: ObjectRef | null, subject: Verdict['subject']): readonly ScopeChoice[] {
  const choices: ScopeChoice[] = [];
  if (object !== null) {
    choices.push({
      value: 'object',
      label: `This ${object.kind} only: ${[object.namespace, object.name].filter(Boolean).join('/')}`,
      scope: {
        kind: object.kind,
        name: object.name,
        ...(object.namespace === null ? {} : { namespace: object.namespace }),
      },
    });
  }
  if (subject !== undefined) {
    choices.push({
      value: 'subject',
      label: `Everything granted to ${subject.kind} ${subject.name}`,
      scope: {
        subject: {
          kind: subject.kind,
          name: subject.name,
          ...(subject.namespace === null ? {} : { namespace: subject.namespace }),
        },
      },
    });
  }
  if (object?.namespace != null) {
    choices.push({
      value: 'namespace',
      label: `Everything in the namespace ${object.namespace}`,
      scope: { namespace: object.namespace },
    });
  }
  choices.push({ value: 'control', label: 'The whole control: every object', scope: {} });
  return choices;
}

/** A quarter of a year, so that an accepted risk is looked at again. */
export function usualExpiry(today: Date): string {
  return new Date(today.getTime() + 90 * 86_400_000).toISOString().slice(0, 10);
}
