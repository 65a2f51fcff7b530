/**
 * What an online learner is shown, one example at a time: real inputs made from stored pixels as they are asked for.
 */

import { createNormals } from '../numerics/normal-stream.ts';
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

/** Numbers that may be kept once they are made, 256 MiB: their noise costs as much as a tenth of a step. */
const MOST_KEPT = 1 << 26;

/** Standard deviation of the noise. */
const TIE_BREAKER = 0.001;

/**
 * The inputs of the published program of van Rossum & Pache (2024): 0.99 × value, a further input of 0.99, minus the mean
 * of the whole array, plus frozen Gaussian noise of 0.001 that leaves no input at 0.
 *
 * The noise of an example is made of counters (a stream of its own, named by its number), as a network's noise is.
 */
export function publishedFeed(examples: Examples, random: Random): Feed {
  const { count, features, inputs, scale, labels } = examples;
  const factor = 0.99 * scale;
  let sum = 0.99 * count;
  for (let k = 0; k < count * features; k++) sum += factor * inputs[k];
  const mean = sum / (count * (features + 1));
  const noise = random.split('noise');
  const width = features + 1;
  const means = new Float64Array(width).fill(0.99 - mean);
  const make = (example: number, into: Float32Array, at: number): void => {
    const from = example * features;
    for (let f = 0; f < features; f++) means[f] = factor * inputs[from + f] - mean;
    createNormals(noise.split(example)).write(into, at, 1, means, 0, width, TIE_BREAKER);
  };
  const kept = count * width <= MOST_KEPT ? new Float32Array(count * width) : undefined;
  const made = new Uint8Array(count);
  return {
    count,
    inputs: width,
    labels,
    write(example, into) {
      if (kept === undefined) {
        make(example, into, 0);
        return;
      }
      const at = example * width;
      if (made[example] === 0) make(example, kept, at);
      made[example] = 1;
      into.set(kept.subarray(at, at + width));
    },
  };
}
