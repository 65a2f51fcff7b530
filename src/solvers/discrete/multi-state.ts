/**
 * Approximate message passing for synapses of any number of levels, with a price on being there at all: sparse binary
 * synapses are the levels −1, 0, 1 with a budget of connections.
 *
 * The marginal of synapse i is p_i(W) ∝ prior(W) exp(h_i W − A_i W²/2). Reinforcement multiplies all of log p_i of the sweep
 * before by a rate and adds it. Two levels without a price are faster in approximate.ts.
 *
 * Sources: S. Rangan, "Generalized approximate message passing", ISIT 2011; C. Baldassi, F. Gerace, C. Lucibello,
 * L. Saglietti & R. Zecchina, PRE 93, 052313 (2016), for multi-valued synapses. The budget is ours.
 */

import { UsageError } from '../../errors.ts';
import { exp, log, pow } from '../../numerics/portable.ts';
import type { Random } from '../../numerics/random.ts';
import type { DiscreteProblem } from '../../tasks/discrete/problem.ts';
import { checkProblem, levelStep, synapsesOf } from '../../tasks/discrete/problem.ts';
import { type ChannelState, createChannel, type TotalAt } from './channel.ts';
import type { Passing, PassingState } from './passing.ts';
import type { Course } from './solver.ts';

/** log-weights are cut at this: what is e⁻⁶⁰ times less probable than another level does not come back. */
const LARGEST = 60;

/** What connections cost: a fixed price, or the one at which as many are expected as there may be. */
export interface Scarcity {
  /** λ ≥ 0: every synapse that is not 0 weighs e^−λ. Default 0. */
  readonly price?: number;
  /**
   * Largest share of synapses that are not 0, in (0, 1]: in expectation, by a price found anew after every sweep, and in the
   * read-out. Default 1.
   */
  readonly nonzero?: number;
}

export interface MultiStateOptions extends Scarcity {
  /** Share of the old field that stays, in [0, 1). Default 0. */
  readonly damping?: number;
  /** First fields are uniform in ±this. Default 0.01; 0.1 for committees. */
  readonly amplitude?: number;
  /** A field that stays, uniform in ±this: see `BeliefPropagationOptions`. Default 0. */
  readonly asymmetry?: number;
  /** Default 1. The result does not depend on it. */
  readonly threads?: number;
  readonly random: Random;
}

export interface MultiState extends Passing {
  /** h and A of the last sweep, what was carried over included, [K·N]. */
  readonly fields: Float64Array;
  readonly curvatures: Float64Array;
  /** Mean and variance of every synapse. */
  readonly means: Float64Array;
  readonly variances: Float64Array;
  /** λ of the last sweep. */
  readonly price: number;
  /** p_i(W), for each level. */
  marginal(i: number): Float64Array;
  /** Carries over `rate` times the log-marginals of the last sweep. */
  carry(rate: number): void;
  /** Sweeps until no mean moves by more than `tolerance` (default 1e-5), at most `sweeps` times (1000). */
  converge(options?: { readonly tolerance?: number; readonly sweeps?: number }): {
    readonly converged: boolean;
    readonly sweeps: number;
    readonly change: number;
  };
}

/**
 * Prepares approximate message passing for any levels.
 *
 * @throws UsageError for a broken problem, options out of range, or a scarcity without a level 0
 */
