import type { Question } from '../define.ts';

export const componentsQuestions: readonly Question[] = [];
