import type { Trial } from './trial.ts';
export const mutants: readonly Trial[] = [];
