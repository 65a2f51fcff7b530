/** The learners of discrete problems that the studies compare: their names in figures, their settings, and their work. */

import { createPace, isTick } from '../../numerics/pace.ts';
import type { Random } from '../../numerics/random.ts';
import { inJob } from '../../protocol/parts.ts';
import type { StageStep } from '../../protocol/stages.ts';
import {
  createDiscreteSolverInSteps,
  type SolverSettings,
} from '../../solvers/discrete/catalogue.ts';
import type { DiscreteProblem } from '../../tasks/discrete/problem.ts';

/** The names of learners, and of what they are compared with, in figures and claims. */
export const NAMES = {
  sbpi: 'SBPI',
  bpi: 'BPI',
  cp: 'clipped perceptron',
  rbp: 'reinforced BP',
  fbp: 'focusing BP',
  rms: 'reinforced max-sum',
  decimation: 'decimated BP',
  sgd: 'SGD alone',
  rsgd: 'replicated SGD',
  gradient: 'gradient, straight through',
  stochastic: 'gradient, stochastic synapses',
  edmc: 'entropy-driven walk',
  annealing: 'simulated annealing',
  bayes: 'means of BP',
  typical: 'typical (the teacher itself)',
} as const;
export type Named = keyof typeof NAMES;

/** The parameters that learners need. */
export interface Effort {
  readonly sweeps: number;
  readonly decay: number;
  readonly focusingStep: number;
}

/** Max-sum sorts every pattern in every sweep, which takes long. */
const MAX_SUM_SWEEPS = 300;

export function settingsOf(learner: Named, effort: Effort): SolverSettings {
  switch (learner) {
    case 'rbp':
      return { decay: effort.decay };
    case 'fbp':
      return { step: effort.focusingStep };
    case 'rms':
      return { sweeps: MAX_SUM_SWEEPS };
    case 'decimation':
    case 'gradient':
    case 'stochastic':
      return {};
    default:
      return { sweeps: effort.sweeps };
  }
}

/** Rough ms that a learner takes for a problem of 1001 synapses. */
export const COST: Readonly<Record<string, number>> = {
  ...{ sbpi: 60, bpi: 100, cp: 150, rbp: 150, fbp: 150, decimation: 250, rms: 3000 },
};

/** What came of a learner's work on a problem. */
export interface Solved {
  /** The columns that records of it share. */
  readonly end: {
    readonly solved: boolean;
    readonly errors: number;
    readonly iterations: number;
    readonly flips: number;
    readonly hiddenWrites: number;
  };
  readonly weights: Int8Array;
  /** Multiply-adds. */
  readonly operations: number;
  readonly seconds: number;
}

/** Who solves: a name of the catalogue of solvers. */
export interface Solver {
  readonly solver: string;
  readonly settings: SolverSettings;
  readonly random: Random;
}

interface Standing {
  readonly solver: object;
  readonly last: { readonly iteration: number; readonly errors: number; readonly solved: boolean };
  readonly seconds: number;
}

/** Lets a learner work until it has solved the problem or gives up. */
export async function* solving(
  problem: DiscreteProblem,
  { solver: name, settings, random }: Solver,
  state?: object,
): AsyncGenerator<StageStep, Solved> {
  const began = performance.now();
  const making = createDiscreteSolverInSteps(name, problem, { random, settings });
  const solver = yield* inJob(making, 0, 0);
  let last = { iteration: 0, errors: problem.patterns, solved: false };
  let before = 0;
  try {
    if (state !== undefined) {
      const standing = state as Standing;
      solver.restore(standing.solver);
      ({ last, seconds: before } = standing);
    }
    const seconds = (): number => before + (performance.now() - began) / 1000;
    const pace = createPace();
    for (const step of solver.learn()) {
      if (isTick(step)) {
        yield {};
        continue;
      }
      const { iteration, errors, solved } = step;
      last = { iteration, errors, solved };
      if (!pace.due()) continue;
      const save = (): Standing => ({ solver: solver.save(), last, seconds: seconds() });
      yield { ...(settings.sweeps > 0 && { share: iteration / settings.sweeps }), save };
    }
    const { flipped: flips, hiddenWrites, forward, backward } = solver.totals();
    const { solved, errors, iteration: iterations } = last;
    const end = { solved, errors, iterations, flips, hiddenWrites };
    const operations = forward + backward;
    return { end, weights: solver.weights(), operations, seconds: seconds() };
  } finally {
    solver.dispose();
  }
}
