/**
 * How many synaptic configurations store random labels: the replica-symmetric entropy of perceptrons with synapses of
 * any few levels and of tree committees with two-valued synapses, and the load at which it vanishes. Where the
 * solutions lie is in typical.ts and dense.ts; fully connected committees and biased labels are not here.
 *
 * Sources: W. Krauth, M. Mézard, "Storage capacity of memory networks with binary couplings", J. Phys. France 50 (1989);
 * H. Gutfreund, Y. Stein, "Capacity of neural networks with discrete synaptic couplings", J. Phys. A 23 (1990) for
 * several levels; E. Barkai, D. Hansel, H. Sompolinsky, Phys. Rev. A 45 (1992) for tree committees.
 */

import { FrugalError, UsageError } from '../../errors.ts';
import { createPace, finish, tick, type Work } from '../../numerics/pace.ts';
import { exp, log } from '../../numerics/portable.ts';
import {
  brent,
  expandBracket,
  type Search,
  searchBracket,
  searchRoot,
} from '../../numerics/roots.ts';
import { energetic } from './committee.ts';
import { patternGrid } from './grids.ts';
import { checkLoad, type DiscreteValidity, shown } from './validity.ts';

/** What stores the patterns: unbiased random labels, inputs of one law. */
export interface StorageModel {
  /** The values a synapse may take, ascending; default [−1, 1]. */
  readonly levels?: readonly number[];
  /**
   * Mean weight that a threshold enforces: θ/f for inputs of mean f ≠ 0 and the threshold θN. Absent: free, that is
   * inputs of mean 0, or the best threshold.
   */
  readonly meanWeight?: number;
  /**
   * Largest mean square of a weight: for levels −1, 0, 1 the largest share of nonzero synapses. Where the free one is smaller
   * it does nothing.
   */
  readonly meanSquare?: number;
  /** Hidden units K of a tree committee of N·K two-valued synapses, odd, 1..7; default 1, the perceptron. */
  readonly units?: number;
}

/** One point of the replica-symmetric theory of storage. Entropies in nats per synapse. */
export interface StorageEntropy {
  /** α: patterns per synapse. */
  readonly load: number;
  /** s, so that about exp(s × synapses) configurations store all patterns. */
  readonly entropy: number;
  /** q: mean product of the weights of two solutions at one synapse. */
  readonly overlap: number;
  /** q̂, the conjugate of q. */
  readonly conjugate: number;
  /** Q: mean square of a weight. */
  readonly meanSquare: number;
  readonly meanWeight: number;
  readonly validity: DiscreteValidity;
}

const SOLVED: DiscreteValidity = {
  kind: 'replica-symmetric',
  reason: 'replica symmetry with non-negative entropy, believed to be exact for N → ∞',
};

interface Prepared {
  readonly levels: Float64Array;
  readonly meanWeight: number | undefined;
  readonly meanSquare: number;
  readonly units: number;
}

function prepare(model: StorageModel): Prepared {
  const { levels = [-1, 1], meanWeight, meanSquare = Number.POSITIVE_INFINITY, units = 1 } = model;
  if (
    levels.length < 2 ||
    levels.some((w, i) => !Number.isFinite(w) || !(i === 0 || w > levels[i - 1]))
  ) {
    throw new UsageError(`levels [${levels.join(', ')}] are not at least 2 ascending numbers`);
  }
  if (!(Number.isInteger(units) && units >= 1 && units <= 7 && units % 2 === 1)) {
    throw new UsageError(`units ${units} is none of 1, 3, 5, 7`);
  }
  if (units > 1 && (levels.length !== 2 || levels[0] !== -levels[1] || meanWeight !== undefined)) {
    throw new UsageError(
      `a committee of ${units} units is solved for levels [-w, w] and free mean only`,
    );
  }
  const top = levels[levels.length - 1];
  if (meanWeight !== undefined && !(meanWeight > levels[0] && meanWeight < top)) {
    throw new UsageError(`meanWeight ${meanWeight} is outside (${levels[0]}, ${top})`);
  }
  const least = levels.reduce((square, w) => Math.min(square, w * w), Number.POSITIVE_INFINITY);
  const single = levels.every((w) => w * w === least);
  if (!(meanSquare > least || (single && meanSquare === least))) {
    throw new UsageError(`meanSquare ${meanSquare} is outside (${least}, Infinity)`);
  }
  return { levels: Float64Array.from(levels), meanWeight, meanSquare, units };
}

/** Moments of one synapse with log-weight −½ a W² + (√q̂ z + b) W over the field z. */
interface Moments {
  readonly overlap: number;
  readonly square: number;
  readonly mean: number;
  /** E log Σ_W. */
  readonly value: number;
}

function synapse(levels: Float64Array, conjugate: number, a: number, b: number): Moments {
  const root = Math.sqrt(conjugate);
  let gap = 0;
  for (let l = 1; l < levels.length; l++) gap = Math.max(gap, levels[l] - levels[l - 1]);
  const { nodes, weights } = patternGrid(0.5 * gap * root);
  const exponents = new Float64Array(levels.length);
  let overlap = 0;
  let square = 0;
  let mean = 0;
  let value = 0;
  for (let i = 0; i < nodes.length; i++) {
    const field = root * nodes[i] + b;
    let most = Number.NEGATIVE_INFINITY;
    for (let l = 0; l < levels.length; l++) {
      exponents[l] = levels[l] * (field - 0.5 * a * levels[l]);
      most = Math.max(most, exponents[l]);
    }
    let sum = 0;
    let first = 0;
    let second = 0;
    for (let l = 0; l < levels.length; l++) {
      const p = exp(exponents[l] - most);
      sum += p;
      first += p * levels[l];
      second += p * levels[l] * levels[l];
    }
    first /= sum;
    overlap += weights[i] * first * first;
    square += (weights[i] * second) / sum;
    mean += weights[i] * first;
    value += weights[i] * (most + log(sum));
  }
  return { overlap, square, mean, value };
}

