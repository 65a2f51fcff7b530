/** Homeostasis of the l1 norm: all weights shrink or grow together until their mean magnitude is what it has to be. */

import { FrugalError } from '../../errors.ts';
import type { BundleTransform } from '../transform.ts';
import { gapReader, onEdge } from './gap.ts';

export interface HomeostasisOptions {
  /** w > 0: what the mean of |w| over all synapses of the bundle has to be, those at 0 included. */
  readonly mean: number;
  /** β_w in (0, 1]: share of the excess that every weight gives up at a step. Default 0.1. */
  readonly rate?: number;
  /** δ of a gap elimination in the same chain: weights parked on its edge are exempt. Default none. */
  readonly gap?: number | ArrayLike<number>;
}

/**
 * `u ← u − β_w sign(u) (mean|u| − w)` for all u = w + change that are neither 0 nor parked on the edge of the gap; the
 * mean is taken once, before. With signs prescribed, `signClip` belongs behind it: a weight smaller than the step
 * changes its sign.
 *
 * Subtractive, so that weak weights reach 0: the gradient of an l1 penalty whose strength follows the excess.
 *
 * @throws FrugalError for values outside their range
 *
 * Source: M. Baig & A. Stepanyants, arXiv 2409.04946 (2024), step 2 of the published sparse learning rule, with
 * β_w = 0.1 by default. Deviations: single precision; "on the edge" as in `gapElimination`.
 */
export function l1Homeostasis(options: HomeostasisOptions): BundleTransform {
  const { mean, rate = 0.1 } = options;
  if (!(mean > 0 && mean < Infinity))
    throw new FrugalError(`mean weight ${mean} is outside (0, ∞)`);
  if (!(rate > 0 && rate <= 1)) throw new FrugalError(`homeostasis rate ${rate} is outside (0, 1]`);
  const gapsOf = gapReader(options.gap ?? 0);
  return {
    kind: 'bundle',
    name: 'l1Homeostasis',
    states: [],
    apply({ change, weights }, _step, context) {
      const gapOf = gapsOf(context);
      let sum = 0;
      for (let k = 0; k < change.length; k++) sum += Math.abs(weights[k] + change[k]);
      const by = rate * (sum / change.length - mean);
      for (let k = 0; k < change.length; k++) {
        const u = weights[k] + change[k];
        if (u === 0 || onEdge(Math.abs(u), gapOf(k))) continue;
        change[k] -= u > 0 ? by : -by;
      }
    },
  };
}
