/**
 * Gradient learning of stochastic synapses: each ±1 synapse is +1 with probability (1 + m)/2, and what is raised is the
 * log-probability that all patterns are right, L = Σ_μ log H(−Σ_i x_i m_i/√Σ_i(1 − m_i²)) in the Gaussian approximation.
 * The norm q = Σm²/N is held to a value that grows with the epochs, so that the synapses make up their minds; the answer is
 * the sign of m throughout. Perceptrons only.
 *
 * Source: C. Baldassi, F. Gerace, H. Kappen, C. Lucibello, L. Saglietti, E. Tartaglione, R. Zecchina, "Role of synaptic
 * stochasticity in training low-precision neural networks", Phys. Rev. Lett. 120, 268103 (2018). The schedule of the norm
 * and the scaling of the rate are our own.
 */

import { UsageError } from '../../errors.ts';
import {
  createLedger,
  type Ledger,
  type LedgerState,
  type LedgerTotals,
} from '../../ledger/index.ts';
import { inverseMills, logNormalTail } from '../../numerics/normal-tails.ts';
import { createPace, type Pace, type Tick, tick, type Work, within } from '../../numerics/pace.ts';
import type { Random } from '../../numerics/random.ts';
import { evaluateInSteps } from '../../tasks/discrete/evaluate.ts';
import { checkProblem, type DiscreteProblem, isBinary } from '../../tasks/discrete/problem.ts';
import { foldedPatternsInSteps } from '../../tasks/discrete/rows.ts';

export interface StochasticOptions {
  /** η: a step moves m by η times the mean gradient over a minibatch, times √N. Default 0.3. */
  readonly rate?: number;
  /** Patterns of a minibatch. Default 50, or a tenth of all where that is less. */
  readonly batch?: number;
  /** q in the first and last epoch. Default 0.1 to 0.95. */
  readonly norm?: readonly [number, number];
  /** Epochs of the schedule, in all, after which it is given up. Default 1,000. */
  readonly epochs?: number;
  readonly random: Random;
}

/** Where learning stands after an epoch. */
export interface StochasticRecord {
  /** Epochs so far. */
  readonly iteration: number;
  /** q = Σm²/N. */
  readonly norm: number;
  /** −L/P: mean surprise of a pattern, in nats. */
  readonly loss: number;
  /** Patterns in error with the signs of m. */
  readonly errors: number;
  /** Signs that turned in this epoch. */
  readonly flips: number;
  readonly solved: boolean;
}

export interface StochasticState {
  readonly means: Float64Array;
  readonly signs: Int8Array;
  readonly iteration: number;
  readonly ledger: LedgerState;
}

export interface StochasticLearner {
  /** Epochs until the signs solve the problem or the schedule is run; a record after each, and ticks. */
  learn(): Generator<Tick | StochasticRecord, void, void>;
  /** sign m. */
  weights(): Int8Array;
  /** m, in [−1, 1]; a copy. */
  means(): Float64Array;
  /** What it has cost: turned signs are flips, changed means hidden writes. */
  totals(): LedgerTotals;
  /** After a record, not after a tick, when an epoch is under way. */
  save(): StochasticState;
  restore(state: StochasticState): void;
  dispose(): void;
}

const BUNDLE = 'synapses';
/** A synapse stays this far from certain, or it would never turn again. */
const MOST = 0.999;
/** First means, before they are brought to their norm. */
const AMPLITUDE = 0.1;

/**
 * Gradient of log H(−u), u = Σ x m/√V with V = Σ(1 − m²), for one pattern: adds it to `gradient` as far as it lies along x,
 * and returns what multiplies m itself, with log H. Exported for its test by differences.
 */
export function addGradient(
  x: Int8Array,
  from: number,
  means: Float64Array,
  variance: number,
  gradient: Float64Array,
): { readonly along: number; readonly log: number } {
  let field = 0;
  for (let i = 0; i < means.length; i++) field += x[from + i] * means[i];
  const width = Math.sqrt(variance);
  const u = field / width;
  const g = inverseMills(-u);
  const scale = g / width;
  for (let i = 0; i < means.length; i++) gradient[i] += scale * x[from + i];
  return { along: (g * u) / variance, log: logNormalTail(-u) };
}

