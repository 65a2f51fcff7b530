/**
 * Competition: only the synapses with the largest proposed change may change. Re-chosen at every step; what is not
 * chosen is lost.
 *
 * Source: M. van Rossum & A. Pache, PLoS Comput. Biol. 20:e1012553 (2024), and the rules 20–23, 40, 41 and 2020 of the
 * published program. Deviation: of equal magnitudes as many are kept as there is room for, drawn at random, so that the
 * number kept is always exact.
 */

import { FrugalError } from '../../errors.ts';
import { type Extreme, keepExtreme, roomToKeep } from '../../numerics/keep-extreme.ts';
import { type BundleTransform, tiesAt } from '../transform.ts';
import { checkFraction, keptOf, keptOnto } from './kept.ts';

export interface CompetitiveOptions {
  /** Share p of the synapses that may change, (0, 1]; `keptOf` gives their number. */
  readonly fraction: number;
  /** What is compared: sizes of the changes (default) or of the weights. */
  readonly by?: 'change' | 'weight';
  /** Which of them stay. Default `largest`; the other choices are controls. */
  readonly which?: Extreme;
  /** Who competes with whom: all synapses of the bundle (default), or those onto the same unit. */
  readonly within?: 'bundle' | 'neuron';
}

/**
 * `change ← change` for the chosen ones, 0 for the others. Throws `FrugalError` for a fraction outside (0, 1].
 *
 * @example chain(rate(0.1), competitive({ fraction: 0.03 }))
 */
export function competitive(options: CompetitiveOptions): BundleTransform {
  const { fraction, by = 'change', which = 'largest', within = 'bundle' } = options;
  checkFraction(fraction, 'competing synapses');
  const plain = by === 'change' && which === 'largest';
  const budget = within === 'bundle' ? 'largest' : 'largest-onto-each';
  return {
    kind: 'bundle',
    name: 'competitive',
    states: [],
    ...(plain ? { rankOne: { budget, fraction } } : {}),
    ...(within === 'bundle' ? { scratch: roomToKeep } : {}),
    apply({ change, weights, kernels }, step, context) {
      const ties = tiesAt(context.random, step);
      const scores = by === 'change' ? change : weights;
      if (within === 'bundle') {
        keepExtreme(change, scores, keptOf(change.length, fraction), which, ties, kernels);
        return;
      }
      for (const own of groupsOf(context.ends().post, context.outputs)) {
        const proposed = Float32Array.from(own, (k) => change[k]);
        const compared = by === 'change' ? proposed : Float32Array.from(own, (k) => scores[k]);
        keepExtreme(proposed, compared, keptOnto(own.length, fraction), which, ties);
        own.forEach((k, rank) => {
          change[k] = proposed[rank];
        });
      }
    },
  };
}

/** Positions of the synapses onto each unit, ascending. */
export function groupsOf(post: Uint32Array, units: number): Uint32Array[] {
  const start = new Uint32Array(units + 1);
  for (const unit of post) start[unit + 1] += 1;
  for (let unit = 0; unit < units; unit++) start[unit + 1] += start[unit];
  const next = start.slice();
  const all = new Uint32Array(post.length);
  post.forEach((unit, k) => {
    all[next[unit]++] = k;
  });
  return Array.from({ length: units }, (_, unit) => all.subarray(start[unit], start[unit + 1]));
}

/**
 * Fractions that give every layer the same number of plastic synapses as the first: p_l = min(1, p · n_0/n_l).
 *
 * @param synapses number of each layer's synapses; the published program leaves the bias input out of it
 * @example balancedFractions(0.01, [78_400, 1000]) // [0.01, 0.784]
 */
export function balancedFractions(fraction: number, synapses: readonly number[]): number[] {
  checkFraction(fraction, 'competing synapses');
  if (synapses.some((count) => !(count > 0)))
    throw new FrugalError(`a layer of ${Math.min(...synapses)} synapses cannot be balanced`);
  return synapses.map((count) => Math.min(1, (fraction * synapses[0]) / count));
}
