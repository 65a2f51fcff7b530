/**
 * Max-sum for a perceptron of two-level synapses: messages about the best configuration instead of the average one, and the
 * course that reinforces them to a solution.
 *
 * Message passing of `createMaxSum` keeps one message for every pattern and synapse and renews all of them together. The
 * iteration knows no scale, so the solver rescales it as it goes. Committees are left out.
 *
 * Source: C. Baldassi & A. Braunstein, "A max-sum algorithm for training discrete neural networks", J. Stat. Mech. P08008
 * (2015).
 */

import { createDirect } from '../../engine/index.ts';
import { UsageError } from '../../errors.ts';
import { divideDoubles, largestTurn } from '../../kernels/double-rows.ts';
import {
  MAX_SUM_CELL,
  MAX_SUM_CELL_BYTES,
  maxSumAnswer,
  maxSumLook,
} from '../../kernels/max-sum.ts';
import { smallestPair, smallestPairScratch } from '../../kernels/smallest-pair.ts';
import { createPace, tick, type Work, within } from '../../numerics/pace.ts';
import type { Random } from '../../numerics/random.ts';
import { evaluateInSteps } from '../../tasks/discrete/evaluate.ts';
import type { DiscreteProblem } from '../../tasks/discrete/problem.ts';
import { checkProblem, decidingThreshold } from '../../tasks/discrete/problem.ts';
import { patternValuesInSteps } from '../../tasks/discrete/rows.ts';
import { allocateInSteps } from './allocate.ts';
import { checkTwoLevels, drawSides, type MessagePassing, readOut, sumOfSizes } from './passing.ts';
import { plainPulls } from './pulls.ts';
import type { Course } from './solver.ts';

/** Fields are told apart by this share of their mean size where they would be equal. */
const TIE = 1e-7;

/** Most messages: 8 bytes each. */
const MOST_MESSAGES = 2 ** 28;

/** A message for "this synapse has to": in units of the largest field, so that later sums stay finite. */
const MUST = 4;

/** The two order statistics that all messages of one pattern are made of. */
export interface Prices {
  /** n-th and (n+1)-th smallest |field| of the synapses that stand wrong; see `maxSumMessage`. */
  readonly last: number;
  readonly next: number;
}

/** k-th smallest (k ≥ 1) of the first `count` values, which are reordered (C. A. R. Hoare's selection). */
function select(values: Float64Array, count: number, k: number): number {
  let [low, high] = [0, count - 1];
  while (low < high) {
    const pivot = values[(low + high) >>> 1];
    let [i, j] = [low, high];
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i <= j) {
        const held = values[i];
        values[i] = values[j];
        values[j] = held;
        i++;
        j--;
      }
    }
    if (k - 1 <= j) high = j;
    else if (k - 1 >= i) low = i;
    else break;
  }
  return values[k - 1];
}

/**
 * Prices of a pattern: what it costs to set right the synapses that are needed, the cheapest first.
 *
 * @param wrong |cavity field| of the synapses that stand against the label; reordered
 * @param missing n: how many more have to stand right; 0 when just enough do
 */
export function maxSumPrices(wrong: Float64Array, count: number, missing: number): Prices {
  let largest = 0;
  for (let k = 0; k < count; k++) largest = Math.max(largest, wrong[k]);
  const must = MUST * Math.max(largest, 1);
  const next = missing + 1 <= count ? select(wrong, count, missing + 1) : must;
  const last = missing < 1 ? 0 : missing <= count ? select(wrong, count, missing) : must;
  return { last, next };
}

/**
 * Message to one synapse, along its share: half the cost of the best configuration with it wrong less that with it right.
 *
 * @param size |cavity field|
 * @param right whether the cavity field stands with the label
 */
export function maxSumMessage(
  { last, next }: Prices,
  missing: number,
  size: number,
  right: boolean,
): number {
  if (missing < 0) return 0;
  if (right) return next;
  if (missing === 0) return 0;
  return size <= last ? next : last;
}

export interface MaxSumOptions {
  readonly random: Random;
}

/** Max-sum messages that can be scaled. */
export interface MaxSum extends MessagePassing {
  /** Brings the mean |field| to 1, external fields along with it. */
  rescale(): void;
  save(): MaxSumState;
  restore(state: MaxSumState): void;
}

/** All that a sweep starts from. */
export interface MaxSumState {
  readonly fields: Float64Array;
  readonly external: Float64Array;
  readonly messages: Float64Array;
  readonly ties: Float64Array;
  readonly sides: Int8Array;
}

