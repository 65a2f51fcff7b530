/**
 * The perceptron of Li & van Rossum (2020): random ±1 patterns shown in turn until all are right, every change of size η,
 * with or without caching. Double precision; sums of ±1 are exact.
 */

import type { Random } from '../../numerics/random.ts';

export interface PerceptronRun {
  readonly updates: number;
  readonly presentations: number;
  /** M1 = Σ|Δl| over the lasting weights, what is left in the caches at the end included. */
  readonly energy: number;
  /** Σ over presentations of Σ|s|: multiply by the price c. */
  readonly stored: number;
  /** Σ|w_end|: the weights start at 0. */
  readonly least: number;
  /** Whether all patterns were right before the presentations ran out. */
  readonly solved: boolean;
}

/**
 * Learns `patterns` random associations of `inputs` inputs, the last of which is a bias that is always on, with η = 1.
 *
 * @param threshold θ of local caching without decay; 0: none
 */
export function learnPerceptron(
  options: {
    readonly inputs: number;
    readonly patterns: number;
    readonly threshold: number;
    readonly presentations: number;
  },
  random: Random,
): PerceptronRun {
  const { inputs, patterns, threshold } = options;
  const stream = random.split('patterns');
  const x = Int8Array.from({ length: inputs * patterns }, (_, k) =>
    k % inputs === inputs - 1 || stream.bernoulli(0.5) ? 1 : -1,
  );
  const targets = Int8Array.from({ length: patterns }, () => (stream.bernoulli(0.5) ? 1 : -1));
  const weights = new Float64Array(inputs);
  const cache = new Float64Array(inputs);
  let [updates, presentations, energy, stored, held, right] = [0, 0, 0, 0, 0, 0];
  while (right < patterns && presentations < options.presentations) {
    const pattern = presentations % patterns;
    const from = pattern * inputs;
    presentations += 1;
    stored += held;
    let sum = 0;
    for (let i = 0; i < inputs; i++) sum += weights[i] * x[from + i];
    if (targets[pattern] * sum > 0) {
      right += 1;
      continue;
    }
    right = 0;
    updates += 1;
    for (let i = 0; i < inputs; i++) {
      const change = targets[pattern] * x[from + i];
      weights[i] += change;
      if (threshold === 0) {
        energy += 1;
        continue;
      }
      held -= Math.abs(cache[i]);
      cache[i] += change;
      if (Math.abs(cache[i]) > threshold) {
        energy += Math.abs(cache[i]);
        cache[i] = 0;
      }
      held += Math.abs(cache[i]);
    }
  }
  let least = 0;
  for (let i = 0; i < inputs; i++) {
    energy += Math.abs(cache[i]);
    least += Math.abs(weights[i]);
  }
  return { updates, presentations, energy, stored, least, solved: right >= patterns };
}
