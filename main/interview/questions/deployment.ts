import type { Question } from '../define.ts';

export const deploymentQuestions: readonly Question[] = [];