/** Moments with b chosen such that the mean weight is the wanted one. */
function withMean(model: Prepared, conjugate: number, a: number): { moments: Moments; b: number } {
  const wanted = model.meanWeight;
  if (wanted === undefined) return { moments: synapse(model.levels, conjugate, a, 0), b: 0 };
  const excess = (b: number) => synapse(model.levels, conjugate, a, b).mean - wanted;
  const bracket = expandBracket(excess, 0, 1, -1);
  if (bracket === undefined) {
    throw new FrugalError(`mean weight ${wanted} is not reached at conjugate ${shown(conjugate)}`);
  }
  const b = brent(excess, bracket, 1e-15);
  return { moments: synapse(model.levels, conjugate, a, b), b };
}

/** a = q̂ − Q̂: from Q̂ = q̂ q/Q where the mean square is free, or such that it is the largest allowed. */
function spreadOf(model: Prepared, conjugate: number): number {
  if (model.levels.length === 2 && model.levels[0] === -model.levels[1]) return 0;
  const free = (x: number) => {
    const { moments } = withMean(model, conjugate, x);
    return conjugate * (1 - moments.overlap / moments.square) - x;
  };
  const atLow = free(0);
  const a = brent(free, { low: 0, high: conjugate, atLow, atHigh: free(conjugate) }, 1e-15);
  const excess = (x: number) => withMean(model, conjugate, x).moments.square - model.meanSquare;
  if (model.meanSquare === Number.POSITIVE_INFINITY || excess(a) <= 0) return a;
  const bracket = expandBracket(excess, a, 1, 1);
  if (bracket === undefined) {
    throw new FrugalError(
      `mean square ${model.meanSquare} is not reached at conjugate ${shown(conjugate)}`,
    );
  }
  return brent(excess, bracket, 1e-15);
}

/** The solution of the saddle-point equations as an explicit function of q̂; the load follows. */
function atConjugate(model: Prepared, conjugate: number): StorageEntropy {
  const a = spreadOf(model, conjugate);
  const { moments, b } = withMean(model, conjugate, a);
  const { overlap, square, mean } = moments;
  const spread = square - overlap;
  const cost = energetic(model.units, Math.sqrt(overlap / spread));
  const load = (conjugate * spread) / cost.squaredSlope;
  const conjugateSquare = conjugate - a;
  const entropy =
    -0.5 * square * conjugateSquare +
    0.5 * overlap * conjugate -
    mean * b +
    moments.value +
    load * cost.value;
  return {
    load,
    entropy,
    overlap,
    conjugate,
    meanSquare: square,
    meanWeight: mean,
    validity:
      entropy >= -1e-9
        ? SOLVED
        : {
            kind: 'unphysical',
            reason: `no solution exists: the entropy is negative at load ${shown(load)}`,
          },
  };
}

/**
 * Entropy of the configurations that store `load` patterns per synapse.
 *
 * Beyond the capacity the entropy is negative and the validity says `unphysical`.
 *
 * @example storageEntropy(0.4).entropy // 0.39645505
 * @throws UsageError for a model or load that cannot be; FrugalError for loads beyond the reach of the equations
 */
export function storageEntropy(load: number, model: StorageModel = {}): StorageEntropy {
  checkLoad(load);
  const prepared = prepare(model);
  const excess = (x: number) => atConjugate(prepared, exp(x)).load - load;
  const bracket = expandBracket(excess, log(load), 0.5, -1, 4);
  if (bracket === undefined) {
    throw new FrugalError(
      `load ${load} is far beyond the capacity ${shown(storageCapacity(model).load)} and not solved for`,
    );
  }
  return { ...atConjugate(prepared, exp(brent(excess, bracket, 1e-15))), load };
}

/** A search with the answers of f, which may take long. */
function* inSteps<R>(search: Search<R>, f: (x: number) => number): Work<R> {
  const pace = createPace();
  let asked = search.next();
  while (!asked.done) {
    if (pace.due()) yield tick();
    asked = search.next(f(asked.value));
  }
  return asked.value;
}

/**
 * The load α_c at which the entropy vanishes: beyond it no configuration stores all patterns.
 *
 * @example storageCapacity().load // 0.83307860
 */
export const storageCapacity = (model: StorageModel = {}): StorageEntropy =>
  finish(storageCapacityInSteps(model));

/** `storageCapacity` with signs of life: trees of 5 and 7 units take a third of a second. */
export function* storageCapacityInSteps(model: StorageModel = {}): Work<StorageEntropy> {
  const prepared = prepare(model);
  const entropy = (x: number) => atConjugate(prepared, exp(x)).entropy;
  const bracket = yield* inSteps(searchBracket(0, 0.5, 1, 8), entropy);
  if (bracket === undefined) throw new FrugalError('the entropy of this model does not vanish');
  return atConjugate(prepared, exp(yield* inSteps(searchRoot(bracket, 1e-14), entropy)));
}
