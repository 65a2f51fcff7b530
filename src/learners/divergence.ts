/** A training whose numbers left the finite ones: an error that a search may take for an answer. */

import { FrugalError } from '../errors.ts';

/** The training came to nothing; what was learned before is not worth going on from. */
export class DivergenceError extends FrugalError {}

/**
 * Refuses a number that is none.
 *
 * @param what became so, e.g. `the loss`
 * @param when e.g. `in epoch 3`
 * @param advice what else may help than a lower learning rate
 * @throws DivergenceError
 */
export function refuseDivergence(value: number, what: string, when: string, advice = ''): void {
  if (Number.isFinite(value)) return;
  throw new DivergenceError(
    `${what} became ${value} ${when}: the network diverged; lower the learning rate${advice}`,
  );
}

/** What a training returns, or nothing where it diverged. Every other error is passed on. */
export async function* unlessDiverged<T, R>(
  training: AsyncGenerator<T, R>,
): AsyncGenerator<T, R | undefined> {
  try {
    return yield* training;
  } catch (error) {
    if (error instanceof DivergenceError) return undefined;
    throw error;
  }
}
