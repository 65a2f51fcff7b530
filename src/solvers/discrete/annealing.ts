/**
 * Simulated annealing of discrete synapses: Metropolis moves, or the same process without its rejections, at an inverse
 * temperature that rises geometrically. What is annealed is an energy (energy.ts) or replicas of one (replicas.ts).
 *
 * Sources: S. Kirkpatrick, C. Gelatt, M. Vecchi, Science 220, 671 (1983); A. Bortz, M. Kalos, J. Lebowitz, J. Comput.
 * Phys. 17, 10 (1975) for moves without rejection. H. Horner, Z. Phys. B 86, 291 (1992) for how annealing of binary
 * perceptrons gets stuck.
 */

import { UsageError, unknownName } from '../../errors.ts';
import { createLedger, type LedgerState, type LedgerTotals } from '../../ledger/index.ts';
import { createPace, finish, type Tick, tick, type Work, within } from '../../numerics/pace.ts';
import { exp, log, log1p, pow } from '../../numerics/portable.ts';
import type { Random } from '../../numerics/random.ts';
import { type DiscreteProblem, synapsesOf } from '../../tasks/discrete/problem.ts';
import { checkEnergy, createEnergyInSteps, type EnergyKind } from './energy.ts';

/** What can be annealed: a configuration with numbered moves. */
export interface Annealed {
  readonly problem: DiscreteProblem;
  readonly moves: number;
  /** Configurations held, 1 but for replicas. */
  readonly replicas: number;
  /** −log of the ratio of weights after and before the move, at inverse temperature β. */
  cost(move: number, beta: number): number;
  /** Makes the move; returns what it adds to the weight. */
  apply(move: number): number;
  /** Energy per configuration. */
  energy(): number;
  /** Whether a configuration that moves has no error; asked for after every move. */
  solved(): boolean;
  /** Least number of patterns in error among the configurations that it can answer with. */
  errors(): Work<number>;
  /** Before each sweep: how far the schedule is, 0 at its start and 1 at its end. */
  advance(share: number): void;
  /** The configuration with the least errors, [K][N]; a copy. */
  weights(): Int8Array;
  /** All configurations, one after another. */
  save(): Int8Array;
  restore(saved: Int8Array): void;
}

/**
 * Ways to move: `metropolis`, or `rejection-free`, the same process in law. The latter computes all costs anew after each
 * move (with bit planes no dearer than changing those that the move touched), so it pays where fewer than one proposal in
 * as many as there are moves is accepted: at the cold end.
 */
export type MoveKind = 'metropolis' | 'rejection-free';

export interface AnnealingOptions {
  /** β in the first and the last sweep. */
  readonly from: number;
  readonly to: number;
  /** Sweeps of the schedule, in all; one is as many proposed moves as there are moves. */
  readonly sweeps: number;
  /** Default `metropolis`. */
  readonly moves?: MoveKind;
  /** Whether to go on when all patterns are right. Default false. */
  readonly beyond?: boolean;
  readonly random: Random;
}

/** Where annealing stands after a sweep. */
export interface AnnealingRecord {
  /** Sweeps so far. */
  readonly iteration: number;
  readonly beta: number;
  readonly energy: number;
  /** Patterns in error with the weights of the moment. */
  readonly errors: number;
  /** Accepted moves of this sweep, over all replicas. */
  readonly flips: number;
  /** Moves whose cost was computed in this sweep. */
  readonly evaluated: number;
  readonly solved: boolean;
}

export interface AnnealingState {
  readonly configuration: Int8Array;
  readonly iteration: number;
  readonly ledger: LedgerState;
}

export interface Annealing {
  /** Sweeps until a solution is found or the schedule is run; a record after every sweep, and ticks. */
  learn(): Generator<Tick | AnnealingRecord, void, void>;
  weights(): Int8Array;
  /** What it has cost: accepted moves are flips. */
  totals(): LedgerTotals;
  /** After a record, not after a tick, when a sweep is under way. */
  save(): AnnealingState;
  restore(state: AnnealingState): void;
  dispose(): void;
}

const BUNDLE = 'synapses';
/** Rates of moves that are remembered within a sweep. */
const KNOWN_RATES = 64;
const KINDS: readonly MoveKind[] = ['metropolis', 'rejection-free'];

function check(options: AnnealingOptions): void {
  const { from, to, sweeps, moves = 'metropolis' } = options;
  for (const [name, value] of Object.entries({ from, to })) {
    if (!(value > 0 && value < Number.POSITIVE_INFINITY))
      throw new UsageError(`${name} ${value} is outside (0, Infinity)`);
  }
  if (!Number.isInteger(sweeps) || sweeps < 1)
    throw new UsageError(`sweeps ${sweeps} is not an integer >= 1`);
  if (!KINDS.includes(moves)) throw unknownName('moves', String(moves), KINDS);
}

