/** The learners of the study with their settings, and a problem solved by one of them. */

import { withoutTicks } from '../../numerics/pace.ts';
import type { Random } from '../../numerics/random.ts';
import { createDiscreteSolver, type SolverSettings } from '../../solvers/discrete/catalogue.ts';
import type { DiscreteProblem } from '../../tasks/discrete/problem.ts';
import type { LearnerName, Values } from './parameters.ts';

/** What came of a learner's work on a problem. */
export interface Solved {
  readonly solved: boolean;
  readonly errors: number;
  readonly iterations: number;
  /** Moves of weights, and changes of what lies behind them (hidden states, messages). */
  readonly flips: number;
  readonly hiddenWrites: number;
  readonly weights: Int8Array;
  readonly seconds: number;
}

/** The parameters that learners need. */
export type Pace = Pick<Values, 'sweeps' | 'decay' | 'focusingStep'>;

export const settingsOf = (learner: LearnerName, values: Pace): SolverSettings => {
  switch (learner) {
    case 'rbp':
      return { decay: values.decay };
    case 'fbp':
      return { step: values.focusingStep };
    case 'rms':
      return { sweeps: 200 };
    default:
      return { sweeps: values.sweeps };
  }
};

/** Lets a learner work until it has solved the problem or gives up. */
export async function solved(
  learner: string,
  problem: DiscreteProblem,
  settings: SolverSettings,
  random: Random,
): Promise<Solved> {
  const began = performance.now();
  const solver = await createDiscreteSolver(learner, problem, { random, settings });
  let last = { iteration: 0, errors: problem.patterns, solved: false };
  for (const record of withoutTicks(solver.learn())) last = record;
  const { flipped, hiddenWrites } = solver.totals();
  const weights = solver.weights();
  solver.dispose();
  return {
    ...{ solved: last.solved, errors: last.errors, iterations: last.iteration },
    ...{ flips: flipped, hiddenWrites, weights },
    seconds: (performance.now() - began) / 1000,
  };
}
