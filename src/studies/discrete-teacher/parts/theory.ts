/** Students that agree with a teacher, in theory: how many there are and how they generalise, against load. */

import type { Part } from '../../../protocol/parts.ts';
import { teacherStudent, teacherThresholds } from '../../../theory/discrete/teacher.ts';
import type { Values } from '../parameters.ts';
import type { Table } from '../records.ts';

const STEP = 0.02;
const MOST = 2;

/** Loads of the curves: a grid, and its points of change. */
function gridOf({ perfect, spinodal }: { perfect: number; spinodal: number }): number[] {
  const grid = Array.from({ length: Math.round(MOST / STEP) }, (_, k) => (k + 1) * STEP);
  // The branch ends with a vertical tangent: ever finer steps draw it.
  const end = [1e-6, 1e-4, 4e-4, 1e-3, 2e-3, 4e-3, 7e-3].map((step) => spinodal - step);
  return [...grid, perfect, ...end].sort((a, b) => a - b);
}

export const theory: Part<Values, Table> = {
  name: 'theory',
  jobs: () => [
    {
      ...{ cost: 1500, name: 'curves' },
      *run() {
        const { perfect, spinodal } = teacherThresholds();
        for (const load of gridOf({ perfect, spinodal }))
          for (const { branch, overlap, entropy, gibbsError, bayesError } of teacherStudent(load)) {
            const errors = { gibbs: gibbsError, bayes: bayesError };
            yield { record: { kind: 'curve-theory', branch, load, overlap, entropy, ...errors } };
          }
        yield { record: { kind: 'threshold-theory', perfect, spinodal } };
        return undefined;
      },
    },
  ],
  figures: () => [],
};
