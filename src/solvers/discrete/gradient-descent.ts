/**
 * Gradient learning of a perceptron of ±1 synapses: behind each synapse stands a real hidden state H whose sign it is, and the
 * gradient of a smooth loss of the stabilities, taken at the signs, passes straight through to the states.
 *
 * The loss of a pattern of stability Δ = σ(W·ξ − θ)/√N is log(1 + e^(−2γΔ))/2γ: the sharper (γ), the nearer to counting what is
 * wrong, for γ → ∞ the perceptron's rule with no margin. States stay within ±1, or a synapse that was right for long would
 * hardly turn again.
 *
 * The defaults are those that solved most of fifteen settings, tried on two instances of N = 1001 each at loads of 0.3 to 0.5.
 *
 * Sources: straight-through gradients and clipped states, M. Courbariaux, Y. Bengio, J.-P. David, NIPS 2015; the loss and its
 * sharpness, C. Baldassi, F. Pittorino, R. Zecchina, PNAS 117, 161 (2020), who find that it seeks dense regions.
 */

import { UsageError } from '../../errors.ts';
import type { Work } from '../../numerics/pace.ts';
import { exp } from '../../numerics/portable.ts';
import type { Random } from '../../numerics/random.ts';
import { packRows, popcountXor } from '../../tasks/discrete/bits.ts';
import { checkProblem, type DiscreteProblem, isBinary } from '../../tasks/discrete/problem.ts';
import { patternValuesInSteps, unitRows } from '../../tasks/discrete/rows.ts';
import { countWrong, type TiedLearner, turn } from './committee-descent.ts';
import { type ReplicatedDescent, tie } from './replicated-descent.ts';

export interface GradientDescentOptions {
  /** η: a pattern that is wrong by far moves the hidden states by as much. Default 0.002. */
  readonly rate?: number;
  /** γ, in units of stability. Default 10. */
  readonly sharpness?: number;
  /** Patterns of a minibatch. Default 80, or a tenth of all where that is less. */
  readonly batch?: number;
  /** Epochs in all after which it is given up. Default 3,000. */
  readonly epochs?: number;
  readonly random: Random;
}

/** First hidden states lie within ± this. */
const FIRST = 0.1;

function check(problem: DiscreteProblem, { rate = 1, sharpness = 1 }: GradientDescentOptions) {
  checkProblem(problem);
  if (problem.units > 1 || !isBinary(problem) || problem.code !== 'sign')
    throw new UsageError(
      'gradient descent is for a perceptron of ±1 synapses and patterns; a committee takes rsgd',
    );
  for (const [name, value] of Object.entries({ rate, sharpness }))
    if (!(value > 0 && value < Number.POSITIVE_INFINITY))
      throw new UsageError(`${name} ${value} is outside (0, Infinity)`);
}

/**
 * −dE/dH along σξ of one pattern: what multiplies η. In (0, 1), ½ at the threshold.
 *
 * @param stability Δ
 */
export const slopeAt = (stability: number, sharpness: number): number =>
  1 / (1 + exp(2 * sharpness * stability));

/** One learner at hidden states `hidden`, which it keeps. */
export function createGradientDescent(
  problem: DiscreteProblem,
  values: Int8Array,
  hidden: Float64Array,
  { rate = 0.002, sharpness = 10 }: Pick<GradientDescentOptions, 'rate' | 'sharpness'>,
): TiedLearner {
  const { inputs, labels, threshold } = problem;
  const rows = unitRows(problem);
  const { words } = rows;
  const signs = Int8Array.from(hidden, (h) => (h < 0 ? -1 : 1));
  let packed = packRows(signs, 1, inputs);
  const stabilityOf = (p: number): number =>
    labels[p] *
    (inputs - 2 * popcountXor(packed, 0, rows.bits, p * rows.stride, words) - threshold);
  const width = Math.sqrt(inputs);
  return {
    ...{ problem, hidden, signs },
    step(batch) {
      for (const p of batch) {
        const along = rate * labels[p] * slopeAt(stabilityOf(p) / width, sharpness);
        const from = p * inputs;
        for (let i = 0; i < inputs; i++) hidden[i] += along * values[from + i];
      }
      for (let i = 0; i < inputs; i++) hidden[i] = Math.max(-1, Math.min(1, hidden[i]));
      return batch.length;
    },
    settle(turned) {
      const count = turn(hidden, signs, turned);
      if (count > 0) packed = packRows(signs, 1, inputs);
      return count;
    },
    errors: () => countWrong(problem.patterns, (p) => stabilityOf(p) > 0),
  };
}

/**
 * Gradient learning from hidden states that are uniform within ±0.1. One pattern costs N additions and a product of N bits.
 *
 * @throws UsageError for a committee, synapses or patterns that are not ±1, or options out of range
 */
export function* createGradientDescentInSteps(
  problem: DiscreteProblem,
  options: GradientDescentOptions,
): Work<ReplicatedDescent> {
  check(problem, options);
  const values = yield* patternValuesInSteps(problem);
  const hidden = new Float64Array(problem.inputs);
  options.random.split('start').fillUniform(hidden, -FIRST, FIRST);
  return tie([createGradientDescent(problem, values, hidden, options)], options);
}
