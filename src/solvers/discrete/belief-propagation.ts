/**
 * Belief propagation for two-level synapses with one message for every pattern and synapse, pattern after pattern in random
 * order with fresh fields: perceptrons and committees, exact or Gaussian.
 *
 * Memory K·N·P doubles: for large problems there is the approximate form, approximate.ts. What to do with the messages
 * (read marginals, reinforce, focus) is elsewhere. Synapses are independent of each other in it: where patterns share a mean
 * (0/1 patterns), their sum is not, the entropy is too small by order N, and the approximate form is the better one.
 */

import { logTwoCosh } from '../../numerics/hyperbolic.ts';
import { createPace, finish, tick, type Work, within } from '../../numerics/pace.ts';
import { tanh } from '../../numerics/portable.ts';
import { type Random, type RandomState, restoreRandom } from '../../numerics/random.ts';
import { evaluateInSteps } from '../../tasks/discrete/evaluate.ts';
import type { DiscreteProblem } from '../../tasks/discrete/problem.ts';
import { checkProblem, synapsesOf } from '../../tasks/discrete/problem.ts';
import { ANSWERS } from './belief-factors.ts';
import {
  type BeliefPropagationOptions,
  checkDamping,
  checkedOptions,
  type Factor,
} from './belief-options.ts';
import {
  addUp,
  type Beliefs,
  createBeliefsInSteps,
  fillBeliefs,
  tanhOfMessages,
} from './belief-state.ts';
import { gather, renew, visitLinearly, withoutPattern } from './beliefs.ts';
import {
  type Convergence,
  checkTwoLevels,
  converge,
  drawSides,
  type Measuring,
  readOut,
  sumOfSizes,
} from './passing.ts';
import { focusNumbers, type Pulls, plainPulls } from './pulls.ts';

/** What `createBeliefPropagation` gives: message passing with every message kept. */
export interface BeliefPropagation extends Measuring {
  readonly factor: Factor;
  /** Messages u, [P][K][N]. */
  readonly messagesOut: Float64Array;
  /** Share of the old message that stays. */
  damping: number;
  /** Sweeps until no message moves by more than `tolerance` (default 1e-6), at most `sweeps` times (1000). */
  converge(options?: { readonly tolerance?: number; readonly sweeps?: number }): Work<Convergence>;
  /** tanh of the fields. */
  magnetisations(): Float64Array;
  save(): BeliefState;
  restore(state: BeliefState): void;
  /** Keeps what a sweep starts from in a place of its own; `back` returns to what was kept last, as often as it is asked to. */
  hold(): void;
  back(): void;
}

/** All that a sweep starts from. */
export interface BeliefState {
  readonly messages: Float64Array;
  readonly external: Float64Array;
  readonly fields: Float64Array;
  readonly lasting: Float64Array;
  readonly sides: Int8Array;
  readonly random: RandomState;
}

/** `createBeliefPropagationInSteps` without the signs of life. */
export const createBeliefPropagation = (
  problem: DiscreteProblem,
  options: BeliefPropagationOptions,
): BeliefPropagation => finish(createBeliefPropagationInSteps(problem, options));

/** `hold` and `back`: the arrays are copied, nothing is worked out anew. */
function holding(
  { fields, fieldTanh, external, messages, messageTanh }: Beliefs,
  randomNow: () => Random,
  setRandom: (random: Random) => void,
): Pick<BeliefPropagation, 'hold' | 'back'> {
  const arrays = [fields, fieldTanh, external, messages, messageTanh];
  let copies: Float64Array[] | undefined;
  let state: RandomState | undefined;
  return {
    hold() {
      state = randomNow().state();
      if (copies === undefined) copies = arrays.map((array) => array.slice());
      else for (const [k, copy] of copies.entries()) copy.set(arrays[k]);
    },
    back() {
      if (copies === undefined || state === undefined) return;
      for (const [k, copy] of copies.entries()) arrays[k].set(copy);
      setRandom(restoreRandom(state));
    },
  };
}

/** All external fields at once, and the total ones with them. */
function pullsOf({ kernels, places, cell, fields }: Beliefs, plain: Pulls): Pulls {
  const { nextShare: next, external, fieldTanh } = places;
  const expose = (): void => {
    kernels.expose(fields.length, next, external, places.fields);
    kernels.tanh(fields.length, places.fields, fieldTanh);
  };
  return {
    reinforce(strength) {
      cell[0] = strength;
      kernels.reinforce(fields.length, places.fields, next, places.cell);
      expose();
    },
    focus(step, damping) {
      const numbers = focusNumbers(step, damping);
      if (numbers === undefined) return plain.focus(step, damping);
      cell.set(numbers);
      kernels.focus(fields.length, places.fields, external, next, places.cell);
      expose();
    },
  };
}

