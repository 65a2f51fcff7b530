/**
 * Belief propagation for two-level synapses with one message for every pattern and synapse, pattern after pattern in random
 * order with fresh fields: perceptrons and committees, exact or Gaussian.
 *
 * Memory K·N·P doubles: for large problems there is the approximate form, approximate.ts. What to do with the messages
 * (read marginals, reinforce, focus) is elsewhere. Synapses are independent of each other in it: where patterns share a mean
 * (0/1 patterns), their sum is not, the entropy is too small by order N, and the approximate form is the better one.
 *
 * Sources: A. Braunstein & R. Zecchina, PRL 96, 030201 (2006); C. Baldassi, C. Borgs, J. Chayes, A. Ingrosso, C. Lucibello,
 * L. Saglietti & R. Zecchina, PNAS 113, E7655 (2016), for committees.
 */

import { logNormalCdf } from '../../numerics/gaussian.ts';
import { logTwoCosh } from '../../numerics/hyperbolic.ts';
import { exp, log, tanh } from '../../numerics/portable.ts';
import { type RandomState, restoreRandom } from '../../numerics/random.ts';
import { evaluate } from '../../tasks/discrete/evaluate.ts';
import type { DiscreteProblem } from '../../tasks/discrete/problem.ts';
import { checkProblem, synapsesOf } from '../../tasks/discrete/problem.ts';
import { patternValues } from '../../tasks/discrete/rows.ts';
import {
  type BeliefPropagationOptions,
  checkDamping,
  checkedOptions,
  type Factor,
} from './belief-options.ts';
import { createLeaveOneOut } from './leave-one-out.ts';
import {
  checkTwoLevels,
  clampField,
  drawSides,
  type MessagePassing,
  type PassingState,
  readOut,
  sumOfSizes,
} from './passing.ts';
import { createCommittee, LEAST_VARIANCE, logLikelihood, type Response, respond } from './unit.ts';

/** Squares of magnetisations nearer to ±1 lose digits in the addition theorem of tanh. */
const SAFE = 0.998;

/** tanh; Lambert's continued fraction, whose error at ¼ is below a unit in the last place, where messages are small. */
function tanhOfMessage(x: number): number {
  if (!(Math.abs(x) < 0.25)) return tanh(x);
  const z = x * x;
  return (x * (10395 + z * (1260 + 21 * z))) / (10395 + z * (4725 + z * (210 + z)));
}

/** What `createBeliefPropagation` gives: message passing with every message kept. */
export interface BeliefPropagation extends MessagePassing {
  readonly factor: Factor;
  /** Messages u, [P][K][N]. */
  readonly messagesOut: Float64Array;
  /** Share of the old message that stays. */
  damping: number;
  /** Sweeps until no message moves by more than `tolerance`, at most `sweeps` times; returns how it went. */
  converge(options?: { readonly tolerance?: number; readonly sweeps?: number }): {
    readonly converged: boolean;
    readonly sweeps: number;
    /** Largest change of a message in the last sweep. */
    readonly change: number;
  };
  /** log of the number of solutions in Bethe's approximation, each weighed by exp(Σ b s): at a fixed point. */
  logPartition(): number;
  /** tanh of the fields. */
  magnetisations(): Float64Array;
}

/**
 * Prepares belief propagation.
 *
 * @throws UsageError for a broken problem, synapses of more than two levels, or options out of range
 */
