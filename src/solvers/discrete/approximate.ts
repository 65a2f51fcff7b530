/**
 * Belief propagation for two-level synapses in its approximate form (AMP): O(N + P) numbers beside one bit for every pattern
 * and synapse, so that 10⁵ synapses fit. All fields are renewed together; where the full form wants small or few problems,
 * this one wants large ones with patterns that are drawn independently.
 *
 * See channel.ts for the equations, and multi-state.ts for more than two levels.
 */

import { UsageError } from '../../errors.ts';
import { logTwoCosh } from '../../numerics/hyperbolic.ts';
import { type AsyncWork, finishAsync, type Work } from '../../numerics/pace.ts';
import { tanh } from '../../numerics/portable.ts';
import type { Random } from '../../numerics/random.ts';
import type { DiscreteProblem } from '../../tasks/discrete/problem.ts';
import { checkProblem, synapsesOf } from '../../tasks/discrete/problem.ts';
import { type ChannelState, createChannelInSteps, type TotalAt } from './channel.ts';
import {
  checkTwoLevels,
  converge,
  drawSides,
  type Measuring,
  readOut,
  sumOfSizes,
} from './passing.ts';
import { plainPulls } from './pulls.ts';

export interface ApproximateOptions {
  /** Share of the old message that stays, in [0, 1). Default 0. */
  readonly damping?: number;
  /** First fields are uniform in ±this. Default 0.01; 0.1 for committees, whose units begin alike. */
  readonly amplitude?: number;
  /** A field that stays, uniform in ±this: see `BeliefPropagationOptions`. Default 0. */
  readonly asymmetry?: number;
  /** Default 1. The result does not depend on it. */
  readonly threads?: number;
  readonly random: Random;
}

/** All that a sweep starts from. */
export interface ApproximateState {
  readonly fields: Float64Array;
  readonly external: Float64Array;
  readonly messages: Float64Array;
  readonly channel: ChannelState;
  readonly lasting: Float64Array;
  readonly sides: Int8Array;
}

/** `converge`: until no magnetisation moves by more than `tolerance` (default 1e-5), at most `sweeps` times (1000). */
export interface ApproximateMessagePassing extends Measuring {
  save(): ApproximateState;
  restore(state: ApproximateState): void;
}

/** `createApproximateInSteps` without the signs of life. */
export const createApproximate = (
  problem: DiscreteProblem,
  options: ApproximateOptions,
): Promise<ApproximateMessagePassing> => finishAsync(createApproximateInSteps(problem, options));

/** Options that are checked and complete. */
function planOf(problem: DiscreteProblem, options: ApproximateOptions) {
  checkProblem(problem);
  checkTwoLevels(problem, 'approximate message passing');
  const { damping = 0, asymmetry = 0, threads = 1 } = options;
  const { amplitude = problem.units > 1 ? 0.1 : 0.01 } = options;
  if (!(damping >= 0 && damping < 1)) throw new UsageError(`damping ${damping} is outside [0, 1)`);
  if (!(amplitude >= 0 && amplitude <= 1))
    throw new UsageError(`amplitude ${amplitude} is outside [0, 1]`);
  if (!(asymmetry >= 0 && asymmetry <= 1))
    throw new UsageError(`asymmetry ${asymmetry} is outside [0, 1]`);
  return { damping, asymmetry, threads, amplitude };
}

/** Mean and variance of Σ W of a unit whose synapses have these fields, all shifted. */
const totalsOf =
  (fields: Float64Array, inputs: number, middle: number, half: number): TotalAt =>
  (unit, shift) => {
    let [sum, squares] = [0, 0];
    for (let i = unit * inputs; i < (unit + 1) * inputs; i++) {
      const m = tanh(fields[i] + half * shift);
      sum += m;
      squares += m * m;
    }
    return { mean: middle * inputs + half * sum, variance: half * half * (inputs - squares) };
  };

/**
 * Prepares the approximate form. Products run in singles, in the same order on every machine and for every number of threads.
 *
 * @throws UsageError for a broken problem, synapses of more than two levels, or options out of range
 */
export async function* createApproximateInSteps(
  problem: DiscreteProblem,
  options: ApproximateOptions,
): AsyncWork<ApproximateMessagePassing> {
  const { damping, asymmetry, threads, amplitude } = planOf(problem, options);
  const { inputs, units, patterns, levels } = problem;
  const channel = yield* createChannelInSteps(problem, threads);
  const synapses = synapsesOf(problem);
  const half = (levels[1] - levels[0]) / 2;
  const middle = (levels[1] + levels[0]) / 2;
  /** `messages` are what the patterns exert: fields without the external field that they were made with. */
  const side = channel.synapses;
  const { fields, external, messages, lasting } = side;
  let sides = drawSides(synapses, options.random.split('sides'));

  const squash = (): void => {
    side.activities.set(fields);
    side.tanh();
  };

  const fill = (random: Random): void => {
    random.split('messages').fillUniform(messages, -amplitude, amplitude);
    random.split('asymmetry').fillUniform(lasting, -asymmetry, asymmetry);
    fields.set(messages);
    squash();
  };

  const totalAt = totalsOf(fields, inputs, middle, half);

  function* sweep(): Work<number> {
    side.present();
    yield* channel.pass(totalAt);
    return side.renew(damping);
  }

  const expose = (i: number, field: number): void => {
    external[i] = field;
  };
  const plain = plainPulls({ fields, external, expose });

  fill(options.random);
  return {
    ...{ problem, fields, external, sweep, expose },
    messages: synapses + units * patterns,
    work: 2 * synapses * patterns,
    reinforce: side.reinforce,
    focus(step, damping) {
      if (!side.focus(step, damping)) plain.focus(step, damping);
    },
    converge: ({ tolerance = 1e-5, sweeps = 1000 } = {}) => converge(sweep, tolerance, sweeps),
    *logPartition() {
      let sum = yield* channel.logLikelihood();
      for (let i = 0; i < synapses; i++)
        sum += logTwoCosh(fields[i]) - messages[i] * side.before[i];
      return sum;
    },
    held: () => sumOfSizes(fields),
    errors: (weights) => channel.errors(weights),
    weights: (out = new Int8Array(synapses)) => readOut(fields, sides, levels, out),
    // biome-ignore lint/correctness/useYield: of the few numbers of this form
    *reset(random) {
      sides = drawSides(synapses, random.split('sides'));
      external.fill(0);
      channel.reset();
      fill(random);
    },
    save: () => ({
      ...{ fields: fields.slice(), external: external.slice(), messages: messages.slice() },
      ...{ channel: channel.save(), lasting: lasting.slice(), sides: sides.slice() },
    }),
    restore(state) {
      fields.set(state.fields);
      external.set(state.external);
      messages.set(state.messages);
      squash();
      channel.restore(state.channel);
      lasting.set(state.lasting);
      sides = state.sides.slice();
    },
    dispose: () => channel.dispose(),
  };
}
