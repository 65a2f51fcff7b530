/** What a solver's worker does: solves the programs that are posted to it, one after another. */

import { FrugalError } from '../errors.ts';
import { loadHighs } from './highs.ts';
import { solveRobustness } from './robust-weights.ts';
import type { Order, Reply } from './workers.ts';

/** Solves a program; never throws. */
export async function answer({ data, constraints, options }: Order): Promise<Reply> {
  try {
    const result = solveRobustness(await loadHighs(), data, constraints, options, 'worker');
    return { kind: 'found', result };
  } catch (error) {
    const forUser = error instanceof FrugalError;
    const message =
      error instanceof Error
        ? forUser
          ? error.message
          : (error.stack ?? error.message)
        : String(error);
    return { kind: 'failed', message, forUser };
  }
}
