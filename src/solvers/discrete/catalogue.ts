/**
 * The solvers of discrete problems by name, with the settings that each takes: what the command line and the studies choose
 * from. To add one is to add an entry.
 */

import { UsageError, unknownName } from '../../errors.ts';
import type { LedgerTotals } from '../../ledger/index.ts';
import { type AsyncWork, finishAsync, type Tick } from '../../numerics/pace.ts';
import type { Random } from '../../numerics/random.ts';
import type { DiscreteProblem } from '../../tasks/discrete/problem.ts';
import { inTurn, MONTE_CARLO } from './monte-carlo.ts';
import {
  decimatedBeliefPropagation,
  focusingBeliefPropagation,
  reinforcedBeliefPropagation,
  reinforcedMaxSum,
} from './recipes.ts';
import { createSbpiInSteps, type SbpiOptions } from './sbpi.ts';

/** What a record of every solver tells. */
export interface DiscreteRecord {
  /** Sweeps or steps so far. */
  readonly iteration: number;
  /** Patterns in error with the weights of the moment. */
  readonly errors: number;
  /** Moves of weights to another level since the record before. */
  readonly flips: number;
  readonly solved: boolean;
}

/** The verbs that all solvers have. */
export interface CataloguedSolver {
  /** A record a sweep, until the problem is solved or the sweeps are used up, and ticks at least four times a second. */
  learn(): Generator<Tick | DiscreteRecord, void, void>;
  /** Weights, [K][N]; a copy. */
  weights(): Int8Array;
  totals(): LedgerTotals;
  /**
   * All that is needed to go on as if nothing had happened: plain objects, numbers and typed arrays. After a record, not
   * after a tick, when a sweep is under way.
   */
  save(): object;
  /** Takes up what `save` of the same solver on the same problem gave. */
  restore(state: object): void;
  dispose(): void;
}

/** A number that a solver can be given. */
export interface SolverSetting {
  readonly description: string;
  /** Absent: the solver chooses. */
  readonly default?: number;
}

/** Settings by name; what is not given has its default. */
export type SolverSettings = Readonly<Record<string, number>>;

export interface SolverEntry {
  readonly description: string;
  readonly settings: Readonly<Record<string, SolverSetting>>;
  /** @throws UsageError for a problem that it cannot solve, or a setting out of range */
  create(
    problem: DiscreteProblem,
    options: { readonly random: Random; readonly settings: SolverSettings },
  ): AsyncWork<CataloguedSolver>;
}

const SWEEPS: SolverSetting = { description: 'sweeps after which it is given up', default: 10_000 };
const STATES: SolverSetting = { description: 'hidden states K of a synapse, even' };
const NONZERO: SolverSetting = {
  description: 'largest share of nonzero synapses, for levels -1, 0, 1',
};
const MARGIN: SolverSetting = {
  description: 'θ: an answer with 0 < Δ ≤ θ is only just right',
  default: 1,
};

/** SBPI with some of its options fixed, and the others as settings. */
function sbpi(
  description: string,
  settings: SolverEntry['settings'],
  fixed: Partial<SbpiOptions>,
): SolverEntry {
  return {
    description,
    settings: { ...settings, states: STATES, nonzero: NONZERO, sweeps: SWEEPS },
    create: (problem, { random, settings: given }) =>
      createSbpiInSteps(problem, { ...given, ...fixed, random }),
  };
}

const RESTARTS: SolverSetting = {
  description: 'further attempts after one that failed, each half as fast',
  default: 0,
};

/** All solvers, by name. */
export const DISCRETE_SOLVERS: Readonly<Record<string, SolverEntry>> = {
  sbpi: sbpi(
    'hidden states; a wrong answer moves them, one that is only just right may deepen them',
    { margin: MARGIN, chance: { description: 'p_s, probability of deepening; 0.3 or 0.1' } },
    {},
  ),
  bpi: sbpi('SBPI that always deepens', { margin: MARGIN }, { chance: 1 }),
  cp: sbpi('the clipped perceptron: SBPI that never deepens', {}, { chance: 0 }),
  rbp: {
    description: 'reinforced belief propagation: marginals that hold on to what they were',
    settings: {
      decay: {
        description: 'g in r = 1 − gᵗ: nearer to 1 is slower and solves more',
        default: 0.98,
      },
      sweeps: { description: 'sweeps of the first attempt; 6/(1 − g)' },
      restarts: RESTARTS,
      nonzero: NONZERO,
    },
    create: (problem, { random, settings }) =>
      reinforcedBeliefPropagation(problem, { ...settings, random }),
  },
  fbp: {
    description: 'focusing belief propagation: replicas pulled together',
    settings: {
      step: { description: 'Δρ of the pseudo-reinforcement', default: 0.01 },
      restarts: RESTARTS,
    },
    create: (problem, { random, settings }) =>
      focusingBeliefPropagation(problem, { ...settings, random }),
  },
  decimation: {
    description: 'belief propagation that decides the most polarised synapses, some at a time',
    settings: {
      share: { description: 'of the synapses that are decided at a time', default: 0.01 },
      restarts: RESTARTS,
    },
    create: (problem, { random, settings }) =>
      decimatedBeliefPropagation(problem, { ...settings, random }),
  },
  rms: {
    description: 'reinforced max-sum, for perceptrons',
    settings: {
      rate: { description: 'growth of the reinforcement in a sweep', default: 0.01 },
      sweeps: { description: 'sweeps of the first attempt' },
      restarts: RESTARTS,
    },
    create: (problem, { random, settings }) =>
      inTurn(reinforcedMaxSum(problem, { ...settings, random })),
  },
  ...MONTE_CARLO,
};

/**
 * Makes the solver of a name, with signs of life.
 *
 * @throws UsageError for an unknown name or setting, or what the solver refuses
 */
export async function* createDiscreteSolverInSteps(
  name: string,
  problem: DiscreteProblem,
  { random, settings = {} }: { readonly random: Random; readonly settings?: SolverSettings },
): AsyncWork<CataloguedSolver> {
  if (!Object.hasOwn(DISCRETE_SOLVERS, name))
    throw unknownName('solver', name, Object.keys(DISCRETE_SOLVERS));
  const entry = DISCRETE_SOLVERS[name];
  for (const [setting, value] of Object.entries(settings)) {
    if (!Object.hasOwn(entry.settings, setting))
      throw unknownName(`setting of ${name}`, setting, Object.keys(entry.settings));
    if (!Number.isFinite(value)) throw new UsageError(`${setting} ${value} is not a finite number`);
  }
  return yield* entry.create(problem, { random, settings });
}

/** `createDiscreteSolverInSteps` without the signs of life. */
export const createDiscreteSolver = (
  ...given: Parameters<typeof createDiscreteSolverInSteps>
): Promise<CataloguedSolver> => finishAsync(createDiscreteSolverInSteps(...given));
