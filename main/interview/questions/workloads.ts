import type { Question } from '../define.ts';

export const workloadsQuestions: readonly Question[] = [];
