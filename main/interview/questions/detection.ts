import type { Question } from '../define.ts';

export const detectionQuestions: readonly Question[] = [];
