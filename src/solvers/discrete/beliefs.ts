/**
 * The state of belief propagation on two-level synapses with every message kept, and what a visit to a pattern does to it:
 * take the pattern's messages out of the fields, see what the others say (`gather`), and put new messages in (`renew`).
 * What a new message is, is in belief-factors.ts.
 */

import { logTwoCosh } from '../../numerics/hyperbolic.ts';
import { logNormalCdf } from '../../numerics/normal-tails.ts';
import { type Pace, tick, type Work } from '../../numerics/pace.ts';
import { exp, log, tanh } from '../../numerics/portable.ts';
import type { Random } from '../../numerics/random.ts';
import {
  type DiscreteProblem,
  decidingThreshold,
  synapsesOf,
} from '../../tasks/discrete/problem.ts';
import type { Factor } from './belief-options.ts';
import { createLeaveOneOut, type LeaveOneOut } from './leave-one-out.ts';
import { clampField } from './passing.ts';
import { type Committee, createCommittee, LEAST_VARIANCE } from './unit.ts';

/** Squares of magnetisations nearer to ±1 lose digits in the addition theorem of tanh. */
const SAFE = 0.998;

/** tanh; Lambert's continued fraction, whose error at ¼ is below a unit in the last place, where messages are small. */
export function tanhOfMessage(x: number): number {
  if (!(Math.abs(x) < 0.25)) return tanh(x);
  const z = x * x;
  return (x * (10395 + z * (1260 + 21 * z))) / (10395 + z * (4725 + z * (210 + z)));
}

/** All arrays of belief propagation; S = K·N synapses. */
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
  readonly committee: Committee;
  /** Exact law of one unit; room for its synapses. */
  readonly law: LeaveOneOut;
  readonly yes: Float64Array;
  readonly no: Float64Array;
  /** New messages to the synapses of one unit, [N]. */
  readonly fresh: Float64Array;
}

/** Room for all messages, all of them 0; `inputsOf` as of `patternValues`. */
export function createBeliefs(
  problem: DiscreteProblem,
  inputsOf: Int8Array,
  { factor, damping }: { readonly factor: Factor; readonly damping: number },
): Beliefs {
  const { inputs, units, patterns, levels, wiring } = problem;
  const synapses = synapsesOf(problem);
  const room = (length = synapses) => new Float64Array(length);
  return {
    ...{ problem, factor, damping, inputsOf },
    half: (levels[1] - levels[0]) / 2,
    middle: (levels[1] + levels[0]) / 2,
    rowLength: wiring === 'tree' ? synapses : inputs,
    ...{ fields: room(), external: room(), lasting: room(), fieldTanh: room() },
    ...{ messages: room(patterns * synapses), messageTanh: room(patterns * synapses) },
    ...{ cavity: room(), means: room(), share: room() },
    ...{ unitMean: room(units), unitVariance: room(units) },
    committee: createCommittee(units, createLeaveOneOut(units)),
    law: createLeaveOneOut(factor === 'exact' ? inputs : 0),
    ...{ yes: room(inputs), no: room(inputs), fresh: room(inputs) },
  };
}

/** Fields afresh from the messages, so that rounding does not pile up. */
export function* addUp(
  { fields, external, lasting, fieldTanh, messages }: Beliefs,
  pace: Pace,
): Work<void> {
  const synapses = fields.length;
  for (let i = 0; i < synapses; i++) fields[i] = external[i] + lasting[i];
  for (let base = 0; base < messages.length; base += synapses) {
    if (pace.due()) yield tick();
    for (let i = 0; i < synapses; i++) fields[i] += messages[base + i];
  }
  for (let i = 0; i < synapses; i++) fieldTanh[i] = tanh(fields[i]);
}

/** First messages, uniform in ±`amplitude`, and fields that stay, in ±`asymmetry`. */
export function* fillBeliefs(
  beliefs: Beliefs,
  { amplitude, asymmetry }: { readonly amplitude: number; readonly asymmetry: number },
  random: Random,
  pace: Pace,
): Work<void> {
  const { messages, messageTanh, lasting } = beliefs;
  random.split('asymmetry').fillUniform(lasting, -asymmetry, asymmetry);
  const stream = random.split('messages');
  const synapses = lasting.length;
  for (let base = 0; base < messages.length; base += synapses) {
    if (pace.due()) yield tick(base / messages.length);
    stream.fillUniform(messages.subarray(base, base + synapses), -amplitude, amplitude);
    for (let m = base; m < base + synapses; m++) messageTanh[m] = tanhOfMessage(messages[m]);
  }
  yield* addUp(beliefs, pace);
}

/** Where the inputs of unit k in a pattern begin. */
const rowOf = ({ problem, rowLength }: Beliefs, k: number, pattern: number): number =>
  pattern * rowLength + (problem.wiring === 'tree' ? k * problem.inputs : 0);

/** Field that the middle of the levels gives unit k on a pattern. */
function middleOf(beliefs: Beliefs, k: number, pattern: number): number {
  const { middle, inputsOf, problem } = beliefs;
  if (middle === 0) return 0;
  const row = rowOf(beliefs, k, pattern);
  let active = 0;
  for (let i = 0; i < problem.inputs; i++) active += inputsOf[row + i];
  return middle * active;
}

/**
 * Exact law of unit k on a pattern with each synapse left out, in `law`, from the cavity fields that are in place.
 *
 * @returns probability that the unit is good, and that it is bad
 */
