/**
 * The patterns' side of approximate message passing (AMP, the TAP equations): from the mean and variance of every synapse
 * to the field and curvature that all patterns together exert on it. O(N + P) numbers and two products with the bits.
 *
 * ω = Σ ξ⟨W⟩ − θ − V g(before), V = Σ ξ² var W, g = ∂ log Z/∂ω; field_i = Σ_μ ξ_i g_μ, curvature_i = Σ_μ ξ_i² (−∂g_μ/∂ω).
 *
 * 0/1 patterns share a mean f, and through it every pattern sees the sum S of all weights: renewed in parallel, that one
 * direction would oscillate without end. So ξ − f takes the place of ξ in V, in the curvatures and in the Onsager term, and S
 * is solved for in each pass, together with the field f Σ g that it puts on all synapses.
 *
 * Knows nothing of levels. Sources: D. Donoho, A. Maleki & A. Montanari, PNAS 106 (2009); S. Rangan, ISIT 2011;
 * Y. Kabashima & S. Uda, ALT 2004, for the binary perceptron; J. Vila, P. Schniter, S. Rangan, F. Krzakala & L. Zdeborová,
 * ICASSP 2015, for removing means.
 */

import { logNormalCdf } from '../../numerics/normal-tails.ts';
import {
  type AsyncWork,
  createPace,
  type Pace,
  tick,
  type Work,
  within,
} from '../../numerics/pace.ts';
import { exp, log1p } from '../../numerics/portable.ts';
import { popcountRow } from '../../tasks/discrete/bits.ts';
import { type DiscreteProblem, patternLength } from '../../tasks/discrete/problem.ts';
import { createLeaveOneOut } from './leave-one-out.ts';
import { type BitProducts, createBitProductsInSteps } from './products.ts';
import type { SynapseSide } from './synapse-side.ts';
import { type Committee, createCommittee, LEAST_VARIANCE, type Response, respond } from './unit.ts';
import { createWeightFields } from './weight-fields.ts';

/** Σ_i ⟨W_i⟩ of unit k, were the fields on all its synapses greater by `shift`; the variances likewise. */
export type TotalAt = (
  unit: number,
  shift: number,
) => { readonly mean: number; readonly variance: number };

export interface Channel {
  /** Mean and variance of every synapse, [K][N]; to be written before `pass`. */
  readonly means: readonly Float32Array[];
  readonly variances: readonly Float64Array[];
  /** What `pass` gives, [K][N]. */
  readonly fields: readonly Float32Array[];
  readonly curvatures: readonly ArrayLike<number>[];
  /** Renews fields and curvatures; `total` is asked only where patterns are 0/1. */
  pass(total: TotalAt): Work<void>;
  /** The synapses' side of two levels: what may write means and variances, and read what `pass` gives. */
  readonly synapses: SynapseSide;
  /** Σ over patterns of log Z and V g²/2: the patterns' part of the free entropy, of the last pass. */
  logLikelihood(): Work<number>;
  /** Patterns that weights answer wrongly. */
  errors(weights: Int8Array): Work<number>;
  /** What the next pass starts from: slopes folded by the labels, [P·K], and where patterns are 0/1 the totals. */
  save(): ChannelState;
  restore(state: ChannelState): void;
  /** Forgets the last pass. */
  reset(): void;
  dispose(): void;
}

/** Plain state of a channel. */
export interface ChannelState {
  readonly slopes: Float64Array;
  readonly totals: Float64Array;
  readonly pulls: Float64Array;
  readonly started: boolean;
}

/** Rounds of Newton's method for S, and the gap, in standard deviations of Σ W, at which it is near enough. */
const MOST_ROUNDS = 25;
const NEAR = 1e-3;

const sumOf = (values: Float32Array | Float64Array): number => {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k];
  return sum;
};

