/**
 * Local entropy by message passing: how many solutions lie around given weights at each distance. A field γ towards the
 * weights holds the marginals near them; the Legendre transform of log Z(γ) is the entropy at the distance it settles at.
 *
 * Source: C. Baldassi, A. Ingrosso, C. Lucibello, L. Saglietti & R. Zecchina, PRL 115, 128101 (2015).
 */

import { UsageError } from '../../errors.ts';
import { type Tick, within } from '../../numerics/pace.ts';
import { tanh } from '../../numerics/portable.ts';
import { checkWeights } from '../../tasks/discrete/problem.ts';
import type { Measuring } from './passing.ts';

/** One point of the curve. */
export interface LocalEntropy {
  /** γ. */
  readonly strength: number;
  /** d: expected share of synapses that differ from the centre. */
  readonly distance: number;
  /** S_loc(d): log of the number of solutions at that distance, in nats per synapse. */
  readonly entropy: number;
  readonly converged: boolean;
  readonly sweeps: number;
}

/**
 * Local entropy around `centre` for each strength of the field, one after another, each starting from the messages of the one
 * before, and ticks: a slow change of γ keeps them near the fixed point. From 2 down to 0.3 at α = 0.4 is d from 0.01 to 0.2.
 *
 * @param centre weights, [K][N]; they need not be a solution
 * @param options of `converge`
 * @throws UsageError for weights that do not fit the problem, or a strength that is no number
 */
export function* localEntropy(
  passing: Measuring,
  centre: ArrayLike<number>,
  strengths: readonly number[],
  options: { readonly tolerance?: number; readonly sweeps?: number } = {},
): Generator<Tick | LocalEntropy, void, void> {
  const { problem, fields } = passing;
  checkWeights(problem, centre, 'centre');
  const high = problem.levels[1];
  const side = Int8Array.from(centre, (w) => (w === high ? 1 : -1));
  for (const [k, strength] of strengths.entries()) {
    if (!Number.isFinite(strength)) throw new UsageError(`strength ${strength} is not a number`);
    side.forEach((s, i) => {
      passing.expose(i, strength * s);
    });
    const share = (done: number) => (k + done) / strengths.length;
    const { converged, sweeps } = yield* within(passing.converge(options), share(0), share(0.9));
    const logZ = yield* within(passing.logPartition(), share(0.9), share(1));
    const overlap = side.reduce((sum, s, i) => sum + s * tanh(fields[i]), 0) / side.length;
    yield {
      strength,
      distance: (1 - overlap) / 2,
      entropy: logZ / side.length - strength * overlap,
      converged,
      sweeps,
    };
  }
}
