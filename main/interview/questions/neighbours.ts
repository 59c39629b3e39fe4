import type { Question } from '../define.ts';

export const neighboursQuestions: readonly Question[] = [];
