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
import { exp, log, log1p, pow } from '../../numerics/portable.ts';
import type { Random } from '../../numerics/random.ts';
import { type DiscreteProblem, synapsesOf } from '../../tasks/discrete/problem.ts';
import { checkEnergy, createEnergy, type EnergyKind } from './energy.ts';

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
  errors(): number;
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
  /** Sweeps of the schedule; one is as many proposed moves as there are moves. */
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
  /** Sweeps until a solution is found or the schedule is run; a record after every sweep. Call again to go on. */
  learn(): Generator<AnnealingRecord, void>;
  weights(): Int8Array;
  /** What it has cost: accepted moves are flips. */
  totals(): LedgerTotals;
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
 * Anneals what is given, from where it stands.
 *
 * @throws UsageError for options out of range
 */
export function anneal(annealed: Annealed, options: AnnealingOptions): Annealing {
  check(options);
  const { from, to, sweeps, moves: kind = 'metropolis', beyond = false, random } = options;
  const { problem, moves, replicas } = annealed;
  let ledger = createLedger();
  let iteration = 0;
  /** What the moves of a sweep have added and taken away. */
  let [gained, lost] = [0, 0];
  const make = (move: number): void => {
    const change = annealed.apply(move);
    if (change > 0) gained += change;
    else lost -= change;
  };
  const rates = new Float64Array(kind === 'rejection-free' ? moves : 0);
  /** exp(−β k), taken when first asked for in a sweep: energies are integers, so that almost all rates are among them. */
  const known = new Float64Array(KNOWN_RATES);
  const rateOf = (cost: number, beta: number): number => {
    if (cost <= 0) return 1;
    const k = Math.round(cost / beta);
    if (k >= KNOWN_RATES || beta * k !== cost) return exp(-cost);
    if (known[k] < 0) known[k] = exp(-cost);
    return known[k];
  };

  /** Metropolis: every proposal is looked at. Returns accepted and looked at. */
  const metropolis = (beta: number, stream: Random): readonly [number, number] => {
    let accepted = 0;
    for (let t = 0; t < moves; t++) {
      const move = stream.integer(moves);
      const cost = annealed.cost(move, beta);
      if (cost > 0 && !(stream.uniform() < rateOf(cost, beta))) continue;
      make(move);
      accepted += 1;
      if (!beyond && annealed.solved()) return [accepted, t + 1];
    }
    return [accepted, moves];
  };

  /**
   * The same in its own time: proposals until the next accepted one are geometric, which one it is goes by the rates. What
   * is left of the last wait is dropped, as a geometric law has no memory.
   */
  const withoutRejections = (beta: number, stream: Random): readonly [number, number] => {
    let accepted = 0;
    let evaluated = 0;
    for (let time = 0; ; ) {
      let total = 0;
      for (let move = 0; move < moves; move++) {
        const cost = annealed.cost(move, beta);
        rates[move] = rateOf(cost, beta);
        total += rates[move];
      }
      evaluated += moves;
      if (!(total > 0)) return [accepted, evaluated];
      const chance = total / moves;
      const wait = chance >= 1 ? 0 : Math.floor(log(1 - stream.uniform()) / log1p(-chance));
      time += 1 + wait;
      if (time > moves) return [accepted, evaluated];
      let rest = stream.uniform() * total;
      let chosen = -1;
      for (let move = 0; move < moves; move++) {
        if (rates[move] === 0) continue;
        chosen = move;
        rest -= rates[move];
        if (rest < 0) break;
      }
      make(chosen);
      accepted += 1;
      if (!beyond && annealed.solved()) return [accepted, evaluated];
    }
  };

  const sweep = (): AnnealingRecord => {
    const share = sweeps === 1 ? 1 : Math.min(1, iteration / (sweeps - 1));
    const beta = from * pow(to / from, share);
    annealed.advance(share);
    known.fill(-1);
    const stream = random.split('sweep').split(iteration);
    const run = kind === 'metropolis' ? metropolis : withoutRejections;
    [gained, lost] = [0, 0];
    const [flips, evaluated] = run(beta, stream);
    iteration += 1;
    ledger.write(BUNDLE, { changes: flips, potentiation: gained, depression: lost }, 'flip');
    const work = problem.patterns;
    const connections = replicas * synapsesOf(problem);
    ledger.work({ steps: 1, connections, forward: evaluated * work, backward: flips * work });
    const errors = annealed.errors();
    return {
      iteration,
      beta,
      energy: annealed.energy(),
      errors,
      flips,
      evaluated,
      solved: errors === 0,
    };
  };

  return {
    *learn() {
      if (!beyond && annealed.errors() === 0 && iteration > 0) return;
      while (iteration < sweeps) {
        const record = sweep();
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
export function annealedEnergy(
  problem: DiscreteProblem,
  kind: EnergyKind,
  weights: ArrayLike<number>,
): Annealed {
  const model = createEnergy(problem, kind, weights);
  return {
    ...{ problem, moves: model.moves, replicas: 1 },
    cost: (move, beta) => beta * model.difference(move),
    apply: (move) => model.apply(move),
    energy: () => model.energy(),
    // Both energies are 0 at solutions only.
    solved: () => model.energy() === 0,
    errors: () => model.errors(),
    advance() {},
    weights: () => model.weights(),
    save: () => model.weights(),
    restore: (saved) => model.place(saved),
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
export function createSimulatedAnnealing(
  problem: DiscreteProblem,
  options: SimulatedAnnealingOptions,
): Annealing {
  const { random, energy = 'flips' } = options;
  checkEnergy(energy);
  const annealed = annealedEnergy(problem, energy, drawWeights(problem, random.split('start')));
  const [from, to] = USUAL_BETA[energy];
  return anneal(annealed, { from, to, sweeps: 4000, ...options });
}
