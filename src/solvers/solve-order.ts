/** What a solver's worker does with a program that is posted to it. */

import { loadHighs } from './highs.ts';
import { type RobustnessResult, solveRobustness } from './robust-weights.ts';
import type { Order } from './workers.ts';

/** @throws FrugalError as the solver does */
export const solveOrder = async ({
  data,
  constraints,
  options,
}: Order): Promise<RobustnessResult> =>
  solveRobustness(await loadHighs(), data, constraints, options, 'worker');
