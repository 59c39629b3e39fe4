import type { Question } from '../define.ts';

export const dataQuestions: readonly Question[] = [];
