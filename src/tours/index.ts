/** Guided tours, one a paper, each loaded when it is asked for. */

import type { Tour } from './tour.ts';

export type { ShownRun, Sight, Statement, Tour, TourStep } from './tour.ts';

export const tours: Readonly<Record<string, () => Promise<Tour>>> = {
  sparse: async () => (await import('./sparse.ts')).sparse,
  plasticity: async () => (await import('./plasticity.ts')).plasticity,
  associative: async () => (await import('./associative.ts')).associative,
  discrete: async () => (await import('./discrete.ts')).discrete,
  cognitive: async () => (await import('./cognitive.ts')).cognitive,
};