function checkMaxSum(problem: DiscreteProblem): void {
  checkProblem(problem);
  checkTwoLevels(problem, 'max-sum');
  const { inputs, units, patterns } = problem;
  if (units !== 1)
    throw new UsageError(`max-sum is for one unit, not ${units}; use belief propagation`);
  if (patterns * inputs > MOST_MESSAGES)
    throw new UsageError(
      `patterns ${patterns} x ${inputs} inputs are more messages than ${MOST_MESSAGES}; use belief propagation in its approximate form`,
    );
}

type Name = 'look' | 'pair' | 'answer' | 'divide' | 'turn';

/** The kernels, their memory, and the arrays in it. */
interface Desk {
  readonly problem: DiscreteProblem;
  readonly kernels: Readonly<Record<Name, (...values: number[]) => void>>;
  /** Byte addresses. */
  readonly places: Readonly<Record<'inputs' | 'messages' | Vector | 'scratch' | 'cell', number>>;
  /** Fields of the last sweep, and those that this one adds up. */
  readonly before: Float64Array;
  readonly fields: Float64Array;
  /** [P][N]. */
  readonly messages: Float64Array;
  /** |cavity field| of the synapses that stand against the pattern at hand. */
  readonly wrong: Float64Array;
  /** See `MAX_SUM_CELL`; between visits what the other kernels read and write. */
  readonly cell: Float64Array;
}

type Vector = 'before' | 'fields' | 'along' | 'wrong';

const BYTES = Float64Array.BYTES_PER_ELEMENT;

/** Room for all messages, all of them 0; `backend` as of `createDirect`. */
function* createDesk(problem: DiscreteProblem, backend: 'wasm' | 'twin'): Work<Desk> {
  const { inputs, patterns } = problem;
  const values = yield* within(patternValuesInSteps(problem), 0, 0.5);
  const { memory, functions } = createDirect(
    [maxSumLook, smallestPair, maxSumAnswer, divideDoubles, largestTurn],
    backend,
  );
  const [look, pair, answer, divide, turn] = functions;
  // `along` and `wrong` are written past their ends.
  const vector = () => memory.allocate(BYTES * (inputs + 2));
  const places = {
    inputs: memory.allocate(values.length),
    messages: yield* within(allocateInSteps(memory, BYTES * patterns * inputs), 0.5, 1),
    ...{ before: vector(), fields: vector(), along: vector(), wrong: vector() },
    scratch: memory.allocate(smallestPairScratch(inputs + 1)),
    cell: memory.allocate(MAX_SUM_CELL_BYTES),
  };
  const { f64, u8 } = memory.views();
  const view = (at: number, length = inputs) => f64.subarray(at / BYTES, at / BYTES + length);
  u8.set(new Uint8Array(values.buffer, values.byteOffset, values.length), places.inputs);
  return {
    ...{ problem, places, kernels: { look, pair, answer, divide, turn } },
    ...{ before: view(places.before), fields: view(places.fields), wrong: view(places.wrong) },
    messages: view(places.messages, patterns * inputs),
    cell: view(places.cell, MAX_SUM_CELL_BYTES / BYTES),
  };
}

/** How many more synapses have to stand right when `right` of `active` do. */
function missingOf({ problem }: Desk, label: number, active: number, right: number): number {
  const { levels } = problem;
  const half = (levels[1] - levels[0]) / 2;
  const middle = (levels[1] + levels[0]) / 2;
  const offset = label * (middle * active - decidingThreshold(problem));
  return Math.floor((active - offset / half) / 2) + 1 - right;
}

/** Prices to the cell; `maxSumPrices` where more have to stand right than can. */
function price({ kernels, places, cell, wrong }: Desk, count: number, missing: number): void {
  let [last, next] = [0, 0];
  if (missing >= 0 && missing < count) {
    kernels.pair(places.wrong, count, missing + 1, places.scratch, places.cell);
    last = cell[0];
    next = cell[1];
  } else if (missing >= 0) ({ last, next } = maxSumPrices(wrong, count, missing));
  cell[MAX_SUM_CELL.toRight] = next;
  cell[MAX_SUM_CELL.bound] = last;
  // `maxSumMessage` to those that stand wrong: nothing where just enough stand right.
  cell[MAX_SUM_CELL.toNear] = missing > 0 ? next : 0;
  cell[MAX_SUM_CELL.toFar] = missing > 0 ? last : 0;
}

