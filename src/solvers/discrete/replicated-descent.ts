/**
 * Replicas of a learner with hidden states, tied to their mean: after every minibatch a replica is pulled towards
 * tanh(γ y C), the centre that is summed over, with C the mean of all replicas' signs; γ grows slowly. Whatever a replica
 * learns by is the inner learner's; one replica without a pull is that learner alone.
 *
 * Source: C. Baldassi, C. Borgs, J. Chayes, A. Ingrosso, C. Lucibello, L. Saglietti, R. Zecchina, PNAS 113, E7655 (2016),
 * with the traced-out centre of its public code (BinaryCommitteeMachineRSGD.jl).
 */

import { UsageError } from '../../errors.ts';
import {
  createLedger,
  type Ledger,
  type LedgerState,
  type LedgerTotals,
} from '../../ledger/index.ts';
import {
  createPace,
  finish,
  type Pace,
  type Tick,
  tick,
  type Work,
  within,
} from '../../numerics/pace.ts';
import { tanh } from '../../numerics/portable.ts';
import type { Random } from '../../numerics/random.ts';
import { evaluate, evaluateInSteps } from '../../tasks/discrete/evaluate.ts';
import { checkProblem, type DiscreteProblem, synapsesOf } from '../../tasks/discrete/problem.ts';
import { patternValuesInSteps } from '../../tasks/discrete/rows.ts';
import { createCommitteeDescent, type TiedLearner } from './committee-descent.ts';

export interface ReplicatedDescentOptions {
  /** y. Default 7. */
  readonly replicas?: number;
  /** Patterns of a minibatch. Default 80, or a tenth of all where that is less. */
  readonly batch?: number;
  /** η. Default 2. */
  readonly rate?: number;
  /** λ: how far a hidden state is pulled. Default 0.75; 0 for one replica. */
  readonly pull?: number;
  /** γ at first and its growth an epoch. Default 0.05 and 0.001. */
  readonly coupling?: number;
  readonly growth?: number;
  /** Whether replicas start alike. Default true. */
  readonly alike?: boolean;
  /** Epochs in all after which it is given up. Default 3,000. */
  readonly epochs?: number;
  readonly random: Random;
}

/** Where the replicas stand after an epoch. */
export interface ReplicatedRecord {
  /** Epochs so far. */
  readonly iteration: number;
  readonly coupling: number;
  /** Least number of patterns in error, over the replicas and the sign of their mean. */
  readonly errors: number;
  /** The same of the mean alone. */
  readonly centreErrors: number;
  /** Synapses that turned in this epoch, over all replicas. */
  readonly flips: number;
  /** Mean overlap of two replicas; 1 for one. */
  readonly overlap: number;
  readonly solved: boolean;
}

export interface ReplicatedState {
  readonly hidden: readonly Float64Array[];
  readonly signs: readonly Int8Array[];
  readonly iteration: number;
  readonly ledger: LedgerState;
}

export interface ReplicatedDescent {
  /** Epochs until a replica or their mean solves the problem, or they are used up; a record after each, and ticks. */
  learn(): Generator<Tick | ReplicatedRecord, void, void>;
  /** The best of the replicas and the sign of their mean, [K][N]; a copy. */
  weights(): Int8Array;
  /** What it has cost, all replicas together: turned signs are flips, changed hidden states hidden writes. */
  totals(): LedgerTotals;
  /** After a record, not after a tick, when an epoch is under way. */
  save(): ReplicatedState;
  restore(state: ReplicatedState): void;
  dispose(): void;
}

const BUNDLE = 'synapses';

function check(options: ReplicatedDescentOptions): void {
  const { replicas = 7, batch = 1, epochs = 1 } = options;
  for (const [name, value] of Object.entries({ replicas, batch, epochs }))
    if (!Number.isInteger(value) || value < 1)
      throw new UsageError(`${name} ${value} is not an integer >= 1`);
  const { rate = 2, pull = 0, coupling = 0, growth = 0 } = options;
  if (!(rate > 0 && rate < Number.POSITIVE_INFINITY))
    throw new UsageError(`rate ${rate} is outside (0, Infinity)`);
  for (const [name, value] of Object.entries({ pull, coupling, growth }))
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY))
      throw new UsageError(`${name} ${value} is outside [0, Infinity)`);
}

