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

import { logNormalCdf } from '../../numerics/gaussian.ts';
import { exp, log1p } from '../../numerics/portable.ts';
import { popcountRow } from '../../tasks/discrete/bits.ts';
import { evaluate } from '../../tasks/discrete/evaluate.ts';
import { type DiscreteProblem, patternLength } from '../../tasks/discrete/problem.ts';
import { createLeaveOneOut } from './leave-one-out.ts';
import { createBitProducts } from './products.ts';
import { createCommittee, LEAST_VARIANCE, type Response, respond } from './unit.ts';

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
  pass(total: TotalAt): void;
  /** [K·N] numbers, and their hyperbolic tangents in place, in singles. */
  readonly activities: Float32Array;
  tanh(): void;
  /** Σ over patterns of log Z and V g²/2: the patterns' part of the free entropy, of the last pass. */
  logLikelihood(): number;
  /** Patterns that weights answer wrongly. */
  errors(weights: Int8Array): number;
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

/** Share of moved weights below which the fields are brought up to date one by one: a move costs 60 times its share. */
const FEW_MOVES = 1 / 64;

const sumOf = (values: Float32Array | Float64Array): number => {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
};

/** Prepares the channel of a problem; `threads` as in the engine. */
export async function createChannel(problem: DiscreteProblem, threads = 1): Promise<Channel> {
  const { inputs, units, patterns, labels, threshold, code } = problem;
  const signed = code === 'sign';
  // Slot 0: means and slopes; 1, where ξ² is not 1 throughout: variances and curvatures.
  const plain = signed && units === 1;
  const slots = signed ? 1 : 2;
  const products = await createBitProducts(problem, { slots, threads, responses: plain });
  const { responses } = products;
  const [first, second] = products.slots;
  const slopes = new Float64Array(units * patterns);
  const response: Response = { slope: 0, curvature: 0 };
  const committee = createCommittee(units, createLeaveOneOut(units));
  const needed = (units + 1) / 2;
  const variances = first.synapses.map(() => new Float64Array(inputs));
  const curvatures = first.synapses.map(() => new Float64Array(inputs));
  /** f, the share of ones in 0/1 patterns; (ξ − f)² = f² + (1 − 2f) ξ. */
  const rate = signed ? 0 : popcountRow(problem.bits) / (patterns * patternLength(problem));
  const skew = 1 - 2 * rate;
  const total = new Float64Array(units);
  const mean = new Float64Array(units);
  const variance = new Float64Array(units);
  /** −∂g/∂ω of every pattern and unit; [P·K] as the slopes. */
  const bends = new Float64Array(units * patterns);
  /** S of every unit, Σ over patterns of the unfolded slopes, and the field f Σ g that was put on its synapses before. */
  const weightTotals = new Float64Array(units);
  const slopeTotals = new Float64Array(units);
  const pulls = new Float64Array(units);
  let started = false;
  /** Of the last pass, [P·K]; where patterns are 0/1 without f S. */
  const cavityMeans = new Float64Array(units * patterns);
  const cavityVariances = new Float64Array(units * patterns);

  /** Votes of the units on a pattern whose means and variances are in place; log of the label's probability. */
  const vote = (): number => {
    if (units === 1) return logNormalCdf(mean[0] / Math.sqrt(variance[0]));
    for (let k = 0; k < units; k++) {
      const z = mean[k] / Math.sqrt(variance[k]);
      committee.good[k] = exp(logNormalCdf(z));
      committee.bad[k] = exp(logNormalCdf(-z));
    }
    return committee.decide();
  };

  /** Means and variances of pattern p to `mean` and `variance`. */
  const place = (p: number): void => {
    for (let k = 0; k < units; k++) {
      mean[k] = cavityMeans[p * units + k] + labels[p] * rate * weightTotals[k];
      variance[k] = cavityVariances[p * units + k];
    }
  };

  /** Weights whose errors were counted last, and their fields. All 0 at first, as weights may be. */
  const measured = new Int8Array(units * inputs);
  const fieldsOf = first.sums.map(() => new Float32Array(patterns));

  /** Slopes and bends of all patterns. */
  const respondAll = (): void => {
    slopeTotals.fill(0);
    for (let p = 0; p < patterns; p++) {
      place(p);
      if (units > 1) vote();
      for (let k = 0; k < units; k++) {
        respond(mean[k], variance[k], committee.demands[k], response);
        slopes[p * units + k] = response.slope;
        bends[p * units + k] = response.curvature;
        slopeTotals[k] += labels[p] * response.slope;
      }
    }
  };

  /**
   * Finds S of unit k with S = Σ⟨W⟩ at the field f Σ g(S), by Newton's method within the levels' bounds: the right side falls
   * with S, so there is one. Changes no slopes.
   */
  const solveTotal = (k: number, totalAt: TotalAt): void => {
    let low = inputs * problem.levels[0];
    let high = inputs * problem.levels[problem.levels.length - 1];
    for (let round = 0; round < MOST_ROUNDS; round++) {
      let [pull, stiffness] = [0, 0];
      for (let p = 0; p < patterns; p++) {
        place(p);
        if (units > 1) vote();
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
  };

  /** Sums of integers below 2²⁴ are exact in singles, in whatever order. */
  const exact = inputs * Math.max(...problem.levels.map(Math.abs)) < 16777216;

  /** Fields of weights into `fieldsOf`. */
  const measure = (weights: Int8Array): void => {
    let moved = 0;
    for (let i = 0; i < weights.length; i++) if (weights[i] !== measured[i]) moved += 1;
    if (moved < FEW_MOVES * weights.length) {
      for (let i = 0; i < weights.length; i++) {
        const change = weights[i] - measured[i];
        if (change === 0) continue;
        const k = Math.floor(i / inputs);
        products.move(k, i - k * inputs, change, fieldsOf[k]);
      }
    } else {
      for (let k = 0; k < units; k++)
        first.synapses[k].set(weights.subarray(k * inputs, (k + 1) * inputs));
      first.along();
      for (let k = 0; k < units; k++) fieldsOf[k].set(first.sums[k]);
    }
    measured.set(weights);
  };

  return {
    ...{ means: first.synapses, fields: first.totals, variances, curvatures },
    ...{ activities: products.activities, tanh: products.tanh },
    pass(totalAt) {
      for (let k = 0; k < units; k++) {
        total[k] = sumOf(variances[k]);
        if (!signed) second.synapses[k].set(variances[k]);
      }
      first.along();
      if (responses !== undefined) {
        // The same as below for one unit and ±1 patterns, four patterns at a time.
        const bend = responses.respond(Math.max(total[0], LEAST_VARIANCE));
        first.down();
        curvatures[0].fill(bend);
        return;
      }
      if (!signed) second.along();
      for (let k = 0; k < units; k++) {
        const meanTotal = signed ? 0 : sumOf(first.synapses[k]);
        for (let p = 0; p < patterns; p++) {
          const share = signed ? total[k] : rate * rate * total[k] + skew * second.sums[k][p];
          const v = Math.max(share, LEAST_VARIANCE);
          const field = first.sums[k][p] - rate * meanTotal - threshold;
          cavityVariances[p * units + k] = v;
          cavityMeans[p * units + k] = labels[p] * field - v * slopes[p * units + k];
        }
        if (!signed && !started) weightTotals[k] = meanTotal;
      }
      started = true;
      if (!signed) for (let k = 0; k < units; k++) solveTotal(k, totalAt);
      respondAll();
      for (let k = 0; k < units; k++) {
        for (let p = 0; p < patterns; p++) {
          first.patterns[k][p] = labels[p] * slopes[p * units + k];
          if (!signed) second.patterns[k][p] = bends[p * units + k];
        }
      }
      first.down();
      if (!signed) second.down();
      for (let k = 0; k < units; k++) {
        let bend = 0;
        for (let p = 0; p < patterns; p++) bend += bends[p * units + k];
        const own = curvatures[k];
        if (signed) own.fill(bend);
        else
          for (let i = 0; i < inputs; i++) own[i] = rate * rate * bend + skew * second.totals[k][i];
        pulls[k] = rate * slopeTotals[k];
      }
    },
    logLikelihood() {
      let sum = 0;
      if (responses !== undefined) {
        cavityMeans.set(responses.means);
        cavityVariances.fill(Math.max(total[0], LEAST_VARIANCE));
        slopes.set(responses.slopes);
      }
      for (let p = 0; p < patterns; p++) {
        place(p);
        for (let k = 0; k < units; k++) {
          const slope = slopes[p * units + k];
          sum += 0.5 * variance[k] * slope * slope;
        }
        sum += vote();
      }
      // What is left of the freedom of S: the Gaussian integral over its fluctuation.
      if (!signed)
        for (let k = 0; k < units; k++) {
          let bend = 0;
          for (let p = 0; p < patterns; p++) bend += bends[p * units + k];
          sum -= 0.5 * log1p(rate * rate * bend * total[k]);
        }
      return sum;
    },
    errors(weights) {
      if (!exact) return evaluate(problem, weights).errors;
      measure(weights);
      let errors = 0;
      for (let p = 0; p < patterns; p++) {
        let good = 0;
        for (let k = 0; k < units; k++) if (labels[p] * (fieldsOf[k][p] - threshold) > 0) good += 1;
        if (good < needed) errors += 1;
      }
      return errors;
    },
    reset() {
      for (const array of [slopes, weightTotals, pulls]) array.fill(0);
      responses?.slopes.fill(0);
      started = false;
    },
    save: () => ({
      ...{ slopes: responses === undefined ? slopes.slice() : Float64Array.from(responses.slopes) },
      ...{ totals: weightTotals.slice(), pulls: pulls.slice(), started },
    }),
    restore(state) {
      slopes.set(state.slopes);
      responses?.slopes.set(state.slopes);
      weightTotals.set(state.totals);
      pulls.set(state.pulls);
      started = state.started;
    },
    dispose: () => products.dispose(),
  };
}
