/**
 * Lazy learning: no change where the answer is already right.
 *
 * Source: A. Pache & M. van Rossum, "Lazy learning", arXiv 2303.16067 (2023).
 */

import { FrugalError } from '../../errors.ts';
import type { BundleTransform } from '../transform.ts';
import { momentOf } from './neurons.ts';

/**
 * `change ← 0` where the greatest output is that of the label and leads the next by at least `lead`. Batch 1.
 *
 * @param lead ≥ 0 in units of the output; 0 asks only that the answer be right
 * @example chain(rate(0.1), lazy(0.4))
 */
export function lazy(lead = 0): BundleTransform {
  if (!(lead >= 0 && lead < Infinity)) throw new FrugalError(`lead ${lead} is outside [0, ∞)`);
  return {
    kind: 'bundle',
    name: 'lazy',
    states: [],
    rankOne: { budget: 'lazy', lead },
    apply({ change }, _step, context) {
      const moment = momentOf(context, 'lazy');
      if (moment.right && moment.lead >= lead) change.fill(0);
    },
  };
}
