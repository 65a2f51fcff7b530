/** Problems with a teacher, and how well a student generalises. */

import type { Work } from '../../numerics/pace.ts';
import type { Random } from '../../numerics/random.ts';
import { drawDiscreteInSteps } from '../../tasks/discrete/draw.ts';
import { distance } from '../../tasks/discrete/evaluate.ts';
import type { DiscreteProblem } from '../../tasks/discrete/problem.ts';
import { disagreement } from '../../theory/discrete/disagreement.ts';

/** Which problem. */
export interface Place {
  readonly inputs: number;
  readonly load: number;
  readonly sample: number;
}

/** A problem whose labels a teacher gave. */
export interface TeacherProblem extends DiscreteProblem {
  readonly teacher: Int8Array;
}

/** The teacher of a sample: the same for all learners, and of more patterns the fewer ones are the beginning. */
export function* teacherProblem(
  shared: Random,
  { inputs, load, sample }: Place,
): Work<TeacherProblem> {
  const spec = { inputs, patterns: Math.round(load * inputs), goal: 'teacher' } as const;
  return withTeacher(yield* drawDiscreteInSteps(spec, shared.split(inputs).split(sample)));
}

export const withTeacher = (problem: DiscreteProblem): TeacherProblem => {
  const { teacher } = problem;
  if (teacher === undefined) throw new Error('the problem was drawn without a teacher');
  return { ...problem, teacher };
};

/** Generalisation error of weights, and whether they are the teacher's. */
export function ofTeacher({ inputs, teacher }: TeacherProblem, weights: Int8Array) {
  const apart = distance(weights, teacher);
  return { error: disagreement(inputs, apart), recovered: apart === 0 };
}

/** Patterns lost by a typical solution, exact: all that is known of its stabilities is their sign. */
export const typicalLoss = (inputs: number, share: number): number =>
  disagreement(inputs, Math.round(share * inputs));