/** Messages of one pattern from the cavity fields of the last sweep, added to `fields`. */
function answer(desk: Desk, pattern: number): void {
  const { problem, kernels, places, cell } = desk;
  const { inputs } = problem;
  const label = problem.labels[pattern];
  const row = places.inputs + pattern * inputs;
  const messages = places.messages + BYTES * pattern * inputs;
  cell[MAX_SUM_CELL.label] = label;
  kernels.look(inputs, row, messages, places.before, places.along, places.wrong, places.cell);
  const { right, active, wrong } = MAX_SUM_CELL;
  price(desk, cell[wrong], missingOf(desk, label, cell[active], cell[right]));
  cell[MAX_SUM_CELL.label] = label;
  kernels.answer(inputs, row, places.along, messages, places.fields, places.cell);
}

/**
 * Prepares max-sum; first fields are ±1 at random.
 *
 * @throws UsageError for a broken problem, more than two levels, or a committee
 */
export function* createMaxSumInSteps(
  problem: DiscreteProblem,
  options: MaxSumOptions,
  backend: 'wasm' | 'twin' = 'wasm',
): Work<MaxSum> {
  checkMaxSum(problem);
  const { inputs, patterns, levels } = problem;
  const pace = createPace();
  const external = new Float64Array(inputs);
  const ties = new Float64Array(inputs);
  const desk = yield* createDesk(problem, backend);
  const { fields, messages, before, kernels, places, cell } = desk;
  let sides = drawSides(inputs, options.random.split('sides'));

  const fill = (random: Random): void => {
    random.split('ties').fillUniform(ties, -TIE, TIE);
    const first = random.split('messages');
    for (let i = 0; i < inputs; i++) fields[i] = (first.bits() & 1 ? 1 : -1) + ties[i];
  };

  const expose = (i: number, field: number): void => {
    external[i] = field;
  };

  fill(options.random);
  return {
    ...{ problem, fields, external, messages: messages.length, work: 2 * messages.length },
    ...{ expose, ...plainPulls({ fields, external, expose }) },
    *sweep() {
      before.set(fields);
      for (let i = 0; i < inputs; i++) fields[i] = external[i] + ties[i];
      for (let pattern = 0; pattern < patterns; pattern++) {
        if (pace.due()) yield tick(pattern / patterns);
        answer(desk, pattern);
      }
      kernels.turn(inputs, places.before, places.fields, places.cell);
      return cell[0];
    },
    rescale() {
      const scale = sumOfSizes(fields) / inputs;
      if (!(scale > 0)) return;
      for (let i = 0; i < inputs; i++) external[i] /= scale;
      cell[0] = scale;
      kernels.divide(inputs, places.fields, places.cell);
      kernels.divide(messages.length, places.messages, places.cell);
    },
    held: () => sumOfSizes(fields),
    *errors(weights) {
      return (yield* evaluateInSteps(problem, weights)).errors;
    },
    weights: (out = new Int8Array(inputs)) => readOut(fields, sides, levels, out),
    // biome-ignore lint/correctness/useYield: random numbers are drawn for the synapses alone
    *reset(random) {
      sides = drawSides(inputs, random.split('sides'));
      external.fill(0);
      messages.fill(0);
      fill(random);
    },
    save: () => ({
      ...{ fields: fields.slice(), external: external.slice(), messages: messages.slice() },
      ...{ ties: ties.slice(), sides: sides.slice() },
    }),
    restore(state) {
      fields.set(state.fields);
      external.set(state.external);
      messages.set(state.messages);
      ties.set(state.ties);
      sides = state.sides.slice();
    },
    dispose() {},
  };
}

export interface MaxSumReinforcementOptions {
  /** r: after sweep t every synapse gets the field r t h, not capped. Default 0.01; 0.003 to 0.001 above α = 0.6. */
  readonly rate?: number;
  /** Default 10/r. */
  readonly sweeps?: number;
}

/** Reinforced max-sum: the pull grows with the sweeps, and the scale of all fields is kept. */
export function maxSumReinforcement({
  rate = 0.01,
  sweeps = Math.ceil(10 / rate),
}: MaxSumReinforcementOptions = {}): Course<MaxSum> {
  if (!(rate > 0 && Number.isFinite(rate))) throw new UsageError(`rate ${rate} is outside (0, ∞)`);
  return {
    ...{ name: 'max-sum', sweeps },
    after(passing, sweep) {
      passing.rescale();
      const { fields } = passing;
      for (let i = 0; i < fields.length; i++) passing.expose(i, rate * sweep * fields[i]);
      return true;
    },
  };
}
