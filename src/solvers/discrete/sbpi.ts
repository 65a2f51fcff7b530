/**
 * Learning with hidden states: each synapse has an odd integer h, and its weight is the level whose bin h falls in. A pattern
 * that is answered wrongly moves all states by 2 towards it, as a perceptron does; one that is only just right may deepen the
 * states that agree with it already, which changes no weight. One pattern at a time, and nothing else is remembered.
 *
 * SBPI (stochastic belief-propagation-inspired), BPI and the clipped perceptron are settings of one rule.
 *
 * Sources: C. Baldassi, A. Braunstein, N. Brunel, R. Zecchina, "Efficient supervised learning in networks with binary
 * synapses", PNAS 104, 11079 (2007); C. Baldassi, "Generalization learning in a perceptron with binary synapses", J. Stat.
 * Phys. 136, 902 (2009). Of our own: bins for several levels, the budget of nonzero synapses, committees (of the wrong units
 * only those nearest to being right learn, as the least action algorithm has it).
 */

import { UsageError } from '../../errors.ts';
import { GOLDEN, mix } from '../../kernels/index.ts';
import {
  createLedger,
  type Ledger,
  type LedgerState,
  type LedgerTotals,
} from '../../ledger/index.ts';
import {
  type AsyncWork,
  createPace,
  finishAsync,
  type Tick,
  tick,
  type Work,
  within,
} from '../../numerics/pace.ts';
import type { Random } from '../../numerics/random.ts';
import { checkProblem, type DiscreteProblem, levelStep } from '../../tasks/discrete/problem.ts';
import {
  type HiddenStates,
  LARGEST_STATE,
  layHiddenStates,
  type SweepBook,
} from './hidden-states.ts';

export interface SbpiOptions {
  /** θ, an integer: an answer with stability 0 < Δ ≤ θ is only just right. Default 1. */
  readonly margin?: number;
  /**
   * p_s, probability that an answer which is only just right deepens; one draw a pattern. Default 0.3, which solves most for
   * perceptrons; 0.1 for committees.
   */
  readonly chance?: number;
  /**
   * K, number of hidden states: h within ±(K − 1). Even. Default: for two levels as many as 16 bits hold, which is without
   * bound in effect; for more, so many that a bin is 4 √N wide. Fewer than about 2 √N a bin solve less.
   */
  readonly states?: number;
  /**
   * Largest share of synapses that are not 0, for levels −1, 0, 1: after each sweep the bin of 0 is made as wide as is needed.
   * Absent: no budget.
   */
  readonly nonzero?: number;
  /** Sweeps in all after which it is given up, those before a restored state among them. Default 10,000. */
  readonly sweeps?: number;
  /** `shuffled`: anew in each sweep. `given`: as they are. Default shuffled. */
  readonly order?: 'shuffled' | 'given';
  /** First states: ±1 at random, all +1, or given ones, [K][N], odd integers. Default random. */
  readonly start?: 'random' | 'up' | ArrayLike<number>;
  /** Whether to go on when the problem is solved, which deepens the solution. Default false. */
  readonly beyond?: boolean;
  readonly random: Random;
}

/** Where learning stands after a sweep. */
export interface SbpiRecord {
  /** Sweeps so far; 0 is the start. */
  readonly iteration: number;
  /** Patterns in error after the sweep, the weights standing still. */
  readonly errors: number;
  /** Visits of the sweep at which the answer was wrong. */
  readonly mistakes: number;
  /** Moves of a weight to a neighbouring level in this sweep. */
  readonly flips: number;
  /** Changes of hidden states in this sweep, whether or not the weight moved. */
  readonly hiddenMoves: number;
  /** Synapses whose weight is not 0. */
  readonly connections: number;
  readonly solved: boolean;
}

/** All that is needed to go on as if nothing had happened. */
export interface SbpiState {
  readonly states: Int16Array;
  readonly thresholds: readonly number[];
  readonly iteration: number;
  readonly ledger: LedgerState;
}

export interface Sbpi {
  /** Sweeps until the problem is solved or the sweeps are used up; a record after every sweep, and ticks. */
  learn(): Generator<Tick | SbpiRecord, void, void>;
  /** Weights, [K][N]; a copy. */
  weights(): Int8Array;
  /** Hidden states h, [K][N]; a copy. */
  states(): Int16Array;
  /** What it has cost: moves of weights are flips, changes of states are hidden writes. */
  totals(): LedgerTotals;
  /** After a record, not after a tick, when a sweep is under way. */
  save(): SbpiState;
  restore(state: SbpiState): void;
  dispose(): void;
}

const BUNDLE = 'synapses';
const CHANCE_UNIT = 2147483648;

