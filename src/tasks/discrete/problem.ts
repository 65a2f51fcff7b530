/**
 * A set of patterns with wanted answers for a network of discrete synapses: what every solver, landscape measurement
 * and task of discrete synapses passes around. Data only; who draws instances is draw.ts.
 */

import { UsageError } from '../../errors.ts';
import { shownNumbers } from '../json.ts';
import { hasCleanEnds, wordsOf } from './bits.ts';

export { wordsOf };

/**
 * Patterns with labels for a perceptron (one unit) or a committee machine (an odd number of units whose majority
 * decides), whose synapses take one of a few levels.
 */
export interface DiscreteProblem {
  /** Inputs that each unit sees, N. */
  readonly inputs: number;
  /** Hidden units, K: 1 is a perceptron; a committee has an odd number, its second layer fixed at +1. */
  readonly units: number;
  /** `full`: every unit sees the same N inputs. `tree`: unit k sees inputs k·N … (k+1)·N−1 of K·N. */
  readonly wiring: 'full' | 'tree';
  /** The values a synapse may take, ascending and equally spaced: [−1, 1], [−1, 0, 1], [0, 1], … */
  readonly levels: readonly number[];
  /** What a bit of a pattern stands for: 1 is +1 and 0 is −1 (`sign`), or themselves (`zero-one`). */
  readonly code: 'sign' | 'zero-one';
  /** A unit votes +1 where Σ_i W_i ξ_i > threshold, −1 where it is less; at the threshold its vote is wrong for either label. */
  readonly threshold: number;
  /** Number of patterns, P. */
  readonly patterns: number;
  /** 32-bit words of one pattern: a multiple of 4, so that each row starts at a 128-bit boundary. */
  readonly words: number;
  /** The patterns, `patterns` × `words`; input i of a pattern is bit i mod 32 of word ⌊i/32⌋; bits past the end are 0. */
  readonly bits: Uint32Array;
  /** Wanted answers, ±1, one a pattern. */
  readonly labels: Int8Array;
  /** The teacher's weights (`units` × `inputs`) where the labels come from one. */
  readonly teacher?: Int8Array;
}

/** The sizes and codes of a problem, without its patterns. */
export type DiscreteShape = Pick<
  DiscreteProblem,
  'inputs' | 'units' | 'wiring' | 'levels' | 'code' | 'threshold' | 'patterns'
>;

/** Bits that one pattern has: N, or K·N in a tree. */
export const patternLength = (
  problem: Pick<DiscreteProblem, 'inputs' | 'units' | 'wiring'>,
): number => (problem.wiring === 'tree' ? problem.inputs * problem.units : problem.inputs);

/** Synapses of the network, K·N, of which the load α = P/(K·N) is a share. */
export const synapsesOf = (problem: Pick<DiscreteProblem, 'inputs' | 'units'>): number =>
  problem.inputs * problem.units;

/** What a bit that is not set stands for. */
export const lowOf = (problem: Pick<DiscreteProblem, 'code'>): -1 | 0 =>
  problem.code === 'sign' ? -1 : 0;

/** Whether the synapses are ±1. */
export const isBinary = (problem: Pick<DiscreteProblem, 'levels'>): boolean =>
  problem.levels.length === 2 && problem.levels[0] === -1 && problem.levels[1] === 1;

/** Distance between neighbouring levels: 2 for ±1 synapses. */
export const levelStep = (problem: Pick<DiscreteProblem, 'levels'>): number =>
  problem.levels[1] - problem.levels[0];

/**
 * The threshold as sums of whole numbers know it: itself where it is whole, else halfway between the two whole numbers
 * around it. Decides as the threshold does, and is exact in whatever order it is added to sums.
 */
export const decidingThreshold = ({ threshold }: Pick<DiscreteProblem, 'threshold'>): number =>
  Number.isInteger(threshold) ? threshold : Math.floor(threshold) + 0.5;

/** The values {−L … L}. */
export const symmetricLevels = (most: number): number[] =>
  Array.from({ length: 2 * most + 1 }, (_, k) => k - most);

