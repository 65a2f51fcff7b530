/**
 * What an online learner is shown, one example at a time: real inputs made from stored pixels as they are asked for.
 */

import type { Random } from '../numerics/random.ts';
import type { Examples } from '../tasks/examples.ts';

export interface Feed {
  readonly count: number;
  /** Inputs of the network; the last one is always on. */
  readonly inputs: number;
  readonly labels: ArrayLike<number>;
  /** Writes the inputs of an example. */
  write(example: number, into: Float32Array): void;
}

/** Values as they are, stored value × scale, and one more input of 1 where `bias` is asked for. */
export function plainFeed(examples: Examples, bias = true): Feed {
  const { count, features, inputs, scale, labels } = examples;
  return {
    count,
    inputs: features + (bias ? 1 : 0),
    labels,
    write(example, into) {
      const from = example * features;
      for (let f = 0; f < features; f++) into[f] = inputs[from + f] * scale;
      if (bias) into[features] = 1;
    },
  };
}

/** Numbers in the table of noise; the window of an example begins at a place of its own. */
const NOISE = 1 << 18;

/** Standard deviation of the noise. */
const TIE_BREAKER = 0.001;

/**
 * The inputs of the published program of van Rossum & Pache (2024): 0.99 × value, a further input of 0.99, minus the mean
 * of the whole array, plus frozen Gaussian noise of 0.001 that leaves no input at 0.
 *
 * Deviation: the noise of an example is a window of one table of 262,144 numbers at a random place, not drawn for itself.
 */
export function publishedFeed(examples: Examples, random: Random): Feed {
  const { count, features, inputs, scale, labels } = examples;
  const factor = 0.99 * scale;
  let sum = 0.99 * count;
  for (let k = 0; k < count * features; k++) sum += factor * inputs[k];
  const mean = sum / (count * (features + 1));
  const noise = new Float32Array(NOISE + features + 1);
  random.split('noise').fillNormal(noise, TIE_BREAKER);
  const places = random.split('places');
  const place = Uint32Array.from({ length: count }, () => places.integer(NOISE));
  return {
    count,
    inputs: features + 1,
    labels,
    write(example, into) {
      const from = example * features;
      const at = place[example];
      for (let f = 0; f < features; f++) into[f] = factor * inputs[from + f] - mean + noise[at + f];
      into[features] = 0.99 - mean + noise[at + features];
    },
  };
}