export async function createMultiState(
  problem: DiscreteProblem,
  options: MultiStateOptions,
): Promise<MultiState> {
  checkProblem(problem);
  const { inputs, units, patterns, levels } = problem;
  const { price: asked = 0, nonzero = 1, damping = 0, threads = 1 } = options;
  const { amplitude = units > 1 ? 0.1 : 0.01, asymmetry = 0 } = options;
  if (!(asked >= 0 && Number.isFinite(asked)))
    throw new UsageError(`price ${asked} is outside [0, ∞)`);
  if (!(nonzero > 0 && nonzero <= 1)) throw new UsageError(`nonzero ${nonzero} is outside (0, 1]`);
  if (!(damping >= 0 && damping < 1)) throw new UsageError(`damping ${damping} is outside [0, 1)`);
  if (!(amplitude >= 0 && amplitude <= 1))
    throw new UsageError(`amplitude ${amplitude} is outside [0, 1]`);
  if (!(asymmetry >= 0 && asymmetry <= 1))
    throw new UsageError(`asymmetry ${asymmetry} is outside [0, 1]`);
  const scarce = asked > 0 || nonzero < 1;
  if (scarce && !levels.includes(0))
    throw new UsageError(
      `a price or budget of connections needs the level 0, levels are ${levels.join(', ')}`,
    );
  const channel = await createChannel(problem, threads);
  const synapses = synapsesOf(problem);
  const step = levelStep(problem);
  const count = levels.length;
  const [fields, curvatures, means, variances] = [0, 0, 0, 0].map(() => new Float64Array(synapses));
  /** The patterns' own part, before what is carried over. */
  const [own, ownCurvature] = [new Float64Array(synapses), new Float64Array(synapses)];
  const [carried, carriedCurvature] = [new Float64Array(synapses), new Float64Array(synapses)];
  /** λ of the last sweep; what the asked price has grown to by being carried over; of that, what is carried over now. */
  let [price, ownPrice, carriedPrice] = [asked, asked, 0];
  const mass = new Float64Array(count);
  const lasting = new Float64Array(synapses);
  let sides = Float64Array.from({ length: synapses }, () => 0);

  /** p_i in `mass`, with the price and a shift of its field given; returns the probability of a connection. */
  const weigh = (i: number, lambda: number, shift = 0): number => {
    let top = Number.NEGATIVE_INFINITY;
    for (let q = 0; q < count; q++) {
      const w = levels[q];
      mass[q] = w * (fields[i] + shift - 0.5 * curvatures[i] * w) - (w === 0 ? 0 : lambda);
      top = Math.max(top, mass[q]);
    }
    let [sum, active] = [0, 0];
    for (let q = 0; q < count; q++) {
      mass[q] = exp(Math.max(mass[q] - top, -2 * LARGEST));
      sum += mass[q];
      if (levels[q] !== 0) active += mass[q];
    }
    for (let q = 0; q < count; q++) mass[q] /= sum;
    return active / sum;
  };

  const moments = { mean: 0, variance: 0 };
  /** Moments of what is in `mass`. */
  const measure = (): void => {
    let [mean, variance] = [0, 0];
    for (let q = 0; q < count; q++) mean += mass[q] * levels[q];
    for (let q = 0; q < count; q++) {
      const gap = levels[q] - mean;
      variance += mass[q] * gap * gap;
    }
    moments.mean = mean;
    moments.variance = variance;
  };

  /** Of every synapse, the log of the odds of a connection without a price, or its probability. */
  const odds = new Float64Array(synapses);

  /** λ ≥ `least` at which the expected share of connections is the budget, by bisection. */
  const priceOf = (least: number): number => {
    if (nonzero === 1) return least;
    for (let i = 0; i < synapses; i++) {
      const active = weigh(i, least);
      odds[i] = log(Math.max(active, 1e-300)) - log(Math.max(1 - active, 1e-300));
    }
    const expected = (extra: number): number => {
      let sum = 0;
      for (let i = 0; i < synapses; i++) sum += 1 / (1 + exp(extra - odds[i]));
      return sum;
    };
    if (expected(0) <= nonzero * synapses) return least;
    let [low, high] = [0, 1];
    while (expected(high) > nonzero * synapses && high < 4 * LARGEST) high *= 2;
    for (let t = 0; t < 30; t++) {
      const middle = 0.5 * (low + high);
      if (expected(middle) > nonzero * synapses) low = middle;
      else high = middle;
    }
    return least + high;
  };

  /** Moments of all synapses out of fields; returns the largest change of a mean, in two-level units. */
  const settle = (): number => {
    ownPrice = asked + carriedPrice;
    price = priceOf(ownPrice);
    let change = 0;
    for (let i = 0; i < synapses; i++) {
      weigh(i, price);
      measure();
      change = Math.max(change, Math.abs(moments.mean - means[i]));
      means[i] = moments.mean;
      variances[i] = moments.variance;
    }
    return (2 * change) / step;
  };

  const fill = (random: Random): void => {
    random.split('messages').fillUniform(fields, -amplitude, amplitude);
    random.split('asymmetry').fillUniform(lasting, -asymmetry, asymmetry);
    sides = new Float64Array(synapses);
    random.split('sides').fillUniform(sides, -1e-9, 1e-9);
    settle();
  };

  const totalAt: TotalAt = (unit, shift) => {
    let [mean, variance] = [0, 0];
    for (let i = unit * inputs; i < (unit + 1) * inputs; i++) {
      weigh(i, price, shift);
      measure();
      mean += moments.mean;
      variance += moments.variance;
    }
    return { mean, variance };
  };

  const sweep = (): number => {
    for (let k = 0; k < units; k++) {
      channel.means[k].set(means.subarray(k * inputs, (k + 1) * inputs));
      channel.variances[k].set(variances.subarray(k * inputs, (k + 1) * inputs));
    }
    channel.pass(totalAt);
    for (let k = 0, i = 0; k < units; k++)
      for (let j = 0; j < inputs; j++, i++) {
        const curvature = channel.curvatures[k][j];
        const field = channel.fields[k][j] + means[i] * curvature + lasting[i];
        own[i] = damping * own[i] + (1 - damping) * field;
        ownCurvature[i] = damping * ownCurvature[i] + (1 - damping) * curvature;
        fields[i] = own[i] + carried[i];
        curvatures[i] = ownCurvature[i] + carriedCurvature[i];
      }
    return settle();
  };

  fill(options.random);
  const arrays = { fields, curvatures, means, variances, own, ownCurvature, carried, lasting };
  return {
    ...{ problem, fields, curvatures, means, variances, sweep },
    messages: 2 * (synapses + units * patterns),
    work: 2 * synapses * patterns,
    get price() {
      return price;
    },
    marginal(i) {
      weigh(i, price);
      return mass.slice();
    },
    carry(rate) {
      // Fields beyond this decide a synapse: cut, so that a run that fails stays finite.
      const most = LARGEST / step;
      for (let i = 0; i < synapses; i++) {
        const scale = Math.min(1, most / Math.max(Math.abs(fields[i]), curvatures[i], 1e-300));
        carried[i] = rate * fields[i] * scale;
        carriedCurvature[i] = rate * curvatures[i] * scale;
      }
      // What a budget adds is not carried: it is a multiplier, found anew.
      carriedPrice = rate * Math.min(ownPrice, LARGEST);
    },
    converge({ tolerance = 1e-5, sweeps = 1000 } = {}) {
      let change = Number.POSITIVE_INFINITY;
      for (let done = 1; done <= sweeps; done++) {
        change = sweep();
        if (change <= tolerance) return { converged: true, sweeps: done, change };
      }
      return { converged: false, sweeps, change };
    },
    held: () => fields.reduce((sum, field) => sum + Math.abs(field), 0),
    errors: (weights) => channel.errors(weights),
    weights(out = new Int8Array(synapses)) {
      let connections = 0;
      for (let i = 0; i < synapses; i++) {
        const active = weigh(i, price);
        odds[i] = active;
        let best = 0;
        for (let q = 1; q < count; q++) {
          // Equal levels fall to the side drawn at the start.
          const lead = mass[q] - mass[best];
          if (lead > 0 || (lead === 0 && sides[i] > 0)) best = q;
        }
        out[i] = levels[best];
        if (out[i] !== 0) connections += 1;
      }
      const most = Math.floor(nonzero * synapses);
      if (connections <= most) return out;
      // The budget is kept in expectation by the price; here the least sure connections go.
      const present = [...out.keys()].filter((i) => out[i] !== 0);
      present.sort((i, j) => odds[j] - odds[i] || i - j);
      for (const i of present.slice(most)) out[i] = 0;
      return out;
    },
    reset(random) {
      for (const array of Object.values(arrays)) array.fill(0);
      carriedCurvature.fill(0);
      carriedPrice = 0;
      channel.reset();
      fill(random);
    },
    save: (): PassingState => ({
      ...Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.slice()])),
      ...{ carriedCurvature: carriedCurvature.slice(), channel: channel.save() },
      ...{ sides: sides.slice(), price, ownPrice, carriedPrice },
    }),
    restore(state) {
      const saved = state as unknown as Record<string, Float64Array> & {
        readonly price: number;
        readonly channel: ChannelState;
        readonly ownPrice: number;
        readonly carriedPrice: number;
      };
      for (const [name, array] of Object.entries(arrays)) array.set(saved[name]);
      carriedCurvature.set(saved.carriedCurvature);
      channel.restore(saved.channel);
      sides = saved.sides.slice();
      ({ price, ownPrice, carriedPrice } = saved);
    },
    dispose: () => channel.dispose(),
  };
}

/** Reinforcement of whole marginals, at the rate r_t = 1 − gᵗ; the options are those of `reinforcement`. */
export function multiStateReinforcement({
  decay = 0.98,
  sweeps = Math.ceil(6 / (1 - decay)),
}: {
  readonly decay?: number;
  readonly sweeps?: number;
} = {}): Course<MultiState> {
  if (!(decay > 0 && decay < 1)) throw new UsageError(`decay ${decay} is outside (0, 1)`);
  return {
    ...{ name: 'multi-state reinforcement', sweeps },
    after(passing, sweep) {
      passing.carry(1 - pow(decay, sweep));
      return true;
    },
  };
}
