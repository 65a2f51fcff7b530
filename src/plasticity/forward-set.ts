/**
 * Weights that learn without acting: of the connections that exist only the strongest are used forward, the others keep a
 * weight behind the 0 that is seen, and get a gradient all the same (Top-KAST).
 */

import { FrugalError } from '../errors.ts';
import { largest, magnitudeKeys } from '../numerics/select.ts';
import { type BundleTransform, tiesAt } from './transform.ts';

export interface ForwardSetOptions {
  /** η ≥ 0, the learning rate of the step that came before: of the penalty. */
  readonly rate: number;
  /** Share of the existing connections that act, in (0, 1]. */
  readonly share: number;
  /** Coefficient of the exploration penalty ≥ 0; default 10⁻⁴. */
  readonly penalty?: number;
  /** D, the density of the forward set: the penalty of what does not act is divided by it. Default 1. */
  readonly density?: number;
  /** Steps between two choices of who acts; default 1. */
  readonly every?: number;
}

/**
 * θ ← θ + change − η λ θ (what acts) or − η λ θ / D (what does not); then the ⌈share · K⌉ of largest |θ| act with w = θ, the
 * others have w = 0. Biases pass. At the end of a chain. States `stored` (θ) and `acts` (1 or 0); at the first step
 * every connection is stored as it is.
 *
 * S. Jayakumar, R. Pascanu, J. Rae, S. Osindero, E. Elsen, "Top-KAST", NeurIPS 2020, algorithm 1 and §2.3.
 *
 * @throws FrugalError for numbers out of range
 * @example chain(sgd({ rate: 0.1 }), forwardSet({ rate: 0.1, share: 0.5 }))
 */
export function forwardSet(options: ForwardSetOptions): BundleTransform {
  const { rate, share, penalty = 1e-4, density = 1, every = 1 } = options;
  if (!(share > 0 && share <= 1))
    throw new FrugalError(`share ${share} that acts is outside (0, 1]`);
  if (!(density > 0 && density <= 1)) throw new FrugalError(`density ${density} is outside (0, 1]`);
  for (const [name, value] of Object.entries({ rate, penalty }))
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY))
      throw new FrugalError(`${name} ${value} of a forward set is outside [0, ∞)`);
  if (!Number.isInteger(every) || every < 1)
    throw new FrugalError(`steps ${every} between choices are not an integer ≥ 1`);
  return {
    kind: 'bundle',
    name: 'forwardSet',
    states: ['stored', 'acts'],
    apply({ change, weights, states: [stored, acts] }, step, context) {
      if (context.kind === 'bias') return;
      if (!acts.includes(1)) {
        stored.set(weights);
        acts.fill(1);
      }
      for (let k = 0; k < change.length; k++)
        stored[k] += change[k] - rate * penalty * stored[k] * (acts[k] === 1 ? 1 : 1 / density);
      if (step % every === 0) {
        acts.fill(0);
        const count = Math.ceil(share * stored.length);
        const ties = tiesAt(context.random, step);
        for (const k of largest(magnitudeKeys(stored), count, ties)) acts[k] = 1;
      }
      for (let k = 0; k < change.length; k++)
        change[k] = (acts[k] === 1 ? stored[k] : 0) - weights[k];
    },
  };
}