/** What tied learners do, and where they stand. */
interface Tied {
  readonly learners: readonly TiedLearner[];
  readonly batch: number;
  readonly epochs: number;
  readonly pull: number;
  readonly coupling: number;
  readonly growth: number;
  readonly random: Random;
  /** y C: the sum of the signs. */
  readonly sums: Int32Array;
  readonly pace: Pace;
  ledger: Ledger;
  iteration: number;
}

function recount({ learners, sums }: Tied): void {
  sums.fill(0);
  for (const { signs } of learners) for (let i = 0; i < sums.length; i++) sums[i] += signs[i];
}

/** tanh(γ s) for s = −y … y. */
function pullsAt(replicas: number, gamma: number): Float64Array {
  return Float64Array.from({ length: 2 * replicas + 1 }, (_, k) => tanh(gamma * (k - replicas)));
}

const centreOf = ({ learners, sums }: Tied): Int8Array =>
  Int8Array.from(sums, (s, i) => (s > 0 ? 1 : s < 0 ? -1 : learners[0].signs[i]));

/** What an epoch has changed. */
interface Changes {
  flips: number;
  /** Flips to +1. */
  ups: number;
  hiddenWrites: number;
  /** Patterns that were learned from. */
  lessons: number;
}

/** Brings signs and their sums up to the hidden states. */
function settle({ sums }: Tied, learner: TiedLearner, changes: Changes): void {
  changes.flips += learner.settle((i) => {
    sums[i] += 2 * learner.signs[i];
    if (learner.signs[i] > 0) changes.ups += 1;
  });
  changes.hiddenWrites += sums.length;
}

/** Every pattern once by every replica, minibatch by minibatch; after each the pull. */
function* pass(tied: Tied, gamma: number): Work<Changes> {
  const { learners, batch, pull, sums, pace } = tied;
  const { patterns } = learners[0].problem;
  const replicas = learners.length;
  const stream = tied.random.split('epoch').split(tied.iteration);
  const pulls = pullsAt(replicas, gamma);
  const orders = learners.map(() => stream.permutation(patterns));
  const changes: Changes = { flips: 0, ups: 0, hiddenWrites: 0, lessons: 0 };
  for (let from = 0; from < patterns; from += batch) {
    for (const a of stream.permutation(replicas)) {
      if (pace.due()) yield tick((0.9 * from) / patterns);
      const learner = learners[a];
      const lessons = learner.step(orders[a].subarray(from, from + batch));
      changes.lessons += lessons;
      if (lessons > 0) settle(tied, learner, changes);
      if (pull === 0) continue;
      const { hidden, signs } = learner;
      for (let i = 0; i < sums.length; i++)
        hidden[i] += pull * (pulls[sums[i] + replicas] - signs[i]);
      settle(tied, learner, changes);
    }
  }
  return changes;
}

function book({ learners, batch, sums, ledger }: Tied, changes: Changes): void {
  const { patterns, inputs } = learners[0].problem;
  const { flips, ups, hiddenWrites, lessons } = changes;
  const [replicas, steps] = [learners.length, Math.ceil(patterns / batch)];
  const [potentiation, depression] = [2 * ups, 2 * (flips - ups)];
  ledger.write(BUNDLE, { changes: flips, potentiation, depression }, 'flip');
  ledger.hidden(BUNDLE, { stored: 0, hiddenWrites });
  ledger.work({
    steps,
    upkeep: steps * replicas * sums.length,
    forward: replicas * patterns * sums.length,
    backward: lessons * inputs,
  });
}

/** Mean overlap of two replicas, from the squares of the sums; 1 for one. */
function overlapOf({ learners, sums }: Tied): number {
  const replicas = learners.length;
  let squares = 0;
  for (const s of sums) squares += s * s;
  return replicas === 1 ? 1 : (squares / sums.length - replicas) / (replicas * (replicas - 1));
}