/**
 * Prepares belief propagation.
 *
 * @throws UsageError for a broken problem, synapses of more than two levels, or options out of range
 */
export function* createBeliefPropagationInSteps(
  problem: DiscreteProblem,
  options: BeliefPropagationOptions,
  backend: 'wasm' | 'twin' = 'wasm',
): Work<BeliefPropagation> {
  checkProblem(problem);
  checkTwoLevels(problem, 'belief propagation');
  const { units, patterns, levels } = problem;
  const { factor, damping, ...first } = checkedOptions(problem, options);
  const beliefs = yield* createBeliefsInSteps(problem, { factor, damping }, backend);
  const { fields, external, lasting, fieldTanh, messages } = beliefs;
  const synapses = synapsesOf(problem);
  const answer = ANSWERS[factor];
  const { before, kernels, places, cell } = beliefs;
  const pace = createPace();
  let { random } = options;
  let sides = drawSides(synapses, random.split('sides'));
  yield* fillBeliefs(beliefs, first, random, pace);

  /** Visits all patterns once; returns how far the message went that went furthest. */
  function* visitAll(): Work<number> {
    before.set(fields);
    yield* within(addUp(beliefs, pace), 0, 0);
    const order = random.permutation(patterns);
    if (factor === 'linear') return yield* visitLinearly(beliefs, order, pace);
    let moved = 0;
    for (let visit = 0; visit < patterns; visit++) {
      if (pace.due()) yield tick(visit / patterns);
      const pattern = order[visit];
      gather(beliefs, pattern);
      for (let k = 0; k < units; k++) {
        answer(beliefs, k, pattern);
        moved = Math.max(moved, renew(beliefs, k, pattern));
      }
    }
    return moved;
  }

  const expose = (i: number, field: number): void => {
    fields[i] += field - external[i];
    fieldTanh[i] = tanh(fields[i]);
    external[i] = field;
  };

  return {
    ...{ problem, factor, fields, external, messagesOut: messages, expose },
    ...pullsOf(beliefs, plainPulls({ fields, external, expose })),
    ...{ messages: messages.length, work: 2 * messages.length },
    get damping() {
      return beliefs.damping;
    },
    set damping(value) {
      beliefs.damping = checkDamping(value);
    },
    *sweep() {
      yield* visitAll();
      kernels.largest(synapses, places.before, places.fields, places.cell);
      return cell[0];
    },
    converge: ({ tolerance = 1e-6, sweeps = 1000 } = {}) => converge(visitAll, tolerance, sweeps),
    *logPartition() {
      let sum = 0;
      for (let i = 0; i < synapses; i++) sum += logTwoCosh(fields[i]);
      for (let pattern = 0; pattern < patterns; pattern++) {
        if (pace.due()) yield tick(pattern / patterns);
        // Z_i and Z_ia each hold 2cosh u once, with opposite signs.
        sum += gather(beliefs, pattern) + withoutPattern(beliefs, pattern);
      }
      return sum;
    },
    held: () => sumOfSizes(fields),
    magnetisations: () => fields.map((field) => tanh(field)),
    *errors(weights) {
      return (yield* evaluateInSteps(problem, weights)).errors;
    },
    weights: (out = new Int8Array(synapses)) => readOut(fields, sides, levels, out),
    *reset(next) {
      random = next;
      sides = drawSides(synapses, random.split('sides'));
      external.fill(0);
      yield* fillBeliefs(beliefs, first, random, pace);
    },
    save: () => ({
      ...{ messages: messages.slice(), external: external.slice(), fields: fields.slice() },
      ...{ lasting: lasting.slice(), sides: sides.slice(), random: random.state() },
    }),
    restore(state) {
      messages.set(state.messages);
      finish(tanhOfMessages(beliefs, pace));
      external.set(state.external);
      fields.set(state.fields);
      for (let i = 0; i < synapses; i++) fieldTanh[i] = tanh(fields[i]);
      lasting.set(state.lasting);
      sides = state.sides.slice();
      random = restoreRandom(state.random);
    },
    ...holding(
      beliefs,
      () => random,
      (held) => {
        random = held;
      },
    ),
    dispose() {},
  };
}