/** Bins of equal width over ±K: the m − 1 thresholds, each an even integer. */
export const equalBins = (levels: number, states: number): number[] =>
  Array.from({ length: levels - 1 }, (_, t) => 2 * Math.round(states * ((t + 1) / levels - 0.5)));

function check(problem: DiscreteProblem, options: SbpiOptions): void {
  checkProblem(problem);
  const { margin = 1, chance = 0.3, states = 2, nonzero = 1, sweeps = 1 } = options;
  const m = problem.levels.length;
  if (!Number.isInteger(margin) || margin < 0)
    throw new UsageError(`margin ${margin} is not an integer >= 0`);
  if (!(chance >= 0 && chance <= 1)) throw new UsageError(`chance ${chance} is outside [0, 1]`);
  if (!Number.isInteger(sweeps) || sweeps < 1)
    throw new UsageError(`sweeps ${sweeps} is not an integer >= 1`);
  const fewest = m === 2 ? 2 : 2 * m;
  if (options.states !== undefined && !(states % 2 === 0 && states >= fewest && states <= 32768))
    throw new UsageError(`states ${states} is not an even integer in ${fewest}..32768`);
  if (m > 16)
    throw new UsageError(
      `levels: hidden states are told apart by at most 16 levels, these are ${m}`,
    );
  if (!(nonzero > 0 && nonzero <= 1)) throw new UsageError(`nonzero ${nonzero} is outside (0, 1]`);
  if (options.nonzero !== undefined && problem.levels.join() !== '-1,0,1')
    throw new UsageError(
      `a budget of nonzero synapses needs the levels -1, 0, 1, these are ${problem.levels.join(', ')}`,
    );
}

/** @throws UsageError for first states that are not one odd integer within ±bound a synapse */
function checkStates(start: ArrayLike<number>, synapses: number, bound: number): void {
  if (start.length !== synapses)
    throw new UsageError(`start has ${start.length} states, not ${synapses}`);
  for (let k = 0; k < synapses; k++)
    if (!(Math.abs(start[k] % 2) === 1 && Math.abs(start[k]) <= bound))
      throw new UsageError(`start[${k}] ${start[k]} is not an odd integer within ±${bound}`);
}

/**
 * Writes a random order of all patterns, made of one random word: Fisher and Yates' shuffle with numbers off from uniform by
 * less than P/2³². Ten times as fast as from a stream, which would take most of the time of a sweep.
 */
export function orderOfVisits(key: number, out: Uint32Array): void {
  for (let k = 0; k < out.length; k++) {
    // The place of entry k among the first k + 1: filled from the front, so that nothing has to be there before.
    const at = Math.floor(mix(key + Math.imul(k, GOLDEN)) * (k + 1) * 2 ** -32);
    out[k] = out[at];
    out[at] = k;
  }
}

/** Even integer T ≥ 0 as small as can be so that at most `most` states are beyond ±T. */
export function widestZero(states: Int16Array, most: number): number {
  const sizes = states.map((h) => Math.abs(h)).sort();
  // The first state that has to be 0, in descending order, is at rank `most`.
  const first = sizes.length - 1 - most;
  return first < 0 ? 0 : sizes[first] + 1;
}

/** The weights that are not 0. */
const connectionsIn = (weights: Int8Array): number =>
  weights.reduce((count, weight) => count + (weight === 0 ? 0 : 1), 0);

/** The rule at work: what a sweep needs, and what it changes. */
interface Learning {
  readonly problem: DiscreteProblem;
  readonly hidden: HiddenStates;
  readonly random: Random;
  /** p_s as the kernel takes it. */
  readonly chance: number;
  /** Most weights that are not 0; absent: no budget. */
  readonly most: number | undefined;
  readonly shuffled: boolean;
  readonly order: Uint32Array;
  thresholds: readonly number[];
  iteration: number;
  ledger: Ledger;
}

/** Books the moves of weights and states; returns how many weights moved. */
function book({ problem, ledger }: Learning, { ups, downs, moves }: SweepBook): number {
  const step = levelStep(problem);
  const written = { changes: ups + downs, potentiation: step * ups, depression: step * downs };
  ledger.write(BUNDLE, written, 'flip');
  ledger.hidden(BUNDLE, { stored: 0, hiddenWrites: moves });
  return ups + downs;
}

/** Makes the bin of 0 wide enough for the budget; returns how many weights moved. */
function spend(learning: Learning): number {
  const { hidden, most, thresholds } = learning;
  if (most === undefined) return 0;
  const width = widestZero(hidden.states(), most);
  if (width === thresholds[1]) return 0;
  learning.thresholds = [-width, width];
  return book(learning, hidden.bin(learning.thresholds));
}

/** Share of a sweep that is learning; the rest is counting the errors. */
const LEARNING = 0.9;

