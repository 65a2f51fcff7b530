/**
 * Imbalanced plasticity: depression stronger than potentiation, so that weights that are not needed go to zero.
 *
 * Source: J. Sacramento, A. Wichert, M. van Rossum, "Energy efficient sparse connectivity from imbalanced synaptic
 * plasticity rules", PLoS Comput. Biol. 11:e1004265 (2015), who show it to be an L1 constraint on the weights.
 */

import { FrugalError } from '../../errors.ts';
import type { SynapticTransform } from '../transform.ts';

/**
 * Every weight is drawn towards 0 by λ a step and stops there: w + change ← sign(w + change)·max(|w + change| − λ, 0).
 * Comes last in a chain, after the rate; what it takes is a change like any other.
 *
 * @param lambda λ ≥ 0, in units of weight a step
 * @example chain(rate(0.1), imbalance(1e-7))
 */
export function imbalance(lambda: number): SynapticTransform {
  if (!(lambda >= 0 && lambda < Infinity))
    throw new FrugalError(`imbalance ${lambda} is outside [0, ∞)`);
  return {
    kind: 'synaptic',
    name: 'imbalance',
    states: [],
    cells: ['lambda'],
    at: () => [lambda],
    formula: (a, { change, weight, cells }) => {
      const zero = a.constant(0);
      const next = a.add(weight, change);
      const pulled = a.max(a.sub(a.abs(next), cells[0]), zero);
      const target = a.select(a.less(next, zero), a.sub(zero, pulled), pulled);
      return { change: a.sub(target, weight), states: [] };
    },
  };
}