/** What the patterns' side is made of; arrays over patterns and units are [P·K]. */
export interface Patterns {
  readonly problem: DiscreteProblem;
  /** f, the share of ones in 0/1 patterns, 0 for ±1; (ξ − f)² = f² + (1 − 2f) ξ. */
  readonly rate: number;
  readonly committee: Committee;
  /** Slopes g folded by the labels, and bends −∂g/∂ω. */
  readonly slopes: Float64Array;
  readonly bends: Float64Array;
  /** Means, where patterns are 0/1 without f S, and variances of the folded fields in the last pass. */
  readonly cavityMeans: Float64Array;
  readonly cavityVariances: Float64Array;
  /** S of every unit, Σ over patterns of the unfolded slopes, and the field f Σ g that was put on its synapses before. */
  readonly weightTotals: Float64Array;
  readonly slopeTotals: Float64Array;
  readonly pulls: Float64Array;
  /** Means and variances of the units on the pattern at hand. */
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  /** Whether `weightTotals` hold anything. */
  started: boolean;
}

/** The patterns' side of a problem before its first pass. */
export function createPatterns(problem: DiscreteProblem): Patterns {
  const { units, patterns, code } = problem;
  const room = (length: number) => new Float64Array(length);
  const each = units * patterns;
  return {
    problem,
    rate: code === 'sign' ? 0 : popcountRow(problem.bits) / (patterns * patternLength(problem)),
    committee: createCommittee(units, createLeaveOneOut(units)),
    ...{ slopes: room(each), bends: room(each) },
    ...{ cavityMeans: room(each), cavityVariances: room(each) },
    ...{ weightTotals: room(units), slopeTotals: room(units), pulls: room(units) },
    ...{ mean: room(units), variance: room(units), started: false },
  };
}

/** Means and variances of pattern p to `mean` and `variance`. */
function place(patterns: Patterns, p: number): void {
  const { problem, rate, weightTotals, cavityMeans, cavityVariances, mean, variance } = patterns;
  const { units, labels } = problem;
  for (let k = 0; k < units; k++) {
    mean[k] = cavityMeans[p * units + k] + labels[p] * rate * weightTotals[k];
    variance[k] = cavityVariances[p * units + k];
  }
}

/** Votes of the units on a pattern whose means and variances are in place; log of the label's probability. */
function vote({ problem, committee, mean, variance }: Patterns): number {
  const { units } = problem;
  if (units === 1) return logNormalCdf(mean[0] / Math.sqrt(variance[0]));
  for (let k = 0; k < units; k++) {
    const z = mean[k] / Math.sqrt(variance[k]);
    committee.good[k] = exp(logNormalCdf(z));
    committee.bad[k] = exp(logNormalCdf(-z));
  }
  return committee.decide();
}

const response: Response = { slope: 0, curvature: 0 };

/** Slopes and bends of all patterns, and the totals of the slopes. */
export function respondAll(patterns: Patterns): void {
  const { problem, committee, slopes, bends, slopeTotals, mean, variance } = patterns;
  const { units, labels } = problem;
  slopeTotals.fill(0);
  for (let p = 0; p < problem.patterns; p++) {
    place(patterns, p);
    if (units > 1) vote(patterns);
    for (let k = 0; k < units; k++) {
      respond(mean[k], variance[k], committee.demands[k], response);
      slopes[p * units + k] = response.slope;
      bends[p * units + k] = response.curvature;
      slopeTotals[k] += labels[p] * response.slope;
    }
  }
}

/**
 * Finds S of unit k with S = Σ⟨W⟩ at the field f Σ g(S), by Newton's method within the levels' bounds: the right side falls
 * with S, so there is one. Changes no slopes.
 */