export function computeLaw(
  beliefs: Beliefs,
  k: number,
  pattern: number,
): readonly [number, number] {
  const { problem, half, share, cavity, yes, no, law } = beliefs;
  const { inputs, labels } = problem;
  let active = 0;
  for (let i = k * inputs; i < (k + 1) * inputs; i++) {
    if (share[i] === 0) continue;
    const along = share[i] > 0 ? cavity[i] : -cavity[i];
    const small = exp(-2 * Math.abs(along));
    const [likely, unlikely] = [1 / (1 + small), small / (1 + small)];
    yes[active] = along > 0 ? likely : unlikely;
    no[active] = along > 0 ? unlikely : likely;
    active += 1;
  }
  const offset = labels[pattern] * (middleOf(beliefs, k, pattern) - decidingThreshold(problem));
  // Smallest number of active spins along their share for which the unit is good.
  const wanted = Math.floor((active - offset / half) / 2) + 1;
  return law.compute(yes, no, active, wanted);
}

/** Cavity fields and means of the synapses of unit k on a pattern; mean and variance of its folded field. */
function look(beliefs: Beliefs, k: number, pattern: number): void {
  const { problem, half, inputsOf, fields, messages, fieldTanh, messageTanh } = beliefs;
  const { share, cavity, means } = beliefs;
  const { inputs, labels, threshold } = problem;
  const label = labels[pattern];
  const row = rowOf(beliefs, k, pattern);
  const scale = label * half;
  let mean = label * (middleOf(beliefs, k, pattern) - threshold);
  let variance = 0;
  for (let j = 0, i = k * inputs, m = pattern * fields.length + i; j < inputs; j++, i++, m++) {
    const x = scale * inputsOf[row + j];
    const field = fields[i] - messages[m];
    const whole = fieldTanh[i];
    const t = messageTanh[m];
    const own = whole * whole < SAFE && t * t < 0.25 ? (whole - t) / (1 - whole * t) : tanh(field);
    share[i] = x;
    cavity[i] = field;
    means[i] = own;
    mean += x * own;
    variance += x * x * (1 - own * own);
  }
  beliefs.unitMean[k] = mean;
  beliefs.unitVariance[k] = Math.max(variance, LEAST_VARIANCE);
}

/** Cavity fields, means and the law of every unit's field for one pattern; returns the log of its probability. */
export function gather(beliefs: Beliefs, pattern: number): number {
  const { problem, factor, committee, unitMean, unitVariance } = beliefs;
  const { units } = problem;
  let single = 0;
  for (let k = 0; k < units; k++) {
    look(beliefs, k, pattern);
    if (factor === 'exact') {
      const [good, bad] = computeLaw(beliefs, k, pattern);
      committee.good[k] = good;
      committee.bad[k] = bad;
      single = log(good);
    } else {
      const z = unitMean[k] / Math.sqrt(unitVariance[k]);
      single = logNormalCdf(z);
      if (units > 1) {
        committee.good[k] = exp(single);
        committee.bad[k] = exp(logNormalCdf(-z));
      }
    }
  }
  return units === 1 ? single : committee.decide();
}

/**
 * Takes the new messages of a pattern to unit k, in `fresh`: damps them, keeps them and moves the fields.
 *
 * @returns how far the message went that went furthest
 */
export function renew(beliefs: Beliefs, k: number, pattern: number): number {
  const { problem, damping, messages, messageTanh, fields, fieldTanh, cavity, means, fresh } =
    beliefs;
  const { inputs } = problem;
  let moved = 0;
  for (let j = 0, i = k * inputs, m = pattern * fields.length + i; j < inputs; j++, i++, m++) {
    const old = messages[m];
    const value = clampField(fresh[j]);
    const next = damping === 0 ? value : damping * old + (1 - damping) * value;
    const field = cavity[i] + next;
    messages[m] = next;
    fields[i] = field;
    const own = means[i];
    const t = tanhOfMessage(next);
    messageTanh[m] = t;
    fieldTanh[i] = own * own < SAFE && t * t < 0.25 ? (own + t) / (1 + own * t) : tanh(field);
    const by = Math.abs(next - old);
    if (by > moved) moved = by;
  }
  return moved;
}

/**
 * Σ_i log cosh(h_i − u_i)/cosh h_i for the messages u of one pattern, whose cavity fields are in place. For small u it is
 * ½ log (1 − m t)²/(1 − t²), m = tanh h, t = tanh u: many factors share a logarithm.
 */
export function withoutPattern(beliefs: Beliefs, pattern: number): number {
  const { fields, fieldTanh, messageTanh, cavity } = beliefs;
  const base = pattern * fields.length;
  let sum = 0;
  let [above, below] = [1, 1];
  for (let i = 0; i < fields.length; i++) {
    const whole = fieldTanh[i];
    const t = messageTanh[base + i];
    if (whole * whole < SAFE && t * t < 0.25) {
      const factor = 1 - whole * t;
      above *= factor * factor;
      below *= 1 - t * t;
    } else sum += logTwoCosh(cavity[i]) - logTwoCosh(fields[i]);
    if ((i & 63) === 63) {
      sum += 0.5 * (log(above) - log(below));
      above = below = 1;
    }
  }
  return sum + 0.5 * (log(above) - log(below));
}