/**
 * Rates of moves at an inverse temperature: exp(−cost), at most 1. Energies are whole numbers, so that almost all costs are
 * β k with few k, whose rates are taken once; what else there is (a pull between replicas) is taken anew.
 */
export function createRates(beta: number): (cost: number) => number {
  const known = new Float64Array(KNOWN_RATES).fill(-1);
  return (cost) => {
    if (cost <= 0) return 1;
    const k = Math.round(cost / beta);
    if (k >= KNOWN_RATES || beta * k !== cost) return exp(-cost);
    if (known[k] < 0) known[k] = exp(-cost);
    return known[k];
  };
}

/** What the moves of a sweep have come to. */
interface Moved {
  accepted: number;
  /** Moves whose cost was computed. */
  evaluated: number;
  /** What accepted moves have added to weights, and taken from them. */
  gained: number;
  lost: number;
  /** Whether a move has left a configuration without an error, which ends the sweep. */
  ended: boolean;
}

function make(annealed: Annealed, move: number, moved: Moved): void {
  const change = annealed.apply(move);
  if (change > 0) moved.gained += change;
  else moved.lost -= change;
  moved.accepted += 1;
}

/** The way that moves are made in a sweep, until a configuration has no error unless `beyond`. */
type Moving = (
  annealed: Annealed,
  beta: number,
  beyond: boolean,
  stream: Random,
) => Generator<Tick, Moved, void>;

/** Proposals between two looks at the clock: of 10⁵ synapses a millisecond. */
const TOGETHER = 64;

/** Looks at `count` proposals; fewer, if a move leaves a configuration without an error. */
function propose(
  annealed: Annealed,
  beta: number,
  rateOf: (cost: number) => number,
  stream: Random,
  { count, beyond }: { readonly count: number; readonly beyond: boolean },
  moved: Moved,
): void {
  const { moves } = annealed;
  for (let t = 0; t < count && !moved.ended; t++) {
    moved.evaluated += 1;
    const move = stream.integer(moves);
    const cost = annealed.cost(move, beta);
    if (cost > 0 && !(stream.uniform() < rateOf(cost))) continue;
    make(annealed, move, moved);
    moved.ended = !beyond && annealed.solved();
  }
}

/** Metropolis: every proposal is looked at. */
const metropolis: Moving = function* (annealed, beta, beyond, stream) {
  const { moves } = annealed;
  const rateOf = createRates(beta);
  const moved: Moved = { accepted: 0, evaluated: 0, gained: 0, lost: 0, ended: false };
  const pace = createPace();
  while (moved.evaluated < moves && !moved.ended) {
    if (pace.due()) yield tick(moved.evaluated / moves);
    const count = Math.min(TOGETHER, moves - moved.evaluated);
    propose(annealed, beta, rateOf, stream, { count, beyond }, moved);
  }
  return moved;
};

/** The move at which the running sum of the rates exceeds `rest`. */
export function moveAt(rates: Float64Array, rest: number): number {
  let chosen = -1;
  for (let move = 0, left = rest; move < rates.length; move++) {
    if (rates[move] === 0) continue;
    chosen = move;
    left -= rates[move];
    if (left < 0) break;
  }
  return chosen;
}

/**
 * The same in its own time: proposals until the next accepted one are geometric, which one it is goes by the rates. What
 * is left of the last wait is dropped, as a geometric law has no memory.
 */
const withoutRejections: Moving = function* (annealed, beta, beyond, stream) {
  const { moves } = annealed;
  const rateOf = createRates(beta);
  const rates = new Float64Array(moves);
  const moved: Moved = { accepted: 0, evaluated: 0, gained: 0, lost: 0, ended: false };
  const pace = createPace();
  for (let time = 0; ; ) {
    let total = 0;
    for (let move = 0; move < moves; move++) {
      if (pace.due()) yield tick(time / moves);
      rates[move] = rateOf(annealed.cost(move, beta));
      total += rates[move];
    }
    moved.evaluated += moves;
    if (!(total > 0)) return moved;
    const chance = total / moves;
    const wait = chance >= 1 ? 0 : Math.floor(log(1 - stream.uniform()) / log1p(-chance));
    time += 1 + wait;
    if (time > moves) return moved;
    make(annealed, moveAt(rates, stream.uniform() * total), moved);
    if (!beyond && annealed.solved()) return moved;
  }
};

