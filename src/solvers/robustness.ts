/**
 * The most robust weights of one perceptron on given associations, found in a worker: the solver (HiGHS, WebAssembly that
 * answers when it is done) leaves the thread free, and can be stopped at once. See robust-weights.ts for the ways.
 *
 * Source of the problem: M. Baig, A. Stepanyants, arXiv 2409.04946 (2024); the search over supports is
 * ours (branching.ts).
 */

import { UsageError, unknownName } from '../errors.ts';
import { type AsyncWork, finishAsync, tick } from '../numerics/pace.ts';
import { checkPatterns, type LabelledPatterns } from '../tasks/patterns.ts';
import {
  type NormalConstraints,
  normalConstraints,
  type WeightConstraints,
} from './constraints.ts';
import { loadHighs } from './highs.ts';
import {
  type RobustnessOptions,
  type RobustnessResult,
  solveRobustness,
} from './robust-weights.ts';
import { solverWorkers } from './workers.ts';

export type {
  NoWeights,
  RobustnessOptions,
  RobustnessResult,
  RobustWeights,
} from './robust-weights.ts';

const METHODS = ['exact', 'elimination', 'one-shot'] as const;

function checkOptions(constraints: NormalConstraints, options: RobustnessOptions): void {
  const { method = 'exact', timeLimit = 600, dropFraction = 0.05 } = options;
  if (!METHODS.includes(method)) throw unknownName('method', String(method), METHODS);
  if (!(timeLimit > 0)) throw new UsageError(`timeLimit ${timeLimit} is outside (0, Infinity]`);
  if (!(dropFraction > 0 && dropFraction < 1)) {
    throw new UsageError(`dropFraction ${dropFraction} is outside (0, 1)`);
  }
  if (method !== 'exact' && !constraints.combinatorial) {
    throw new UsageError(
      `method "${method}" drops connections: it needs a density below 1 or a gap`,
    );
  }
}

/** ms between two ticks while a worker works. */
const EVERY = 100;

const after = (ms: number): Promise<undefined> =>
  new Promise((resolve) => {
    setTimeout(() => resolve(undefined), ms);
  });

/**
 * `maximiseRobustness` that gives signs of life. Stopped with `return()`, it ends the worker at once.
 */
export async function* maximiseRobustnessInSteps(
  data: LabelledPatterns,
  constraints: WeightConstraints = {},
  options: RobustnessOptions = {},
): AsyncWork<RobustnessResult> {
  checkPatterns(data);
  checkOptions(normalConstraints(data, constraints), options);
  yield tick();
  const worker = await solverWorkers.take();
  if (worker === undefined)
    return solveRobustness(await loadHighs(), data, constraints, options, 'caller');
  let found: RobustnessResult | undefined;
  try {
    const answer = worker.ask({ data, constraints, options });
    for (;;) {
      found = await Promise.race([answer, after(EVERY)]);
      if (found !== undefined) return found;
      yield tick();
    }
  } finally {
    // Stopped or failed, it may be in the middle of a program, or gone.
    if (found === undefined) worker.terminate();
    else solverWorkers.giveBack(worker);
  }
}

/**
 * The weights with the largest margin κ̃ = min over associations of √N · Y (Σ J̃ X/N − h̃), under Σ|J̃| = N and the given
 * constraints.
 *
 * Without l0 and gap a linear program: 0.1 s at N = 400, m = 200. With them a search over supports: at a density of
 * 0.2 and m = N/2 tens of milliseconds at N = 40, seconds at 60, minutes at 80; beyond that `elimination` is the way. A worker solves it; where none can be started, this thread
 * does, is blocked until the end, and the result says so (`thread`).
 *
 * @throws UsageError for data or constraints outside their range or that contradict each other
 * @throws FrugalError when the optional package "highs" is not installed
 */
export const maximiseRobustness = (
  data: LabelledPatterns,
  constraints: WeightConstraints = {},
  options: RobustnessOptions = {},
): Promise<RobustnessResult> => finishAsync(maximiseRobustnessInSteps(data, constraints, options));
