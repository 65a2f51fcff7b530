/**
 * The state of belief propagation on two-level synapses with every message kept: its arrays, most of them in the memory of the
 * kernels that work on them, and how they begin. What a visit to a pattern does to it is in beliefs.ts.
 */

import { createDirect } from '../../engine/index.ts';
import {
  beliefAnswer,
  beliefJoin,
  beliefLook,
  beliefRenew,
  beliefShares,
  beliefTurn,
  CELL,
  CELL_BYTES,
} from '../../kernels/belief.ts';
import { beliefFactors, FACTORS } from '../../kernels/belief-factors.ts';
import { addRows, largestTurn, tanhDoubles } from '../../kernels/double-rows.ts';
import { exposeFields, focusFields, reinforceFields } from '../../kernels/pulls.ts';
import { type Pace, tick, type Work, within } from '../../numerics/pace.ts';
import type { Random } from '../../numerics/random.ts';
import { type DiscreteProblem, synapsesOf } from '../../tasks/discrete/problem.ts';
import { patternValuesInSteps } from '../../tasks/discrete/rows.ts';
import { allocateInSteps } from './allocate.ts';
import type { Factor } from './belief-options.ts';
import { createLeaveOneOut, type LeaveOneOut } from './leave-one-out.ts';
import { type Committee, createCommittee } from './unit.ts';

/** All arrays of belief propagation; S = K·N synapses. Those that kernels work on are views into a memory of their own. */
export interface Beliefs {
  readonly problem: DiscreteProblem;
  readonly factor: Factor;
  /** Share of the old message that stays. */
  damping: number;
  /** Half the distance of the levels, and their middle. */
  readonly half: number;
  readonly middle: number;
  /** The patterns as numbers, and how many a pattern has. */
  readonly inputsOf: Int8Array;
  readonly rowLength: number;
  /** Total fields, external fields, and those that stay for good; tanh of the first. [S] */
  readonly fields: Float64Array;
  readonly external: Float64Array;
  readonly lasting: Float64Array;
  readonly fieldTanh: Float64Array;
  /** Messages u and their tanh, [P][S]: most sums of fields are done by the addition theorem instead. */
  readonly messages: Float64Array;
  readonly messageTanh: Float64Array;
  /** Of the pattern at hand: fields without it, their tanh, and the part ±half or 0 of each spin in its unit's field, [S]. */
  readonly cavity: Float64Array;
  readonly means: Float64Array;
  readonly share: Float64Array;
  /** Mean and variance of the units' folded fields, and votes, [K]. */
  readonly unitMean: Float64Array;
  readonly unitVariance: Float64Array;
  /** Probabilities of the votes of a committee's units, good and bad, [K]. */
  readonly good: Float64Array;
  readonly bad: Float64Array;
  readonly committee: Committee;
  /** Exact law of one unit; room for its synapses. */
  readonly law: LeaveOneOut;
  readonly yes: Float64Array;
  readonly no: Float64Array;
  /** New messages to the synapses of one unit, [N]. */
  readonly fresh: Float64Array;
  /** Fields before a sweep, [S]; products of factors, two for every `FACTORS` synapses. */
  readonly before: Float64Array;
  readonly factors: Float64Array;
  /** The kernels, and where in their memory things lie. */
  readonly kernels: Kernels;
  readonly places: Places;
  /** What the kernels are told and tell: see `CELL`. */
  readonly cell: Float64Array;
}

type Name =
  | ('shares' | 'look' | 'renew' | 'answer' | 'join' | 'turn' | 'addRows' | 'tanh')
  | ('reinforce' | 'focus' | 'expose' | 'factors' | 'largest');
type Kernels = Readonly<Record<Name, (...values: number[]) => void>>;

/** Byte addresses. */
interface Places {
  readonly inputs: number;
  readonly messages: number;
  readonly messageTanh: number;
  readonly fields: number;
  readonly fieldTanh: number;
  readonly external: number;
  readonly cavity: number;
  readonly means: number;
  readonly share: number;
  /** Shares of the pattern that comes next; between sweeps, external fields that are to be. */
  readonly nextShare: number;
  readonly fresh: number;
  readonly before: number;
  readonly factors: number;
  readonly cell: number;
}

/** Bytes of a double. */
export const BYTES = Float64Array.BYTES_PER_ELEMENT;