export function* solveTotal(
  patterns: Patterns,
  k: number,
  totalAt: TotalAt,
  pace: Pace = createPace(),
): Work<void> {
  const { problem, rate, committee, weightTotals, pulls, mean, variance } = patterns;
  const { units, inputs, labels, levels } = problem;
  let low = inputs * levels[0];
  let high = inputs * levels[levels.length - 1];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    if (pace.due()) yield tick(round / MOST_ROUNDS);
    let [pull, stiffness] = [0, 0];
    for (let p = 0; p < problem.patterns; p++) {
      place(patterns, p);
      if (units > 1) vote(patterns);
      respond(mean[k], variance[k], committee.demands[k], response);
      pull += labels[p] * response.slope;
      stiffness += response.curvature;
    }
    const { mean: reached, variance: give } = totalAt(k, rate * pull - pulls[k]);
    const gap = reached - weightTotals[k];
    if (gap > 0) low = Math.max(low, weightTotals[k]);
    else high = Math.min(high, weightTotals[k]);
    if (Math.abs(gap) <= NEAR * Math.max(1, Math.sqrt(give))) return;
    const next = weightTotals[k] + gap / (1 + rate * rate * stiffness * give);
    weightTotals[k] = next > low && next < high ? next : 0.5 * (low + high);
  }
}

/** Means and variances of all patterns out of the products along them. */
function readCavities(patterns: Patterns, { slots }: BitProducts, totals: Float64Array): void {
  const { problem, rate, slopes, cavityMeans, cavityVariances, weightTotals, started } = patterns;
  const { units, labels, threshold, code } = problem;
  const signed = code === 'sign';
  const [first, second] = slots;
  const skew = 1 - 2 * rate;
  for (let k = 0; k < units; k++) {
    const meanTotal = signed ? 0 : sumOf(first.synapses[k]);
    for (let p = 0; p < problem.patterns; p++) {
      const share = signed ? totals[k] : rate * rate * totals[k] + skew * second.sums[k][p];
      const v = Math.max(share, LEAST_VARIANCE);
      const field = first.sums[k][p] - rate * meanTotal - threshold;
      cavityVariances[p * units + k] = v;
      cavityMeans[p * units + k] = labels[p] * field - v * slopes[p * units + k];
    }
    if (!signed && !started) weightTotals[k] = meanTotal;
  }
  patterns.started = true;
}

/** Slopes and bends to where the products down the synapses take them from. */
function writeResponses({ problem, slopes, bends }: Patterns, { slots }: BitProducts): void {
  const { units, labels } = problem;
  const [first, second] = slots;
  for (let k = 0; k < units; k++)
    for (let p = 0; p < problem.patterns; p++) {
      first.patterns[k][p] = labels[p] * slopes[p * units + k];
      if (second !== undefined) second.patterns[k][p] = bends[p * units + k];
    }
}

/** Σ of the bends of unit k. */
function bendOf({ problem, bends }: Patterns, k: number): number {
  let bend = 0;
  for (let p = 0; p < problem.patterns; p++) bend += bends[p * problem.units + k];
  return bend;
}

/** Curvatures of all synapses, and the pulls of the next pass, out of the bends and the products down. */
function readCurvatures(
  patterns: Patterns,
  { slots }: BitProducts,
  curvatures: readonly Float64Array[],
): void {
  const { problem, rate, slopeTotals, pulls } = patterns;
  const [, second] = slots;
  const skew = 1 - 2 * rate;
  for (let k = 0; k < problem.units; k++) {
    const bend = bendOf(patterns, k);
    const own = curvatures[k];
    if (second === undefined) own.fill(bend);
    else
      for (let i = 0; i < own.length; i++) own[i] = rate * rate * bend + skew * second.totals[k][i];
    pulls[k] = rate * slopeTotals[k];
  }
}

