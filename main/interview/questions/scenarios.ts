import type { Question } from '../define.ts';

export const scenariosQuestions: readonly Question[] = [];