/** Room for all messages, all of them 0; `backend` as of `createDirect`. Throws `FrugalError` where 4 GiB are not enough. */
export function* createBeliefsInSteps(
  problem: DiscreteProblem,
  { factor, damping }: { readonly factor: Factor; readonly damping: number },
  backend: 'wasm' | 'twin' = 'wasm',
): Work<Beliefs> {
  const { inputs, units, patterns, levels, wiring } = problem;
  const synapses = synapsesOf(problem);
  const room = (length = synapses) => new Float64Array(length);
  const values = yield* within(patternValuesInSteps(problem), 0, 0.5);
  const { memory, functions } = createDirect(
    [
      ...[beliefShares, beliefLook, beliefRenew, beliefAnswer, beliefJoin, beliefTurn],
      ...[addRows, tanhDoubles, reinforceFields, focusFields, exposeFields],
      ...[beliefFactors, largestTurn],
    ],
    backend,
  );
  const [shares, look, renew, answer, join, turn, add, tanh, ...pulls] = functions;
  const [reinforce, focus, expose, factors, largest] = pulls;
  const doubles = (length = synapses): number => memory.allocate(BYTES * length);
  const many = () => allocateInSteps(memory, BYTES * patterns * synapses);
  const places: Places = {
    inputs: memory.allocate(values.length),
    messages: yield* within(many(), 0.5, 0.75),
    messageTanh: yield* within(many(), 0.75, 1),
    ...{ fields: doubles(), fieldTanh: doubles(), external: doubles() },
    ...{ cavity: doubles(), means: doubles() },
    ...{ share: doubles(), nextShare: doubles(), fresh: doubles(inputs) },
    ...{ before: doubles(), factors: doubles(2 * Math.ceil(synapses / FACTORS)) },
    cell: memory.allocate(CELL_BYTES),
  };
  const { f64, u8 } = memory.views();
  const view = (at: number, length = synapses) => f64.subarray(at / BYTES, at / BYTES + length);
  const inputsOf = new Int8Array(u8.buffer, places.inputs, values.length);
  inputsOf.set(values);
  return {
    ...{ problem, factor, damping, inputsOf, places },
    kernels: {
      ...{ shares, look, renew, answer, join, turn, addRows: add, tanh },
      ...{ reinforce, focus, expose, factors, largest },
    },
    half: (levels[1] - levels[0]) / 2,
    middle: (levels[1] + levels[0]) / 2,
    rowLength: wiring === 'tree' ? synapses : inputs,
    ...{ fields: view(places.fields), external: view(places.external), lasting: room() },
    fieldTanh: view(places.fieldTanh),
    messages: view(places.messages, patterns * synapses),
    messageTanh: view(places.messageTanh, patterns * synapses),
    ...{ cavity: view(places.cavity), means: view(places.means), share: view(places.share) },
    ...{ unitMean: room(units), unitVariance: room(units), good: room(units), bad: room(units) },
    committee: createCommittee(units, createLeaveOneOut(units)),
    law: createLeaveOneOut(factor === 'exact' ? inputs : 0),
    ...{ yes: room(inputs), no: room(inputs), fresh: view(places.fresh, inputs) },
    ...{ before: view(places.before) },
    factors: view(places.factors, 2 * Math.ceil(synapses / FACTORS)),
    cell: view(places.cell, CELL_BYTES / BYTES),
  };
}

/** Messages that are added up between two looks at the clock. */
const STRETCH = 2 ** 20;

/** Fields afresh from the messages, so that rounding does not pile up. */
export function* addUp(beliefs: Beliefs, pace: Pace): Work<void> {
  const { problem, fields, external, lasting, kernels, places } = beliefs;
  const synapses = fields.length;
  for (let i = 0; i < synapses; i++) fields[i] = external[i] + lasting[i];
  const rows = Math.ceil(STRETCH / synapses);
  for (let pattern = 0; pattern < problem.patterns; pattern += rows) {
    if (pace.due()) yield tick();
    const count = Math.min(rows, problem.patterns - pattern);
    kernels.addRows(synapses, count, messagesOf(beliefs, pattern, 0), places.fields);
  }
  kernels.tanh(synapses, places.fields, places.fieldTanh);
}

/** First messages, uniform in ±`amplitude`, and fields that stay, in ±`asymmetry`. */
export function* fillBeliefs(
  beliefs: Beliefs,
  { amplitude, asymmetry }: { readonly amplitude: number; readonly asymmetry: number },
  random: Random,
  pace: Pace,
): Work<void> {
  const { messages, lasting } = beliefs;
  random.split('asymmetry').fillUniform(lasting, -asymmetry, asymmetry);
  const stream = random.split('messages');
  const synapses = lasting.length;
  for (let base = 0; base < messages.length; base += synapses) {
    if (pace.due()) yield tick(base / messages.length);
    stream.fillUniform(messages.subarray(base, base + synapses), -amplitude, amplitude);
  }
  yield* tanhOfMessages(beliefs, pace);
  yield* addUp(beliefs, pace);
}

/** Where the inputs of unit k in a pattern begin. */
export const rowOf = ({ problem, rowLength }: Beliefs, k: number, pattern: number): number =>
  pattern * rowLength + (problem.wiring === 'tree' ? k * problem.inputs : 0);

/** Where things of unit k on a pattern lie: its inputs, its messages and their tanh, and things of synapses. */
export const inputsAt = (beliefs: Beliefs, pattern: number, k: number): number =>
  beliefs.places.inputs + rowOf(beliefs, k, pattern);
const offsetOf = ({ problem, fields }: Beliefs, pattern: number, k: number): number =>
  BYTES * (pattern * fields.length + k * problem.inputs);
export const messagesOf = (beliefs: Beliefs, pattern: number, k: number): number =>
  beliefs.places.messages + offsetOf(beliefs, pattern, k);
export const tangentsOf = (beliefs: Beliefs, pattern: number, k: number): number =>
  beliefs.places.messageTanh + offsetOf(beliefs, pattern, k);

/** tanh of all messages. */
export function* tanhOfMessages(beliefs: Beliefs, pace: Pace): Work<void> {
  const { problem, kernels, cell, places, fields } = beliefs;
  cell[CELL.damping] = 0;
  const synapses = fields.length;
  for (let pattern = 0; pattern < problem.patterns; pattern++) {
    if (pace.due()) yield tick(pattern / problem.patterns);
    const messages = messagesOf(beliefs, pattern, 0);
    // An answer that is the message itself.
    kernels.renew(synapses, messages, messages, tangentsOf(beliefs, pattern, 0), places.cell);
  }
}
