/**
 * Weights of a discrete network as bit planes: a weight of level number k is lowest + step · Σ_b 2^b · (bit b of k), so
 * that a dot product with a packed pattern is a few population counts. ±1 synapses have one plane, and what is packed is
 * the model itself: one bit a synapse.
 */

import { packRows, popcountAnd, popcountRow, unpackRows, wordsOf } from './bits.ts';
import { checkWeights, type DiscreteProblem, levelStep } from './problem.ts';

/** Packed weights of all units. */
export interface WeightPlanes {
  readonly inputs: number;
  readonly units: number;
  readonly levels: readonly number[];
  /** ⌈log₂ levels⌉. */
  readonly planes: number;
  /** 32-bit words of one plane of one unit. */
  readonly words: number;
  /** [units][planes][words]. */
  readonly bits: Uint32Array;
}

type Synapses = Pick<DiscreteProblem, 'inputs' | 'units' | 'levels'>;

/** Bits that the number of a level takes. */
export const planesOf = ({ levels }: Pick<DiscreteProblem, 'levels'>): number =>
  32 - Math.clz32(levels.length - 1);

/**
 * Packs weights.
 *
 * @param weights [units][inputs], each one of the levels
 * @throws UsageError for another length or value
 */
export function packWeights(problem: Synapses, weights: ArrayLike<number>): WeightPlanes {
  checkWeights(problem, weights);
  const { inputs, units, levels } = problem;
  const planes = planesOf(problem);
  const words = wordsOf(inputs);
  const bits = new Uint32Array(units * planes * words);
  const step = levelStep(problem);
  const row = new Uint8Array(inputs);
  for (let k = 0; k < units; k++)
    for (let b = 0; b < planes; b++) {
      for (let i = 0; i < inputs; i++)
        row[i] = (((weights[k * inputs + i] - levels[0]) / step) >>> b) & 1;
      bits.set(packRows(row, 1, inputs), (k * planes + b) * words);
    }
  return { inputs, units, levels, planes, words, bits };
}

/** The weights, [units][inputs]. */
export function unpackWeights(packed: WeightPlanes): Int8Array {
  const { inputs, units, levels, planes, words, bits } = packed;
  const step = levelStep(packed);
  const weights = new Int8Array(units * inputs).fill(levels[0]);
  for (let k = 0; k < units; k++)
    for (let b = 0; b < planes; b++) {
      const at = (k * planes + b) * words;
      const row = unpackRows(bits.subarray(at, at + words), 1, inputs, 0);
      for (let i = 0; i < inputs; i++) weights[k * inputs + i] += (step * row[i]) << b;
    }
  return weights;
}

/**
 * Σ_i W_i ξ_i of one unit with one packed row of patterns.
 *
 * With B_b the planes and c(x) the bits set in x: lowest · Σξ + step · Σ_b 2^b Σ_i B_bi ξ_i, where Σξ = c(ξ) and
 * Σ_i B_i ξ_i = c(B ∧ ξ) for 0/1 patterns, and 2 c(ξ) − N and 2 c(B ∧ ξ) − c(B) for ±1.
 */
export function planeField(
  packed: WeightPlanes,
  unit: number,
  code: DiscreteProblem['code'],
  pattern: Uint32Array,
  at: number,
): number {
  const { inputs, levels, planes, words, bits } = packed;
  const active = popcountRow(pattern, at, words);
  const sign = code === 'sign';
  let sum = 0;
  for (let b = 0; b < planes; b++) {
    const plane = (unit * planes + b) * words;
    const both = popcountAnd(bits, plane, pattern, at, words);
    sum += (sign ? 2 * both - popcountRow(bits, plane, words) : both) * 2 ** b;
  }
  return levels[0] * (sign ? 2 * active - inputs : active) + levelStep(packed) * sum;
}
