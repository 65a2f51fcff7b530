/**
 * Replicas of a learner with hidden states, tied to their mean: after every minibatch a replica is pulled towards
 * tanh(γ y C), the centre that is summed over, with C the mean of all replicas' signs; γ grows slowly. Whatever a replica
 * learns by is the inner learner's; one replica without a pull is that learner alone.
 *
 * Source: C. Baldassi, C. Borgs, J. Chayes, A. Ingrosso, C. Lucibello, L. Saglietti, R. Zecchina, PNAS 113, E7655 (2016),
 * with the traced-out centre of its public code (BinaryCommitteeMachineRSGD.jl).
 */

import { UsageError } from '../../errors.ts';
import { createLedger, type LedgerState, type LedgerTotals } from '../../ledger/index.ts';
import { createPace, finish, type Tick, tick, type Work, within } from '../../numerics/pace.ts';
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

/** Ties learners of one problem together; each begins where it stands. */
export function tie(
  learners: readonly TiedLearner[],
  options: Omit<ReplicatedDescentOptions, 'replicas' | 'rate' | 'alike'>,
): ReplicatedDescent {
  const { problem } = learners[0];
  const { patterns } = problem;
  const replicas = learners.length;
  const { batch = Math.max(1, Math.min(80, Math.floor(patterns / 10))), epochs = 3000 } = options;
  const { pull = replicas === 1 ? 0 : 0.75, coupling = 0.05, growth = 0.001, random } = options;
  const synapses = synapsesOf(problem);
  /** y C: the sum of the signs. */
  const sums = new Int32Array(synapses);
  const pace = createPace();
  let ledger = createLedger();
  let iteration = 0;
  /** Signs that turned up in an epoch. */
  let ups = 0;

  const recount = (): void => {
    sums.fill(0);
    for (const { signs } of learners) for (let i = 0; i < synapses; i++) sums[i] += signs[i];
  };
  recount();

  /** tanh(γ s) for s = −y … y. */
  const pullsAt = (gamma: number): Float64Array =>
    Float64Array.from({ length: 2 * replicas + 1 }, (_, k) => tanh(gamma * (k - replicas)));

  const centre = (): Int8Array =>
    Int8Array.from(sums, (s, i) => (s > 0 ? 1 : s < 0 ? -1 : learners[0].signs[i]));

  const settle = (learner: TiedLearner): number =>
    learner.settle((i) => {
      sums[i] += 2 * learner.signs[i];
      if (learner.signs[i] > 0) ups += 1;
    });

  function* epoch(): Work<ReplicatedRecord> {
    const stream = random.split('epoch').split(iteration);
    const gamma = coupling + growth * iteration;
    const pulls = pullsAt(gamma);
    const orders = learners.map(() => stream.permutation(patterns));
    let [flips, hiddenWrites, mistakes] = [0, 0, 0];
    ups = 0;
    for (let from = 0; from < patterns; from += batch) {
      for (const a of stream.permutation(replicas)) {
        if (pace.due()) yield tick((0.9 * from) / patterns);
        const learner = learners[a];
        const wrong = learner.step(orders[a].subarray(from, from + batch));
        mistakes += wrong;
        if (wrong > 0) {
          flips += settle(learner);
          hiddenWrites += synapses;
        }
        if (pull === 0) continue;
        const { hidden, signs } = learner;
        for (let i = 0; i < synapses; i++)
          hidden[i] += pull * (pulls[sums[i] + replicas] - signs[i]);
        flips += settle(learner);
        hiddenWrites += synapses;
      }
    }
    iteration += 1;
    const downs = flips - ups;
    ledger.write(BUNDLE, { changes: flips, potentiation: 2 * ups, depression: 2 * downs }, 'flip');
    ledger.hidden(BUNDLE, { stored: 0, hiddenWrites });
    ledger.work({
      steps: Math.ceil(patterns / batch),
      upkeep: Math.ceil(patterns / batch) * replicas * synapses,
      forward: replicas * patterns * synapses,
      backward: mistakes * problem.inputs,
    });
    const counting = within(evaluateInSteps(problem, centre()), 0.9, 0.9);
    const { errors: centreErrors } = yield* counting;
    let errors = centreErrors;
    for (const learner of learners)
      errors = Math.min(errors, yield* within(learner.errors(), 0.9, 0.9));
    let squares = 0;
    for (const s of sums) squares += s * s;
    const overlap =
      replicas === 1 ? 1 : (squares / synapses - replicas) / (replicas * (replicas - 1));
    return {
      ...{ iteration, coupling: gamma, errors, centreErrors },
      ...{ flips, overlap, solved: errors === 0 },
    };
  }

  /** Whether a replica or the mean solves the problem. */
  function* isSolved(): Work<boolean> {
    for (const learner of learners) if ((yield* learner.errors()) === 0) return true;
    return (yield* evaluateInSteps(problem, centre())).solved;
  }

  return {
    *learn() {
      // A run that ended with a solution has ended, also when it is taken up again.
      const begun = iteration / epochs;
      if (iteration > 0 && (yield* within(isSolved(), begun, begun))) return;
      while (iteration < epochs) {
        const [start, end] = [iteration / epochs, (iteration + 1) / epochs];
        const record = yield* within(epoch(), start, end);
        yield record;
        if (record.solved) return;
      }
    },
    weights() {
      let best = centre();
      let least = evaluate(problem, best).errors;
      for (const learner of learners) {
        const errors = finish(learner.errors());
        if (errors >= least) continue;
        least = errors;
        best = learner.signs.slice();
      }
      return best;
    },
    totals: () => ledger.totals(),
    save: () => ({
      hidden: learners.map(({ hidden }) => hidden.slice()),
      signs: learners.map(({ signs }) => signs.slice()),
      ...{ iteration, ledger: ledger.state() },
    }),
    restore(state) {
      learners.forEach((learner, a) => {
        // The signs first: they decide where a hidden state is 0.
        learner.hidden.set(state.signs[a]);
        learner.settle();
        learner.hidden.set(state.hidden[a]);
        learner.settle();
      });
      recount();
      iteration = state.iteration;
      ledger = createLedger(state.ledger);
    },
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
