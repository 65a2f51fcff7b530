/**
 * A solver: message passing on a course, as a generator of records that ends when the read-out solves the problem or the
 * course is run. What a course does between sweeps (reinforce, focus, decimate) is in courses.ts.
 */

import { UsageError } from '../../errors.ts';
import { createLedger, type LedgerState, type LedgerTotals } from '../../ledger/index.ts';
import { createPace, type Tick, tick, type Work, within } from '../../numerics/pace.ts';
import type { Random } from '../../numerics/random.ts';
import { synapsesOf } from '../../tasks/discrete/problem.ts';
import type { Passing } from './passing.ts';

/** Where a solver stands after a sweep. */
export interface SolverRecord {
  /** Sweeps so far, over all attempts. */
  readonly iteration: number;
  /** 0 for the first course, then one more with every start from fresh messages. */
  readonly attempt: number;
  /** Patterns that the read-out answers wrongly. */
  readonly errors: number;
  /** Synapses whose read-out level changed in this sweep. */
  readonly flips: number;
  /** Synapses whose read-out is not 0. */
  readonly connections: number;
  /** Largest change of a mean in this sweep. */
  readonly change: number;
  readonly solved: boolean;
}

/** What is done to the messages between sweeps. Holds no state of its own: all is in the messages and the sweep's number. */
export interface Course<P extends Passing> {
  readonly name: string;
  /** Sweeps in all after which an attempt is given up. */
  readonly sweeps: number;
  /** After sweep `sweep` (1, 2, …) that has not solved the problem. False: nothing more is to be gained. */
  after(passing: P, sweep: number, change: number, random: Random): boolean;
}

export interface SolverOptions<P extends Passing> {
  readonly passing: P;
  /** The course of each attempt; later ones are usually slower. */
  readonly course: (attempt: number) => Course<P>;
  /** Further attempts from fresh messages after one that failed. Default 0. */
  readonly restarts?: number;
  readonly random: Random;
}

/** All that is needed to go on as if nothing had happened. */
export interface SolverState {
  readonly passing: object;
  readonly weights: Int8Array;
  readonly iteration: number;
  readonly attempt: number;
  readonly sweep: number;
  readonly ended: boolean;
  readonly ledger: LedgerState;
}

export interface DiscreteSolver {
  /** Sweeps until the problem is solved or the courses are run; a record after every sweep, and ticks. */
  learn(): Generator<Tick | SolverRecord, void, void>;
  /** The present read-out, [K][N]; a copy. */
  weights(): Int8Array;
  /** What it has cost: flips of the read-out are changes, renewed messages are hidden writes. */
  totals(): LedgerTotals;
  /** After a record, not after a tick, when a sweep is under way. */
  save(): SolverState;
  restore(state: SolverState): void;
  dispose(): void;
}

/** The bundle under which a solver books. */
const BUNDLE = 'synapses';

/** Joins message passing and a course. The read-out of the first messages is where flips are counted from. */
export function createSolver<P extends Passing>(options: SolverOptions<P>): DiscreteSolver {
  const { passing, course: courseOf, random, restarts = 0 } = options;
  if (!Number.isInteger(restarts) || restarts < 0)
    throw new UsageError(`restarts ${restarts} is not an integer >= 0`);
  let ledger = createLedger();
  let weights = passing.weights();
  let next: Int8Array<ArrayBufferLike> = new Int8Array(synapsesOf(passing.problem));
  let [iteration, attempt, sweep, ended] = [0, 0, 0, false];
  let course = courseOf(0);

  /** Reads out, books what changed, and tells how many. */
  const readOut = (): { flips: number; connections: number } => {
    passing.weights(next);
    let [flips, potentiation, depression, connections] = [0, 0, 0, 0];
    for (let i = 0; i < next.length; i++) {
      if (next[i] !== 0) connections += 1;
      const change = next[i] - weights[i];
      if (change === 0) continue;
      flips += 1;
      if (change > 0) potentiation += change;
      else depression -= change;
    }
    ledger.write(BUNDLE, { changes: flips, potentiation, depression }, 'flip');
    [weights, next] = [next, weights];
    return { flips, connections };
  };

  /** Sets the course for the next sweep; whether there is one. */
  function* proceed(change: number): Work<boolean> {
    const stream = random.split('course').split(attempt).split(sweep);
    if (sweep < course.sweeps && course.after(passing, sweep, change, stream)) return true;
    if (attempt === restarts) return false;
    attempt += 1;
    sweep = 0;
    course = courseOf(attempt);
    yield* passing.reset(random.split('attempt').split(attempt));
    return true;
  }

  function* sweepOnce(): Work<SolverRecord> {
    const change = yield* within(passing.sweep(), 0, 0.9);
    iteration += 1;
    sweep += 1;
    const { flips, connections } = readOut();
    ledger.hidden(BUNDLE, { stored: passing.held(), hiddenWrites: passing.messages });
    const [forward, backward] = [passing.work / 2, passing.work / 2];
    ledger.work({ steps: 1, upkeep: connections, forward, backward });
    const errors = yield* within(passing.errors(weights), 0.9, 1);
    const solved = errors === 0;
    const record = { iteration, attempt, errors, flips, connections, change, solved };
    ended = solved || !(yield* within(proceed(change), 1, 1));
    return record;
  }

  return {
    *learn() {
      const pace = createPace();
      while (!ended) {
        const share = (done: number) => (attempt + done / course.sweeps) / (restarts + 1);
        const [from, to] = [share(sweep), share(sweep + 1)];
        if (pace.due()) yield tick(from);
        const record = yield* within(sweepOnce(), from, to);
        yield record;
      }
    },
    weights: () => weights.slice(),
    totals: () => ledger.totals(),
    save: () => ({
      ...{ passing: passing.save(), weights: weights.slice(), iteration, attempt, sweep, ended },
      ledger: ledger.state(),
    }),
    restore(state) {
      passing.restore(state.passing);
      weights = state.weights.slice();
      ({ iteration, attempt, sweep, ended } = state);
      course = courseOf(attempt);
      ledger = createLedger(state.ledger);
    },
    dispose: () => passing.dispose(),
  };
}