function* sweepOnce(learning: Learning): Work<SbpiRecord> {
  const { problem, hidden, random, chance, shuffled, order, ledger } = learning;
  const { patterns, levels } = problem;
  const synapses = problem.inputs * problem.units;
  const stream = random.split('sweep').split(learning.iteration);
  if (shuffled) orderOfVisits(stream.bits(), order);
  const done = yield* within(hidden.sweep(order, stream.bits(), chance), 0, LEARNING);
  const flips = book(learning, done) + spend(learning);
  const connections = levels.includes(0) ? connectionsIn(hidden.weights()) : synapses;
  const [forward, backward] = [patterns * synapses, done.moves];
  ledger.work({ steps: patterns, upkeep: patterns * connections, forward, backward });
  const errors = yield* within(hidden.errors(), LEARNING, 1);
  learning.iteration += 1;
  return {
    ...{ iteration: learning.iteration, errors, mistakes: done.errors, flips },
    ...{ hiddenMoves: done.moves, connections, solved: errors === 0 },
  };
}

/** Hidden states of m > 2 levels where none are given. */
function defaultStates({ inputs, levels }: DiscreteProblem): number {
  const width = 2 * Math.round(2 * Math.sqrt(inputs));
  return Math.min(32768, levels.length * width);
}

/**
 * Prepares learning on a problem, with signs of life: 10⁵ synapses at a high load take a second to place.
 *
 * A sweep costs P dot products of N bits, and N additions of 16 bits for every visit that learns.
 *
 * @throws UsageError for a broken problem or options outside their range
 */
export async function* createSbpiInSteps(
  problem: DiscreteProblem,
  options: SbpiOptions,
): AsyncWork<Sbpi> {
  check(problem, options);
  const { inputs, units, patterns, levels } = problem;
  const { margin = 1, chance = units === 1 ? 0.3 : 0.1 } = options;
  const { order = 'shuffled', start = 'random' } = options;
  const { random, sweeps = 10_000, beyond = false, nonzero } = options;
  const synapses = inputs * units;
  const m = levels.length;
  const unbounded = options.states === undefined && (m === 2 || nonzero !== undefined);
  const states = options.states ?? defaultStates(problem);
  const bound = unbounded ? LARGEST_STATE : states - 1;
  const thresholds = m === 2 ? [0] : equalBins(m, states);
  const hidden = yield* layHiddenStates(problem, { thresholds, bound, least: margin });
  const learning: Learning = {
    ...{ problem, hidden, random, thresholds, shuffled: order === 'shuffled', iteration: 0 },
    chance: Math.round(chance * CHANCE_UNIT),
    most: nonzero === undefined ? undefined : Math.floor(nonzero * synapses),
    order: Uint32Array.from({ length: patterns }, (_, p) => p),
    ledger: createLedger(),
  };
  if (start === 'random') {
    const stream = random.split('start');
    hidden.place(Int16Array.from({ length: synapses }, () => (stream.bits() & 1 ? 1 : -1)));
  } else if (start !== 'up') {
    checkStates(start, synapses, bound);
    hidden.place(start);
  }
  spend(learning);
  // What it takes to begin costs nothing.
  learning.ledger = createLedger();

  return {
    *learn() {
      const pace = createPace();
      // A run that ended with a solution has ended, also when it is taken up again.
      const begun = learning.iteration / sweeps;
      if (!beyond && begun > 0 && (yield* within(hidden.errors(), begun, begun)) === 0) return;
      while (learning.iteration < sweeps) {
        const { iteration } = learning;
        if (pace.due()) yield tick(iteration / sweeps);
        const sweep = sweepOnce(learning);
        const record = yield* within(sweep, iteration / sweeps, (iteration + 1) / sweeps);
        yield record;
        if (record.solved && !beyond) return;
      }
    },
    weights: () => hidden.weights(),
    states: () => hidden.states(),
    totals: () => learning.ledger.totals(),
    save: () => ({
      ...{ states: hidden.states(), thresholds: learning.thresholds },
      ...{ iteration: learning.iteration, ledger: learning.ledger.state() },
    }),
    restore(state) {
      if (state.states.length !== synapses)
        throw new UsageError(`states has ${state.states.length} entries, not ${synapses}`);
      learning.thresholds = [...state.thresholds];
      hidden.bin(learning.thresholds);
      hidden.place(state.states);
      learning.iteration = state.iteration;
      learning.ledger = createLedger(state.ledger);
    },
    dispose: () => hidden.dispose(),
  };
}

/** `createSbpiInSteps` without the signs of life. */
export const createSbpi = (problem: DiscreteProblem, options: SbpiOptions): Promise<Sbpi> =>
  finishAsync(createSbpiInSteps(problem, options));