/** The values {0 … L}. */
export const positiveLevels = (most: number): number[] =>
  Array.from({ length: most + 1 }, (_, k) => k);

/** Most bits of all patterns together: above, they no longer fit one typed array. */
const MOST_WORDS = 2 ** 31 - 1;
/** Most synapses: their weights have to fit one typed array too. */
const MOST_SYNAPSES = 2 ** 31 - 1;

function checkInteger(field: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new UsageError(`${field} ${value} is not an integer >= ${least}`);
}

/** @throws UsageError naming the field, unless sizes, levels and codes are what they have to be */
export function checkShape(shape: DiscreteShape): void {
  const { inputs, units, wiring, levels, code, threshold, patterns } = shape;
  checkInteger('inputs', inputs, 1);
  checkInteger('patterns', patterns, 1);
  if (!(Number.isInteger(units) && units >= 1 && units % 2 === 1))
    throw new UsageError(`units ${units} is not an odd integer >= 1; an even committee has ties`);
  if (wiring !== 'full' && wiring !== 'tree')
    throw new UsageError(`wiring "${wiring}" is neither "full" nor "tree"`);
  if (code !== 'sign' && code !== 'zero-one')
    throw new UsageError(`code "${code}" is neither "sign" nor "zero-one"`);
  if (!Number.isFinite(threshold))
    throw new UsageError(`threshold ${threshold} is not a finite number`);
  if (!(inputs * units <= MOST_SYNAPSES))
    throw new UsageError(
      `inputs ${inputs} of ${units} units are more than ${MOST_SYNAPSES} synapses`,
    );
  const step = levels[1] - levels[0];
  const lawful =
    levels.length >= 2 &&
    levels.length <= 255 &&
    step >= 1 &&
    levels.every(
      (level, k) =>
        Number.isInteger(level) && Math.abs(level) <= 127 && level === levels[0] + k * step,
    );
  if (!lawful)
    throw new UsageError(
      `levels [${shownNumbers(levels)}] are not two or more ascending, equally spaced integers in -127..127`,
    );
  const words = wordsOf(patternLength(shape));
  if (words * patterns > MOST_WORDS)
    throw new UsageError(
      `patterns ${patterns} of ${patternLength(shape)} bits need more than ${MOST_WORDS} words; reduce one of them`,
    );
}

/** @throws UsageError unless `weights` has one of the levels for each of the K·N synapses */
export function checkWeights(
  problem: Pick<DiscreteProblem, 'inputs' | 'units' | 'levels'>,
  weights: ArrayLike<number>,
  name = 'weights',
): void {
  const { inputs, units, levels } = problem;
  if (weights.length !== synapsesOf(problem))
    throw new UsageError(
      `${name} has ${weights.length} entries, not ${units === 1 ? inputs : `${units} x ${inputs}`}`,
    );
  for (let i = 0; i < weights.length; i++)
    if (!levels.includes(weights[i]))
      throw new UsageError(
        `${name}[${i}] ${weights[i]} is none of the levels ${shownNumbers(levels)}`,
      );
}

/** @throws UsageError naming the field, unless the problem is whole */
export function checkProblem(problem: DiscreteProblem): void {
  checkShape(problem);
  const { patterns, words, bits, labels, teacher } = problem;
  const length = patternLength(problem);
  if (words !== wordsOf(length))
    throw new UsageError(
      `words ${words} is not ${wordsOf(length)}, as rows of ${length} bits need`,
    );
  if (bits.length !== patterns * words)
    throw new UsageError(`bits has ${bits.length} words, not ${patterns} x ${words}`);
  if (!hasCleanEnds(bits, patterns, length))
    throw new UsageError(`bits has ones beyond the ${length} of a pattern`);
  if (labels.length !== patterns)
    throw new UsageError(`labels has ${labels.length} entries, not ${patterns}`);
  labels.forEach((label, k) => {
    if (label !== 1 && label !== -1) throw new UsageError(`labels[${k}] ${label} is not 1 or -1`);
  });
  if (teacher !== undefined) checkWeights(problem, teacher, 'teacher');
}
