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
import { type AsyncWork, finishAsync, type Work, within } from '../../numerics/pace.ts';
import { pow } from '../../numerics/portable.ts';
import type { Random } from '../../numerics/random.ts';
import type { DiscreteProblem } from '../../tasks/discrete/problem.ts';
import { checkProblem, synapsesOf } from '../../tasks/discrete/problem.ts';
import { type ChannelState, createChannelInSteps } from './channel.ts';
import {
  carry,
  createMarginals,
  fillMarginals,
  type MarginalState,
  readLevels,
  restoreMarginals,
  saveMarginals,
  settle,
  totalsAt,
  weigh,
} from './marginals.ts';
import { type Convergence, converge, type Passing, sumOfSizes } from './passing.ts';
import type { Course } from './solver.ts';

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
  converge(options?: { readonly tolerance?: number; readonly sweeps?: number }): Work<Convergence>;
  save(): MultiStateState;
  restore(state: MultiStateState): void;
}

/** All that a sweep starts from. */
export interface MultiStateState {
  readonly marginals: MarginalState;
  readonly channel: ChannelState;
}

function check(problem: DiscreteProblem, options: Omit<MultiStateOptions, 'random'>): void {
  checkProblem(problem);
  const { price = 0, nonzero = 1, damping = 0, amplitude = 0, asymmetry = 0 } = options;
  if (!(price >= 0 && Number.isFinite(price)))
    throw new UsageError(`price ${price} is outside [0, ∞)`);
  if (!(nonzero > 0 && nonzero <= 1)) throw new UsageError(`nonzero ${nonzero} is outside (0, 1]`);
  if (!(damping >= 0 && damping < 1)) throw new UsageError(`damping ${damping} is outside [0, 1)`);
  if (!(amplitude >= 0 && amplitude <= 1))
    throw new UsageError(`amplitude ${amplitude} is outside [0, 1]`);
  if (!(asymmetry >= 0 && asymmetry <= 1))
    throw new UsageError(`asymmetry ${asymmetry} is outside [0, 1]`);
  if ((price > 0 || nonzero < 1) && !problem.levels.includes(0))
    throw new UsageError(
      `a price or budget of connections needs the level 0, levels are ${problem.levels.join(', ')}`,
    );
}

/** `createMultiStateInSteps` without the signs of life. */
export const createMultiState = (
  problem: DiscreteProblem,
  options: MultiStateOptions,
): Promise<MultiState> => finishAsync(createMultiStateInSteps(problem, options));

/**
 * Prepares approximate message passing for any levels.
 *
 * @throws UsageError for a broken problem, options out of range, or a scarcity without a level 0
 */
export async function* createMultiStateInSteps(
  problem: DiscreteProblem,
  options: MultiStateOptions,
): AsyncWork<MultiState> {
  check(problem, options);
  const { inputs, units, patterns } = problem;
  const { price = 0, nonzero = 1, damping = 0, threads = 1 } = options;
  const { amplitude = units > 1 ? 0.1 : 0.01, asymmetry = 0 } = options;
  const channel = yield* createChannelInSteps(problem, threads);
  const marginals = createMarginals(problem, price, nonzero);
  const { fields, curvatures, means, variances } = marginals;
  const { own, ownCurvature, carried, carriedCurvature, lasting } = marginals;
  const synapses = synapsesOf(problem);
  const totalAt = (unit: number, shift: number) => totalsAt(marginals, unit, shift);

  function* sweep(): Work<number> {
    for (let k = 0; k < units; k++) {
      channel.means[k].set(means.subarray(k * inputs, (k + 1) * inputs));
      channel.variances[k].set(variances.subarray(k * inputs, (k + 1) * inputs));
    }
    yield* within(channel.pass(totalAt), 0, 0.8);
    for (let k = 0, i = 0; k < units; k++)
      for (let j = 0; j < inputs; j++, i++) {
        const curvature = channel.curvatures[k][j];
        const field = channel.fields[k][j] + means[i] * curvature + lasting[i];
        own[i] = damping * own[i] + (1 - damping) * field;
        ownCurvature[i] = damping * ownCurvature[i] + (1 - damping) * curvature;
        fields[i] = own[i] + carried[i];
        curvatures[i] = ownCurvature[i] + carriedCurvature[i];
      }
    return yield* within(settle(marginals), 0.8, 1);
  }

  fillMarginals(marginals, { amplitude, asymmetry }, options.random);
  yield* settle(marginals);
  return {
    ...{ problem, fields, curvatures, means, variances, sweep },
    messages: 2 * (synapses + units * patterns),
    work: 2 * synapses * patterns,
    get price() {
      return marginals.price;
    },
    marginal(i) {
      weigh(marginals, i, marginals.price);
      return marginals.mass.slice();
    },
    carry: (rate) => carry(marginals, rate),
    converge: ({ tolerance = 1e-5, sweeps = 1000 } = {}) => converge(sweep, tolerance, sweeps),
    held: () => sumOfSizes(fields),
    errors: (weights) => channel.errors(weights),
    weights: (out = new Int8Array(synapses)) => readLevels(marginals, out),
    *reset(random) {
      channel.reset();
      fillMarginals(marginals, { amplitude, asymmetry }, random);
      yield* settle(marginals);
    },
    save: () => ({ marginals: saveMarginals(marginals), channel: channel.save() }),
    restore(state) {
      restoreMarginals(marginals, state.marginals);
      channel.restore(state.channel);
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