/** Σ over patterns of log Z and V g²/2 at what is in place, and of 0/1 patterns the freedom of S. */
function* logLikelihoodOf(patterns: Patterns, totals: Float64Array): Work<number> {
  const { problem, rate, slopes, variance } = patterns;
  const { units, code } = problem;
  const pace = createPace();
  let sum = 0;
  for (let p = 0; p < problem.patterns; p++) {
    if (pace.due()) yield tick(p / problem.patterns);
    place(patterns, p);
    for (let k = 0; k < units; k++) {
      const slope = slopes[p * units + k];
      sum += 0.5 * variance[k] * slope * slope;
    }
    sum += vote(patterns);
  }
  // What is left of the freedom of S: the Gaussian integral over its fluctuation.
  if (code !== 'sign')
    for (let k = 0; k < units; k++)
      sum -= 0.5 * log1p(rate * rate * bendOf(patterns, k) * totals[k]);
  return sum;
}

/** Prepares the channel of a problem; `threads` as in the engine. */
export async function* createChannelInSteps(
  problem: DiscreteProblem,
  threads = 1,
): AsyncWork<Channel> {
  const { units, code } = problem;
  const signed = code === 'sign';
  // Slot 0: means and slopes; 1, where ξ² is not 1 throughout: variances and curvatures.
  const slots = signed ? 1 : 2;
  const plain = signed && units === 1;
  const products = yield* createBitProductsInSteps(problem, { slots, threads, responses: plain });
  const { responses } = products;
  const [first, second] = products.slots;
  const patterns = createPatterns(problem);
  const { slopes, weightTotals, pulls, cavityMeans, cavityVariances } = patterns;
  const { variances, curvatures } = products.synapses;
  /** Σ of the variances of each unit. */
  const totals = new Float64Array(units);
  const pace = createPace();

  /** The way of one unit and ±1 patterns, four patterns at a time in singles; the same as the other. */
  function* passPlainly({ respond }: NonNullable<typeof responses>): Work<void> {
    yield* within(first.along(), 0, 0.5);
    const bend = respond(Math.max(totals[0], LEAST_VARIANCE));
    yield* within(first.down(), 0.5, 1);
    curvatures[0].fill(bend);
  }

  function* passAll(totalAt: TotalAt): Work<void> {
    yield* within(first.along(), 0, 0.3);
    if (second !== undefined) {
      for (let k = 0; k < units; k++) second.synapses[k].set(variances[k]);
      yield* within(second.along(), 0.3, 0.5);
    }
    readCavities(patterns, products, totals);
    if (!signed)
      for (let k = 0; k < units; k++)
        yield* within(solveTotal(patterns, k, totalAt, pace), 0.5, 0.5);
    respondAll(patterns);
    writeResponses(patterns, products);
    yield* within(first.down(), 0.5, 0.8);
    if (second !== undefined) yield* within(second.down(), 0.8, 1);
    readCurvatures(patterns, products, curvatures);
  }

  return {
    ...{ means: first.synapses, fields: first.totals, variances, curvatures },
    synapses: products.synapses,
    *pass(totalAt) {
      for (let k = 0; k < units; k++) totals[k] = sumOf(variances[k]);
      yield* responses === undefined ? passAll(totalAt) : passPlainly(responses);
    },
    *logLikelihood() {
      if (responses !== undefined) {
        cavityMeans.set(responses.means);
        cavityVariances.fill(Math.max(totals[0], LEAST_VARIANCE));
        slopes.set(responses.slopes);
      }
      return yield* logLikelihoodOf(patterns, totals);
    },
    errors: createWeightFields(problem, products),
    reset() {
      for (const array of [slopes, weightTotals, pulls]) array.fill(0);
      responses?.slopes.fill(0);
      patterns.started = false;
    },
    save: () => ({
      ...{ slopes: responses === undefined ? slopes.slice() : Float64Array.from(responses.slopes) },
      ...{ totals: weightTotals.slice(), pulls: pulls.slice(), started: patterns.started },
    }),
    restore(state) {
      slopes.set(state.slopes);
      responses?.slopes.set(state.slopes);
      weightTotals.set(state.totals);
      pulls.set(state.pulls);
      patterns.started = state.started;
    },
    dispose: () => products.dispose(),
  };
}
