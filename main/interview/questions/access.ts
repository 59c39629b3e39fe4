import type { Question } from '../define.ts';

export const accessQuestions: readonly Question[] = [];
