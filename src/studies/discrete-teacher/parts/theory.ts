/** Students that agree with a teacher, in theory: how many there are and how they generalise, against load. */

import {
  type TeacherBranch,
  teacherStudent,
  teacherThresholds,
} from '../../../theory/discrete/teacher.ts';
import type { Part } from '../part.ts';

export interface CurveRow {
  readonly branch: TeacherBranch;
  readonly load: number;
  readonly overlap: number;
  readonly entropy: number;
  /** Of a student drawn at random, and of the majority of all. */
  readonly gibbs: number;
  readonly bayes: number;
}

export interface ThresholdRow {
  /** Above it the teacher is the only student; above the other one nothing keeps local algorithms from it. */
  readonly perfect: number;
  readonly spinodal: number;
}

const STEP = 0.02;
const MOST = 2;

/** Loads of the curves: a grid, and its points of change. */
function gridOf({ perfect, spinodal }: ThresholdRow): number[] {
  const grid = Array.from({ length: Math.round(MOST / STEP) }, (_, k) => (k + 1) * STEP);
  // The branch ends with a vertical tangent: ever finer steps draw it.
  const end = [1e-6, 1e-4, 4e-4, 1e-3, 2e-3, 4e-3, 7e-3].map((step) => spinodal - step);
  return [...grid, perfect, ...end].sort((a, b) => a - b);
}

export const theory: Part = {
  name: 'theory',
  jobs: () => [
    {
      ...{ cost: 1500, line: 'curves' },
      run() {
        const { perfect, spinodal } = teacherThresholds();
        const curves = gridOf({ perfect, spinodal }).flatMap((load) =>
          teacherStudent(load).map(({ branch, overlap, entropy, gibbsError, bayesError }) => ({
            ...{ kind: 'curve-theory', branch, load, overlap, entropy },
            ...{ gibbs: gibbsError, bayes: bayesError },
          })),
        );
        return { records: [...curves, { kind: 'threshold-theory', perfect, spinodal }] };
      },
    },
  ],
  figures: () => [],
};

/** The state that a random student is in: of all, or trapped where only the teacher is left. */
export const isStudents = ({ branch }: CurveRow): boolean =>
  branch === 'equilibrium' || branch === 'metastable';
