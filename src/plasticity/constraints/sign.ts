/** Signs that weights have to keep: of a whole bundle, or of every unit that synapses come from (Dale's principle). */

import { FrugalError } from '../../errors.ts';
import type { BundleTransform, SynapticTransform, Transform } from '../transform.ts';

/**
 * `w + change ← 0 where g (w + change) < 0`: a weight that would cross to the forbidden side stops at 0.
 *
 * The projection onto the orthant of the prescribed signs. Behind an optimiser, where it sees the change that is about to
 * be made; states of the optimiser (momentum) do not learn of it.
 *
 * @param signs g: 1 or −1 for all synapses (one formula, no pass of its own), or +1, −1, 0 (free) for each unit that the
 *   synapses come from; biases then stay free
 * @throws FrugalError for other values; at the first step, when there are not as many as the bundle has inputs
 *
 * Source: the sign constraint of D. J. Amit, K. Y. M. Wong, C. Campbell, J. Phys. A 22:2039 (1989), as clipped in the
 * sparse learning rule of M. Baig & A. Stepanyants, arXiv 2409.04946 (2024). Deviations: none.
 *
 * @example chain(sgd({ rate: 0.1 }), signClip(1)) // no weight ever becomes negative
 */
export function signClip(signs: 1 | -1 | ArrayLike<number>): Transform {
  return typeof signs === 'number' ? oneSign(signs) : signOfEach(Int8Array.from(checked(signs)));
}

function oneSign(sign: number): SynapticTransform {
  if (sign !== 1 && sign !== -1) throw new FrugalError(`sign ${sign} is neither 1 nor -1`);
  return {
    kind: 'synaptic',
    name: sign === 1 ? 'signClipPositive' : 'signClipNegative',
    states: [],
    cells: [],
    at: () => [],
    formula: (a, { change, weight }) => {
      const toZero = a.sub(a.constant(0), weight);
      return { change: sign === 1 ? a.max(change, toZero) : a.min(change, toZero), states: [] };
    },
  };
}

function checked(signs: ArrayLike<number>): ArrayLike<number> {
  for (let i = 0; i < signs.length; i++) {
    if (signs[i] !== 1 && signs[i] !== -1 && signs[i] !== 0)
      throw new FrugalError(`signs[${i}] ${signs[i]} is none of -1, 0 (free), 1`);
  }
  return signs;
}

function signOfEach(signs: Int8Array): BundleTransform {
  return {
    kind: 'bundle',
    name: 'signClip',
    states: [],
    apply({ change, weights }, _step, context) {
      if (context.kind === 'bias') return;
      if (context.inputs !== signs.length) {
        throw new FrugalError(
          `signs has ${signs.length} entries, bundle "${context.bundle}" has ${context.inputs} inputs`,
        );
      }
      const { pre } = context.ends();
      for (let k = 0; k < change.length; k++) {
        if (signs[pre[k]] * (weights[k] + change[k]) < 0) change[k] = -weights[k];
      }
    },
  };
}
