/**
 * Instances for discrete synapses: random classification (storage) and labels from a teacher of the same kind, for
 * perceptrons and committee machines, ±1 and 0/1 patterns, any coding level. Also a deterministic generator that other
 * programs can rebuild in a few lines. Files are in files.ts.
 */

import { UsageError } from '../../errors.ts';
import { createPace, finish, tick, type Work } from '../../numerics/pace.ts';
import type { Random } from '../../numerics/random.ts';
import { packRows } from './bits.ts';
import { answers } from './evaluate.ts';
import { packWeights } from './planes.ts';
import { checkShape, type DiscreteProblem, patternLength, synapsesOf, wordsOf } from './problem.ts';

/** What to draw. */
export interface DiscreteSpec {
  /** N, inputs of each unit; odd, where ±1 synapses on ±1 patterns are not to have ties. */
  readonly inputs: number;
  /** P; α N K of them for a load α. */
  readonly patterns: number;
  /** `storage`: labels at random. `teacher`: labels are a random network's answers. Default storage. */
  readonly goal?: 'storage' | 'teacher';
  /** K, odd; default 1, a perceptron. */
  readonly units?: number;
  /** Default full. */
  readonly wiring?: 'full' | 'tree';
  /** Default [−1, 1]. */
  readonly levels?: readonly number[];
  /** Default sign. */
  readonly code?: 'sign' | 'zero-one';
  /** Default 0. */
  readonly threshold?: number;
  /** f, probability that a bit of a pattern is 1. Default ½. */
  readonly codingLevel?: number;
  /** Probability of the label +1 in storage. Default ½. */
  readonly positive?: number;
}

type Filled = Required<DiscreteSpec> & { readonly levels: readonly number[] };

function filled(spec: DiscreteSpec): Filled {
  const { units = 1, wiring = 'full', levels = [-1, 1], code = 'sign', threshold = 0 } = spec;
  const { goal = 'storage', codingLevel = 0.5, positive = 0.5 } = spec;
  const whole = { ...spec, units, wiring, levels, code, threshold, goal, codingLevel, positive };
  checkShape(whole);
  for (const [field, value] of Object.entries({ codingLevel, positive }))
    if (!(value > 0 && value < 1)) throw new UsageError(`${field} ${value} is outside (0, 1)`);
  if (goal !== 'storage' && goal !== 'teacher')
    throw new UsageError(`goal "${goal}" is neither "storage" nor "teacher"`);
  return whole;
}

/** The problem without labels. */
function unlabelled(spec: Filled, bits: Uint32Array): DiscreteProblem {
  const { inputs, units, wiring, levels, code, threshold, patterns } = spec;
  const words = wordsOf(patternLength(spec));
  const labels = new Int8Array(patterns);
  return { inputs, units, wiring, levels, code, threshold, patterns, words, bits, labels };
}

/** Draws one row: with f = ½ a word of the stream is 32 bits, else a uniform number is one bit. */
function drawRow(length: number, codingLevel: number, random: Random, row: Uint32Array): void {
  row.fill(0);
  if (codingLevel !== 0.5) {
    for (let i = 0; i < length; i++)
      if (random.uniform() < codingLevel) row[i >>> 5] |= 1 << (i & 31);
    return;
  }
  for (let w = 0; w < Math.ceil(length / 32); w++) row[w] = random.bits();
  if (length % 32 !== 0) row[length >>> 5] &= ~(-1 << (length & 31));
}

/** Rows that a teacher cannot answer, because fields are exactly at the threshold, before we give up on a pattern. */
const TIES = 10_000;

/**
 * A random instance.
 *
 * Patterns, labels and the teacher come from children of `random`, pattern after pattern: fewer patterns are the beginning
 * of more. Of a teacher, patterns to which it has no answer (of its units, those whose field is exactly at the threshold
 * vote for neither side, and neither has more than half of the votes) are drawn again: it never errs on its own labels.
 *
 * @throws UsageError for sizes or probabilities outside their range, or a teacher that answers nothing
 * @example drawDiscrete({ inputs: 101, patterns: 50 }, random).patterns // 50
 */
export const drawDiscrete = (spec: DiscreteSpec, random: Random): DiscreteProblem =>
  finish(drawDiscreteInSteps(spec, random));

