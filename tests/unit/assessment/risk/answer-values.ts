import type { AnswerType, AnswerValue } from '../../../../shared/interview.ts';

/** Values that an answer of this type can take, the ends of its ranges among them. */
export function valuesFor(type: AnswerType | undefined): AnswerValue[] {
  switch (type?.kind) {
    case 'yes-partly-no':
      return ['yes', 'partly', 'no'];
    case 'choice':
      return type.options.map((option) => option.id);
    case 'number':
      return [0, 1, 3, 9, 10, 49, 50, 100, 1000];
    case 'list':
      return [[], ['one'], ['one', 'two']];
    default:
      return ['', 'some words'];
  }
}