export function createBeliefPropagation(
  problem: DiscreteProblem,
  options: BeliefPropagationOptions,
): BeliefPropagation {
  checkProblem(problem);
  checkTwoLevels(problem, 'belief propagation');
  const { inputs, units, patterns, labels, levels, wiring, threshold } = problem;
  const { factor, amplitude, asymmetry, damping: first } = checkedOptions(problem, options);
  let damping = first;
  const synapses = synapsesOf(problem);
  const half = (levels[1] - levels[0]) / 2;
  const middle = (levels[1] + levels[0]) / 2;
  const inputsOf = patternValues(problem);
  const rowLength = wiring === 'tree' ? synapses : inputs;

  const fields = new Float64Array(synapses);
  const external = new Float64Array(synapses);
  const lasting = new Float64Array(synapses);
  const messages = new Float64Array(patterns * synapses);
  /** tanh of the messages and of the fields: most sums of fields are done by the addition theorem instead. */
  const messageTanh = new Float64Array(patterns * synapses);
  const fieldTanh = new Float64Array(synapses);
  const cavity = new Float64Array(synapses);
  const means = new Float64Array(synapses);
  const unitMean = new Float64Array(units);
  const unitVariance = new Float64Array(units);
  /** Coefficient ±half or 0 of each synapse's spin in its unit's folded field. */
  const share = new Float64Array(synapses);
  const committee = createCommittee(units, createLeaveOneOut(units));
  const law = createLeaveOneOut(factor === 'exact' ? inputs : 0);
  const [yes, no] = [new Float64Array(inputs), new Float64Array(inputs)];
  const response: Response = { slope: 0, curvature: 0 };
  let random = options.random;
  let sides = drawSides(synapses, random.split('sides'));

  /** Fields afresh from the messages, so that rounding does not pile up. */
  const addUp = (): void => {
    for (let i = 0; i < synapses; i++) fields[i] = external[i] + lasting[i];
    for (let m = 0, i = 0; m < messages.length; m++) {
      fields[i] += messages[m];
      i = i + 1 === synapses ? 0 : i + 1;
    }
    for (let i = 0; i < synapses; i++) fieldTanh[i] = tanh(fields[i]);
  };

  const fill = (): void => {
    random.split('asymmetry').fillUniform(lasting, -asymmetry, asymmetry);
    random.split('messages').fillUniform(messages, -amplitude, amplitude);
    for (let m = 0; m < messages.length; m++) messageTanh[m] = tanhOfMessage(messages[m]);
    addUp();
  };

  /** Field that the mean level of the active inputs and the threshold give unit k, folded. */
  const offsetOf = (row: number, label: number): number => {
    let active = 0;
    if (middle !== 0) for (let i = 0; i < inputs; i++) active += inputsOf[row + i];
    return label * (middle * active - threshold);
  };

  /** Smallest number of active spins along their share for which unit k is good. */
  const wanted = (offset: number, active: number): number =>
    Math.floor((active - offset / half) / 2) + 1;

  /** Cavity fields, means and the law of every unit's field for one pattern; log Z of the pattern if `total`. */
  const gather = (pattern: number): number => {
    const label = labels[pattern];
    const base = pattern * synapses;
    let single = 0;
    for (let k = 0; k < units; k++) {
      const from = k * inputs;
      const row = pattern * rowLength + (wiring === 'tree' ? from : 0);
      const offset = offsetOf(row, label);
      let [mean, variance] = [offset, 0];
      const scale = label * half;
      for (let j = 0, i = from; j < inputs; j++, i++) {
        const x = scale * inputsOf[row + j];
        const field = fields[i] - messages[base + i];
        const whole = fieldTanh[i];
        const t = messageTanh[base + i];
        const m =
          whole * whole < SAFE && t * t < 0.25 ? (whole - t) / (1 - whole * t) : tanh(field);
        share[i] = x;
        cavity[i] = field;
        means[i] = m;
        mean += x * m;
        variance += x * x * (1 - m * m);
      }
      unitMean[k] = mean;
      unitVariance[k] = Math.max(variance, LEAST_VARIANCE);
      if (factor === 'exact') {
        const [good, bad] = computeLaw(k, offset);
        committee.good[k] = good;
        committee.bad[k] = bad;
        single = log(good);
      } else {
        const z = mean / Math.sqrt(unitVariance[k]);
        single = logNormalCdf(z);
        if (units > 1) {
          committee.good[k] = exp(single);
          committee.bad[k] = exp(logNormalCdf(-z));
        }
      }
    }
    return units === 1 ? single : committee.decide();
  };

  /**
   * Σ_i log cosh(h_i − u_i)/cosh h_i for the messages u of one pattern, whose cavity fields are in place. For small u it is
   * ½ log (1 − m t)²/(1 − t²), m = tanh h, t = tanh u: many factors share a logarithm.
   */
  const withoutPattern = (pattern: number): number => {
    const base = pattern * synapses;
    let sum = 0;
    let [above, below] = [1, 1];
    for (let i = 0; i < synapses; i++) {
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
  };

  /** Exact law of unit k with each synapse left out, in `law`. */
  const computeLaw = (k: number, offset: number): readonly [number, number] => {
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
    return law.compute(yes, no, active, wanted(offset, active));
  };

  /** Takes a new message: damps it, books it, moves the field; returns how far the message moved. */
  const put = (at: number, i: number, value: number): number => {
    const old = messages[at];
    const next =
      damping === 0 ? clampField(value) : damping * old + (1 - damping) * clampField(value);
    const field = cavity[i] + next;
    messages[at] = next;
    fields[i] = field;
    const m = means[i];
    const t = tanhOfMessage(next);
    messageTanh[at] = t;
    fieldTanh[i] = m * m < SAFE && t * t < 0.25 ? (m + t) / (1 + m * t) : tanh(field);
    return Math.abs(next - old);
  };

  const answerExactly = (k: number, pattern: number): number => {
    const row = pattern * rowLength + (wiring === 'tree' ? k * inputs : 0);
    if (units > 1) computeLaw(k, offsetOf(row, labels[pattern]));
    const { good, bad } = committee.demands[k];
    let moved = 0;
    for (let i = k * inputs, n = 0; i < (k + 1) * inputs; i++) {
      let value = 0;
      if (share[i] !== 0) {
        const up = good * law.reached[n] + bad * law.missed[n];
        const down = good * law.exceeded[n] + bad * law.below[n];
        // Both vanish only where this synapse makes no difference to an impossible demand.
        if (up !== down) value = 0.5 * Math.sign(share[i]) * (logOrLeast(up) - logOrLeast(down));
        n += 1;
      }
      moved = Math.max(moved, put(pattern * synapses + i, i, value));
    }
    return moved;
  };

  const answerGaussian = (k: number, pattern: number): number => {
    const demand = committee.demands[k];
    let moved = 0;
    for (let i = k * inputs; i < (k + 1) * inputs; i++) {
      const x = share[i];
      const m = means[i];
      const mean = unitMean[k] - x * m;
      const width = Math.sqrt(Math.max(unitVariance[k] - x * x * (1 - m * m), LEAST_VARIANCE));
      const up = logLikelihood(mean + x, width, demand);
      const down = logLikelihood(mean - x, width, demand);
      moved = Math.max(moved, put(pattern * synapses + i, i, 0.5 * (up - down)));
    }
    return moved;
  };

  const answerLinearly = (k: number, pattern: number): number => {
    respond(unitMean[k], unitVariance[k], committee.demands[k], response);
    const { slope, curvature } = response;
    let moved = 0;
    for (let i = k * inputs; i < (k + 1) * inputs; i++) {
      const x = share[i];
      const value = x * slope + x * x * curvature * means[i];
      const by = put(pattern * synapses + i, i, value);
      if (by > moved) moved = by;
    }
    return moved;
  };

  const ways = { exact: answerExactly, gaussian: answerGaussian, linear: answerLinearly };
  const answer = ways[factor];
  let moved = 0;
  const before = new Float64Array(synapses);
  const sweep = (): number => {
    for (let i = 0; i < synapses; i++) before[i] = fields[i];
    addUp();
    moved = 0;
    for (const pattern of random.permutation(patterns)) {
      gather(pattern);
      for (let k = 0; k < units; k++) moved = Math.max(moved, answer(k, pattern));
    }
    let change = 0;
    for (let i = 0; i < synapses; i++)
      change = Math.max(change, Math.abs(tanh(fields[i]) - tanh(before[i])));
    return change;
  };

  const passing: BeliefPropagation = {
    ...{ problem, factor, fields, external, messagesOut: messages, sweep },
    ...{ messages: messages.length, work: 2 * messages.length },
    get damping() {
      return damping;
    },
    set damping(value) {
      damping = checkDamping(value);
    },
    expose(i, field) {
      fields[i] += field - external[i];
      fieldTanh[i] = tanh(fields[i]);
      external[i] = field;
    },
    converge({ tolerance = 1e-6, sweeps = 1000 } = {}) {
      for (let done = 1; done <= sweeps; done++) {
        sweep();
        if (moved <= tolerance) return { converged: true, sweeps: done, change: moved };
      }
      return { converged: false, sweeps, change: moved };
    },
    logPartition() {
      let sum = 0;
      for (let i = 0; i < synapses; i++) sum += logTwoCosh(fields[i]);
      for (let pattern = 0; pattern < patterns; pattern++)
        // Z_i and Z_ia each hold 2cosh u once, with opposite signs.
        sum += gather(pattern) + withoutPattern(pattern);
      return sum;
    },
    held: () => sumOfSizes(fields),
    magnetisations: () => fields.map((field) => tanh(field)),
    errors: (weights) => evaluate(problem, weights).errors,
    weights: (out = new Int8Array(synapses)) => readOut(fields, sides, levels, out),
    reset(next) {
      random = next;
      sides = drawSides(synapses, random.split('sides'));
      external.fill(0);
      fill();
    },
    save: (): PassingState => ({
      ...{ messages: messages.slice(), external: external.slice(), fields: fields.slice() },
      ...{ lasting: lasting.slice(), sides: sides.slice(), random: random.state() },
    }),
    restore(state) {
      const saved = state as {
        readonly messages: Float64Array;
        readonly external: Float64Array;
        readonly fields: Float64Array;
        readonly lasting: Float64Array;
        readonly sides: Int8Array;
        readonly random: RandomState;
      };
      messages.set(saved.messages);
      for (let m = 0; m < messages.length; m++) messageTanh[m] = tanhOfMessage(messages[m]);
      external.set(saved.external);
      fields.set(saved.fields);
      for (let i = 0; i < synapses; i++) fieldTanh[i] = tanh(fields[i]);
      lasting.set(saved.lasting);
      sides = saved.sides.slice();
      random = restoreRandom(saved.random);
    },
    dispose() {},
  };
  fill();
  return passing;
}

/** log of a likelihood, or of the least double where it has underflowed: the message is cut anyway. */
const logOrLeast = (value: number): number => log(Math.max(value, 2.2250738585072014e-308));