/** Options that are checked and complete. */
interface Plan {
  readonly problem: DiscreteProblem;
  readonly rate: number;
  readonly norm: readonly [number, number];
  readonly batch: number;
  readonly epochs: number;
  readonly random: Random;
}

function planOf(problem: DiscreteProblem, options: StochasticOptions): Plan {
  checkProblem(problem);
  const { units, patterns, code, threshold } = problem;
  if (units > 1 || !isBinary(problem) || code !== 'sign' || threshold !== 0)
    throw new UsageError(
      'stochastic synapses are learnt for a perceptron of ±1 synapses and patterns without a threshold',
    );
  const { rate = 0.3, norm = [0.1, 0.95], epochs = 1000, random } = options;
  const { batch = Math.max(1, Math.min(50, Math.floor(patterns / 10))) } = options;
  const [first, last] = norm;
  if (!(rate > 0 && rate < Number.POSITIVE_INFINITY))
    throw new UsageError(`rate ${rate} is outside (0, Infinity)`);
  if (!(first > 0 && last >= first && last < 1))
    throw new UsageError(`norm ${first} to ${last} is not ascending within (0, 1)`);
  for (const [name, value] of Object.entries({ batch, epochs }))
    if (!Number.isInteger(value) || value < 1)
      throw new UsageError(`${name} ${value} is not an integer >= 1`);
  return { problem, rate, norm, batch, epochs, random };
}

/** Where the learner stands. */
interface Learning {
  readonly plan: Plan;
  /** Patterns times their labels, [P][N]. */
  readonly x: Int8Array;
  readonly means: Float64Array;
  /** Signs of the means. */
  readonly signs: Int8Array;
  readonly gradient: Float64Array;
  readonly pace: Pace;
  ledger: Ledger;
  iteration: number;
}

/** Brings Σm² to q N: all means by one factor, and where some are cut, the others by one more. */
function rescale(means: Float64Array, q: number): void {
  const inputs = means.length;
  let factor = Math.sqrt((q * inputs) / means.reduce((sum, m) => sum + m * m, 0));
  for (let cut = true; cut; ) {
    cut = false;
    let [free, held] = [0, 0];
    for (let i = 0; i < inputs; i++) {
      const m = Math.abs(means[i]) === MOST && factor > 1 ? means[i] : factor * means[i];
      if (Math.abs(m) > MOST) cut = true;
      means[i] = Math.max(-MOST, Math.min(MOST, m));
      if (Math.abs(means[i]) === MOST) held += MOST * MOST;
      else free += means[i] * means[i];
    }
    if (!(free > 0)) return;
    factor = Math.sqrt((q * inputs - held) / free);
    if (!(factor > 1)) return;
  }
}

/** What an epoch has come to so far. */
interface Progress {
  /** Signs that turned. */
  flips: number;
  /** Of these, those that turned up. */
  ups: number;
  /** Sum over its patterns. */
  loss: number;
}

/** Brings the signs up to the means. */
function readSigns({ means, signs }: Learning, so: Progress): void {
  for (let i = 0; i < means.length; i++) {
    const sign = means[i] < 0 ? -1 : 1;
    if (sign === signs[i]) continue;
    so.flips += 1;
    if (sign > 0) so.ups += 1;
    signs[i] = sign;
  }
}

/** One step along the gradient of the patterns `order[from..to)`, before the norm is restored. */
function* descend(
  { plan, x, means, gradient, pace }: Learning,
  order: Uint32Array,
  from: number,
  to: number,
  so: Progress,
): Work<void> {
  const inputs = means.length;
  const variance = means.reduce((sum, m) => sum + (1 - m * m), 0);
  gradient.fill(0);
  let along = 0;
  for (let k = from; k < to; k++) {
    if (pace.due()) yield tick((0.9 * k) / order.length);
    const one = addGradient(x, order[k] * inputs, means, variance, gradient);
    along += one.along;
    so.loss -= one.log;
  }
  const scale = (plan.rate * Math.sqrt(inputs)) / (to - from);
  for (let i = 0; i < inputs; i++) means[i] += scale * (gradient[i] + along * means[i]);
}