const MOVING: Readonly<Record<MoveKind, Moving>> = {
  metropolis,
  'rejection-free': withoutRejections,
};

/**
 * Anneals what is given, from where it stands.
 *
 * @throws UsageError for options out of range
 */
export function anneal(annealed: Annealed, options: AnnealingOptions): Annealing {
  check(options);
  const { from, to, sweeps, moves: kind = 'metropolis', beyond = false, random } = options;
  const { problem, replicas } = annealed;
  let ledger = createLedger();
  let iteration = 0;

  function* sweep(): Work<AnnealingRecord> {
    const share = sweeps === 1 ? 1 : Math.min(1, iteration / (sweeps - 1));
    const beta = from * pow(to / from, share);
    annealed.advance(share);
    const stream = random.split('sweep').split(iteration);
    const moved = yield* within(MOVING[kind](annealed, beta, beyond, stream), 0, 0.9);
    iteration += 1;
    const { accepted: flips, evaluated, gained, lost } = moved;
    ledger.write(BUNDLE, { changes: flips, potentiation: gained, depression: lost }, 'flip');
    const work = problem.patterns;
    const connections = replicas * synapsesOf(problem);
    const backward = flips * work;
    ledger.work({ steps: 1, upkeep: connections, forward: evaluated * work, backward });
    const errors = yield* within(annealed.errors(), 0.9, 1);
    const energy = annealed.energy();
    return { iteration, beta, energy, errors, flips, evaluated, solved: errors === 0 };
  }

  return {
    *learn() {
      const pace = createPace();
      const begun = iteration / sweeps;
      if (!beyond && iteration > 0 && (yield* within(annealed.errors(), begun, begun)) === 0)
        return;
      while (iteration < sweeps) {
        const [start, end] = [iteration / sweeps, (iteration + 1) / sweeps];
        if (pace.due()) yield tick(start);
        const record = yield* within(sweep(), start, end);
        yield record;
        if (record.solved && !beyond) return;
      }
    },
    weights: () => annealed.weights(),
    totals: () => ledger.totals(),
    save: () => ({ configuration: annealed.save(), iteration, ledger: ledger.state() }),
    restore(state) {
      annealed.restore(state.configuration);
      iteration = state.iteration;
      ledger = createLedger(state.ledger);
    },
    dispose() {},
  };
}

/** A level drawn for every synapse. */
export const drawWeights = (problem: DiscreteProblem, random: Random): Int8Array =>
  Int8Array.from(
    { length: synapsesOf(problem) },
    () => problem.levels[random.integer(problem.levels.length)],
  );

/** One configuration as something to anneal. */
export function* annealedEnergyInSteps(
  problem: DiscreteProblem,
  kind: EnergyKind,
  weights: ArrayLike<number>,
): Work<Annealed> {
  const model = yield* createEnergyInSteps(problem, kind, weights);
  return {
    ...{ problem, moves: model.moves, replicas: 1 },
    cost: (move, beta) => beta * model.difference(move),
    apply: (move) => model.apply(move),
    energy: () => model.energy(),
    // Both energies are 0 at solutions only.
    solved: () => model.energy() === 0,
    // biome-ignore lint/correctness/useYield: counting is quick here; of replicas it is not
    *errors() {
      return model.errors();
    },
    advance() {},
    weights: () => model.weights(),
    save: () => model.weights(),
    restore: (saved) => finish(model.place(saved)),
  };
}

/** The usual ranges of β by energy. */
export const USUAL_BETA: Readonly<Record<EnergyKind, readonly [number, number]>> = {
  errors: [0.5, 10],
  flips: [0.1, 5],
};

export interface SimulatedAnnealingOptions extends Partial<AnnealingOptions> {
  readonly random: Random;
  /** Default `flips`. */
  readonly energy?: EnergyKind;
}

/**
 * Simulated annealing from random weights; β from 0.1 to 5 for `flips`, from 0.5 to 10 for `errors`, in 4,000 sweeps.
 *
 * @throws UsageError for a broken problem or options out of range
 */
export function* createSimulatedAnnealingInSteps(
  problem: DiscreteProblem,
  options: SimulatedAnnealingOptions,
): Work<Annealing> {
  const { random, energy = 'flips' } = options;
  checkEnergy(energy);
  const start = drawWeights(problem, random.split('start'));
  const annealed = yield* annealedEnergyInSteps(problem, energy, start);
  const [from, to] = USUAL_BETA[energy];
  return anneal(annealed, { from, to, sweeps: 4000, ...options });
}
