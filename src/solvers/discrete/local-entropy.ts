/**
 * Local entropy by message passing: how many solutions lie around given weights at each distance. A field γ towards the
 * weights holds the marginals near them; the Legendre transform of log Z(γ) is the entropy at the distance it settles at.
 *
 * Source: C. Baldassi, A. Ingrosso, C. Lucibello, L. Saglietti & R. Zecchina, PRL 115, 128101 (2015).
 */

import { UsageError } from '../../errors.ts';
import { tanh } from '../../numerics/portable.ts';
import { checkWeights } from '../../tasks/discrete/problem.ts';
import type { MessagePassing } from './passing.ts';

/** Message passing that can be brought to a fixed point and knows its entropy: full and approximate. */
export interface Measuring extends MessagePassing {
  converge(options?: { readonly tolerance?: number; readonly sweeps?: number }): {
    readonly converged: boolean;
    readonly sweeps: number;
  };
  logPartition(): number;
}

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
 * before: a slow change of γ keeps them near the fixed point. From 2 down to 0.3 at α = 0.4 is d from 0.01 to 0.2.
 *
 * @param centre weights, [K][N]; they need not be a solution
 * @param options of `converge`
 * @throws UsageError for weights that do not fit the problem, or a strength that is no number
 */
export function* localEntropy(
  passing: Measuring,
  centre: ArrayLike<number>,
  strengths: Iterable<number>,
  options: { readonly tolerance?: number; readonly sweeps?: number } = {},
): Generator<LocalEntropy, void> {
  const { problem, fields } = passing;
  checkWeights(problem, centre, 'centre');
  const high = problem.levels[1];
  const side = Int8Array.from(centre, (w) => (w === high ? 1 : -1));
  for (const strength of strengths) {
    if (!Number.isFinite(strength)) throw new UsageError(`strength ${strength} is not a number`);
    side.forEach((s, i) => {
      passing.expose(i, strength * s);
    });
    const { converged, sweeps } = passing.converge(options);
    const overlap = side.reduce((sum, s, i) => sum + s * tanh(fields[i]), 0) / side.length;
    yield {
      strength,
      distance: (1 - overlap) / 2,
      entropy: passing.logPartition() / side.length - strength * overlap,
      converged,
      sweeps,
    };
  }
}