function* epoch(tied: Tied): Work<ReplicatedRecord> {
  const { learners } = tied;
  const gamma = tied.coupling + tied.growth * tied.iteration;
  const changes = yield* pass(tied, gamma);
  tied.iteration += 1;
  book(tied, changes);
  const counting = evaluateInSteps(learners[0].problem, centreOf(tied));
  const { errors: centreErrors } = yield* within(counting, 0.9, 0.9);
  let errors = centreErrors;
  for (const learner of learners)
    errors = Math.min(errors, yield* within(learner.errors(), 0.9, 0.9));
  return {
    ...{ iteration: tied.iteration, coupling: gamma, errors, centreErrors },
    ...{ flips: changes.flips, overlap: overlapOf(tied), solved: errors === 0 },
  };
}

/** Whether a replica or the mean solves the problem. */
function* isSolved(tied: Tied): Work<boolean> {
  const { learners } = tied;
  for (const learner of learners) if ((yield* learner.errors()) === 0) return true;
  return (yield* evaluateInSteps(learners[0].problem, centreOf(tied))).solved;
}

function* learn(tied: Tied): Generator<Tick | ReplicatedRecord, void, void> {
  const { epochs } = tied;
  // A run that ended with a solution has ended, also when it is taken up again.
  const begun = tied.iteration / epochs;
  if (tied.iteration > 0 && (yield* within(isSolved(tied), begun, begun))) return;
  while (tied.iteration < epochs) {
    const [start, end] = [tied.iteration / epochs, (tied.iteration + 1) / epochs];
    const record = yield* within(epoch(tied), start, end);
    yield record;
    if (record.solved) return;
  }
}

function bestOf(tied: Tied): Int8Array {
  let best = centreOf(tied);
  let least = evaluate(tied.learners[0].problem, best).errors;
  for (const learner of tied.learners) {
    const errors = finish(learner.errors());
    if (errors >= least) continue;
    least = errors;
    best = learner.signs.slice();
  }
  return best;
}

function takeUp(tied: Tied, state: ReplicatedState): void {
  tied.learners.forEach((learner, a) => {
    // The signs first: they decide where a hidden state is 0.
    learner.hidden.set(state.signs[a]);
    learner.settle();
    learner.hidden.set(state.hidden[a]);
    learner.settle();
  });
  recount(tied);
  tied.iteration = state.iteration;
  tied.ledger = createLedger(state.ledger);
}

/** Ties learners of one problem together; each begins where it stands. */
export function tie(
  learners: readonly TiedLearner[],
  options: Omit<ReplicatedDescentOptions, 'replicas' | 'rate' | 'alike'>,
): ReplicatedDescent {
  const { problem } = learners[0];
  const tenth = Math.max(1, Math.min(80, Math.floor(problem.patterns / 10)));
  const { batch = tenth, epochs = 3000, random } = options;
  const { pull = learners.length === 1 ? 0 : 0.75, coupling = 0.05, growth = 0.001 } = options;
  const tied: Tied = {
    ...{ learners, batch, epochs, pull, coupling, growth, random, pace: createPace() },
    ...{ sums: new Int32Array(synapsesOf(problem)), ledger: createLedger(), iteration: 0 },
  };
  recount(tied);
  return {
    learn: () => learn(tied),
    weights: () => bestOf(tied),
    totals: () => tied.ledger.totals(),
    save: () => ({
      hidden: learners.map(({ hidden }) => hidden.slice()),
      signs: learners.map(({ signs }) => signs.slice()),
      ...{ iteration: tied.iteration, ledger: tied.ledger.state() },
    }),
    restore: (state) => takeUp(tied, state),
    dispose() {},
  };
}

/**
 * Replicated stochastic gradient descent on a perceptron or a committee, from hidden states ±1.
 *
 * @throws UsageError for synapses or patterns that are not ±1, or options out of range
 */
export function* createReplicatedDescentInSteps(
  problem: DiscreteProblem,
  options: ReplicatedDescentOptions,
): Work<ReplicatedDescent> {
  check(options);
  const { replicas = 7, rate = 2, alike = true, random } = options;
  checkProblem(problem);
  const values = yield* patternValuesInSteps(problem);
  const start = random.split('start');
  const learners = Array.from({ length: replicas }, (_, a) => {
    const stream = start.split(alike ? 0 : a);
    const hidden = Float64Array.from({ length: synapsesOf(problem) }, () =>
      stream.bits() & 1 ? 1 : -1,
    );
    return createCommitteeDescent(problem, values, hidden, rate);
  });
  return tie(learners, options);
}