/** `drawDiscrete` that gives signs of life: 10⁵ inputs at a high load take seconds. */
export function* drawDiscreteInSteps(spec: DiscreteSpec, random: Random): Work<DiscreteProblem> {
  const whole = filled(spec);
  const { patterns, levels, goal, codingLevel, positive } = whole;
  const length = patternLength(whole);
  const words = wordsOf(length);
  const bits = new Uint32Array(patterns * words);
  const rowStream = random.split('patterns');
  const problem = unlabelled(whole, bits);
  const { labels } = problem;
  const pace = createPace();
  if (goal === 'storage') {
    for (let p = 0; p < patterns; p++) {
      if (pace.due()) yield tick(p / patterns);
      drawRow(length, codingLevel, rowStream, bits.subarray(p * words, (p + 1) * words));
    }
    const labelStream = random.split('labels');
    for (let p = 0; p < patterns; p++) labels[p] = labelStream.uniform() < positive ? 1 : -1;
    return problem;
  }
  const teacherStream = random.split('teacher');
  const teacher = Int8Array.from(
    { length: synapsesOf(whole) },
    () => levels[teacherStream.integer(levels.length)],
  );
  const packed = packWeights(whole, teacher);
  for (let p = 0; p < patterns; p++) {
    const row = bits.subarray(p * words, (p + 1) * words);
    const one = { ...problem, patterns: 1, bits: row };
    for (let tries = 0; labels[p] === 0; tries++) {
      if (pace.due()) yield tick(p / patterns);
      if (tries === TIES)
        throw new UsageError(
          `a teacher with levels ${levels.join(', ')} answers none of ${TIES} patterns of coding level ${codingLevel}; change the threshold ${whole.threshold}`,
        );
      drawRow(length, codingLevel, rowStream, row);
      labels[p] = answers(one, packed)[0];
    }
  }
  return { ...problem, teacher };
}

/**
 * Uniform numbers in [0, 1) that any language can draw in four lines: "mulberry32", a 32-bit counter of step 0x6D2B79F5
 * and a mixing function. For sharing instances, not for statistics.
 *
 * @param seed an integer in 0..2³²−1
 * @throws UsageError for another seed
 */
export function mulberry32(seed: number): () => number {
  if (!(Number.isInteger(seed) && seed >= 0 && seed < 4294967296))
    throw new UsageError(`seed ${seed} is not an integer in 0..4294967295`);
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * The ±1 instance of a seed: bits from `mulberry32`, 1 where u ≥ ½; all patterns, pattern by pattern, then the labels in the
 * same way; or in place of the labels the teacher's weights, unit by unit.
 *
 * @throws UsageError for a seed or sizes outside their range, for other synapses than ±1, or a teacher without an answer
 */
export function referenceDiscrete(
  spec: Pick<DiscreteSpec, 'inputs' | 'patterns' | 'goal' | 'units' | 'wiring'>,
  seed: number,
): DiscreteProblem {
  const { inputs, patterns, goal, units, wiring } = spec;
  const whole = filled({
    ...{ inputs, patterns },
    ...(goal === undefined ? {} : { goal }),
    ...(units === undefined ? {} : { units }),
    ...(wiring === undefined ? {} : { wiring }),
  });
  const uniform = mulberry32(seed);
  const sign = () => (uniform() >= 0.5 ? 1 : -1);
  const length = patternLength(whole);
  const words = wordsOf(length);
  const bits = new Uint32Array(patterns * words);
  const row = new Int8Array(length);
  for (let p = 0; p < patterns; p++) {
    for (let i = 0; i < length; i++) row[i] = sign();
    bits.set(packRows(row, 1, length), p * words);
  }
  const problem = unlabelled(whole, bits);
  if (whole.goal === 'storage') {
    for (let p = 0; p < patterns; p++) problem.labels[p] = sign();
    return problem;
  }
  const teacher = Int8Array.from({ length: synapsesOf(whole) }, sign);
  const labels = answers(problem, teacher);
  const tie = labels.indexOf(0);
  if (tie >= 0)
    throw new UsageError(
      `the teacher has no answer to pattern ${tie}: units whose field is 0 vote for neither side; take an odd number of inputs`,
    );
  return { ...problem, labels, teacher };
}