function* epoch(learning: Learning): Work<StochasticRecord> {
  const { plan, means, signs, ledger } = learning;
  const { epochs, batch, random } = plan;
  const { inputs, patterns } = plan.problem;
  const [first, last] = plan.norm;
  const share = epochs === 1 ? 1 : Math.min(1, learning.iteration / (epochs - 1));
  const q = first + (last - first) * share;
  rescale(means, q);
  const order = random.split('epoch').split(learning.iteration).permutation(patterns);
  const so: Progress = { flips: 0, ups: 0, loss: 0 };
  readSigns(learning, so);
  for (let from = 0; from < patterns; from += batch) {
    yield* descend(learning, order, from, Math.min(patterns, from + batch), so);
    rescale(means, q);
    readSigns(learning, so);
  }
  learning.iteration += 1;
  const steps = Math.ceil(patterns / batch);
  const { flips, ups, loss } = so;
  const [potentiation, depression] = [2 * ups, 2 * (flips - ups)];
  ledger.write(BUNDLE, { changes: flips, potentiation, depression }, 'flip');
  ledger.hidden(BUNDLE, { stored: 0, hiddenWrites: steps * inputs });
  const work = patterns * inputs;
  ledger.work({ steps, upkeep: steps * inputs, forward: work, backward: work });
  const { errors } = yield* within(evaluateInSteps(plan.problem, signs), 0.9, 1);
  const { iteration } = learning;
  return { iteration, norm: q, loss: loss / patterns, errors, flips, solved: errors === 0 };
}

function* learn(learning: Learning): Generator<Tick | StochasticRecord, void, void> {
  const { problem, epochs } = learning.plan;
  // A run that ended with a solution has ended, also when it is taken up again.
  const done = learning.iteration / epochs;
  const begun = within(evaluateInSteps(problem, learning.signs), done, done);
  if (learning.iteration > 0 && (yield* begun).solved) return;
  while (learning.iteration < epochs) {
    const [start, end] = [learning.iteration / epochs, (learning.iteration + 1) / epochs];
    const record = yield* within(epoch(learning), start, end);
    yield record;
    if (record.solved) return;
  }
}

/**
 * Prepares learning on a problem.
 *
 * @throws UsageError for committees, other than ±1 synapses and patterns, a threshold, or options out of range
 */
export function* createStochasticInSteps(
  problem: DiscreteProblem,
  options: StochasticOptions,
): Work<StochasticLearner> {
  const plan = planOf(problem, options);
  const { inputs } = problem;
  const x = yield* foldedPatternsInSteps(problem);
  const means = new Float64Array(inputs);
  plan.random.split('start').fillUniform(means, -AMPLITUDE, AMPLITUDE);
  const learning: Learning = {
    ...{ plan, x, means, signs: new Int8Array(inputs), gradient: new Float64Array(inputs) },
    ...{ pace: createPace(), ledger: createLedger(), iteration: 0 },
  };
  const { signs } = learning;
  rescale(means, plan.norm[0]);
  readSigns(learning, { flips: 0, ups: 0, loss: 0 });
  return {
    learn: () => learn(learning),
    weights: () => signs.slice(),
    means: () => means.slice(),
    totals: () => learning.ledger.totals(),
    save: () => ({
      ...{ means: means.slice(), signs: signs.slice(), iteration: learning.iteration },
      ledger: learning.ledger.state(),
    }),
    restore(state) {
      means.set(state.means);
      signs.set(state.signs);
      learning.iteration = state.iteration;
      learning.ledger = createLedger(state.ledger);
    },
    dispose() {},
  };
}
