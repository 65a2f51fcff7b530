/**
 * What DeepR adds to gradient descent: every connection keeps the sign that it was born with, is pulled towards 0 and shaken.
 * Which of them die, and who is born instead, is the affair of the rule of rewiring.
 */

import { FrugalError } from '../errors.ts';
import type { BundleTransform } from './transform.ts';

export interface DeepRewiringOptions {
  /** η ≥ 0, the learning rate of the step that came before. */
  readonly rate: number;
  /** Pull towards 0, in units of the gradient; default 10⁻⁵. */
  readonly l1?: number;
  /** Temperature T ≥ 0 of the noise; default η·10⁻¹⁰/2, a deviation of 10⁻⁵·η. */
  readonly temperature?: number;
}

/**
 * `change ← change − η α s + √(2 η T) ν`, ν standard normal and s = ±1 the connection's sign; biases pass. At the end of a
 * chain. State `sign`: what it is 0 of takes the sign of its weight (+ of a weight of 0), what is born gets one from the rule.
 *
 * G. Bellec, D. Kappel, W. Maass, R. Legenstein, "Deep rewiring", ICLR 2018, algorithm 1, with θ = s·w; defaults of its
 * public code (github.com/guillaumeBellec/deep_rewiring).
 *
 * @throws FrugalError for numbers that are negative or not finite
 * @example chain(sgd({ rate: 0.5 }), deepRewiring({ rate: 0.5 }))
 */
export function deepRewiring(options: DeepRewiringOptions): BundleTransform {
  const { rate, l1 = 1e-5, temperature = (rate * 1e-10) / 2 } = options;
  for (const [name, value] of Object.entries({ rate, l1, temperature }))
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY))
      throw new FrugalError(`${name} ${value} of deep rewiring is outside [0, ∞)`);
  const deviation = Math.sqrt(2 * rate * temperature);
  return {
    kind: 'bundle',
    name: 'deepRewiring',
    states: ['sign'],
    apply({ change, weights, states: [sign] }, step, context) {
      if (context.kind === 'bias') return;
      const noise = new Float32Array(change.length);
      if (deviation > 0) context.random.split('noise').split(step).fillNormal(noise, deviation);
      for (let k = 0; k < change.length; k++) {
        if (sign[k] === 0) sign[k] = weights[k] < 0 ? -1 : 1;
        change[k] += noise[k] - rate * l1 * sign[k];
      }
    },
  };
}
