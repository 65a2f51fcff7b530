/**
 * The perceptron of Li & van Rossum (2020): random ±1 patterns shown in turn until all are right, every change of size η,
 * with or without caching. Double precision; sums of ±1 are exact.
 */

import { FrugalError } from '../../errors.ts';
import { createPace } from '../../numerics/pace.ts';
import type { Random } from '../../numerics/random.ts';
import type { CachingCriterion } from '../../plasticity/index.ts';
import type { Snapshot } from '../../protocol/study.ts';

export interface PerceptronRun {
  readonly updates: number;
  readonly presentations: number;
  /** M0 over the lasting weights, what is left in the caches at the end included. */
  readonly changes: number;
  /** M1 = Σ|Δl| over the lasting weights, what is left in the caches at the end included. */
  readonly energy: number;
  /** Σ over presentations of Σ|s|: multiply by the price c. */
  readonly stored: number;
  /** Σ|w_end|: the weights start at 0. */
  readonly least: number;
  /** Whether all patterns were right before the presentations ran out. */
  readonly solved: boolean;
}

export interface PerceptronOptions {
  readonly inputs: number;
  readonly patterns: number;
  /** θ of caching without decay; 0: none. */
  readonly threshold: number;
  /**
   * When caches are emptied: one by one above θ (`local`, default); all at once where one of the synapses onto the unit is above
   * it (`neuron`: there is one unit), or where their mean size is (`all`: Σ|s| > θ N).
   */
  readonly criterion?: CachingCriterion;
  /** Where learning ends at the latest. */
  readonly presentations: number;
}

/** A sign of life. */
export interface PerceptronTick {
  /** Of the presentations at which learning ends at the latest. */
  readonly share: number;
  /** Patterns in a row that were right. */
  readonly right: number;
  /** All that is needed to go on from here; to be called before the next step. */
  readonly save: () => Snapshot;
}

/** What changes while it learns. */
interface State {
  readonly weights: Float64Array;
  readonly cache: Float64Array;
  /** Updates, presentations, M1, S, Σ|cache|, patterns in a row that were right, M0. */
  readonly sums: Float64Array;
}

const [UPDATES, PRESENTATIONS, ENERGY, STORED, HELD, RIGHT, CHANGES, SUMS] = [
  0, 1, 2, 3, 4, 5, 6, 7,
];

/**
 * Learns `patterns` random associations of `inputs` inputs, the last of which is a bias that is always on, with η = 1.
 *
 * @param resume the state that a tick has saved; the options and the stream must be those of then
 */
export function* learnPerceptron(
  options: PerceptronOptions,
  random: Random,
  resume?: Snapshot,
): Generator<PerceptronTick, PerceptronRun, void> {
  const { inputs, patterns } = options;
  const stream = random.split('patterns');
  const x = Int8Array.from({ length: inputs * patterns }, (_, k) =>
    k % inputs === inputs - 1 || stream.bernoulli(0.5) ? 1 : -1,
  );
  const targets = Int8Array.from({ length: patterns }, () => (stream.bernoulli(0.5) ? 1 : -1));
  const state = stateOf(inputs, resume);
  const { sums } = state;
  const pace = createPace();
  while (sums[RIGHT] < patterns && sums[PRESENTATIONS] < options.presentations) {
    const pattern = sums[PRESENTATIONS] % patterns;
    present(state, x.subarray(pattern * inputs, (pattern + 1) * inputs), targets[pattern], options);
    if (!pace.due()) continue;
    const share = sums[PRESENTATIONS] / options.presentations;
    yield { share, right: sums[RIGHT], save: () => snapshotOf(state) };
  }
  // What is left is consolidated and charged.
  emptyAll(state);
  const least = state.weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
  return {
    ...{ updates: sums[UPDATES], presentations: sums[PRESENTATIONS], changes: sums[CHANGES] },
    ...{ energy: sums[ENERGY], stored: sums[STORED], least },
    solved: sums[RIGHT] >= patterns,
  };
}

/** Shows one pattern, and learns it where it is not right. */
function present(
  state: State,
  pattern: Int8Array,
  target: number,
  { threshold, criterion = 'local' }: PerceptronOptions,
): void {
  const { weights, cache, sums } = state;
  sums[PRESENTATIONS] += 1;
  sums[STORED] += sums[HELD];
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i] * pattern[i];
  if (target * sum > 0) {
    sums[RIGHT] += 1;
    return;
  }
  sums[RIGHT] = 0;
  sums[UPDATES] += 1;
  if (threshold === 0) {
    for (let i = 0; i < weights.length; i++) weights[i] += target * pattern[i];
    sums[ENERGY] += weights.length;
    sums[CHANGES] += weights.length;
    return;
  }
  let largest = 0;
  for (let i = 0; i < weights.length; i++) {
    const change = target * pattern[i];
    weights[i] += change;
    const before = Math.abs(cache[i]);
    cache[i] += change;
    const held = Math.abs(cache[i]);
    largest = Math.max(largest, held);
    sums[HELD] += held - before;
    if (criterion === 'local' && held > threshold) empty(state, i);
  }
  const over = criterion === 'neuron' ? largest : sums[HELD] / weights.length;
  if (criterion !== 'local' && over > threshold) emptyAll(state);
}

/** Writes what a cache holds into the lasting weight. */
function empty({ cache, sums }: State, i: number): void {
  const held = Math.abs(cache[i]);
  if (held === 0) return;
  sums[ENERGY] += held;
  sums[CHANGES] += 1;
  sums[HELD] -= held;
  cache[i] = 0;
}

function emptyAll(state: State): void {
  for (let i = 0; i < state.cache.length; i++) empty(state, i);
}

function snapshotOf({ weights, cache, sums }: State): Snapshot {
  return {
    meta: 'perceptron',
    arrays: { weights: weights.slice(), cache: cache.slice(), sums: sums.slice() },
  };
}

/** @throws FrugalError for the state of another perceptron */
function stateOf(inputs: number, resume: Snapshot | undefined): State {
  const arrayOf = (name: string, length: number): Float64Array => {
    if (resume === undefined) return new Float64Array(length);
    const array = resume.arrays[name];
    if (array instanceof Float64Array && array.length === length) return array.slice();
    throw new FrugalError(`the checkpoint has no ${name} of ${length} numbers: rerun with --fresh`);
  };
  return {
    ...{ weights: arrayOf('weights', inputs), cache: arrayOf('cache', inputs) },
    sums: arrayOf('sums', SUMS),
  };
}
