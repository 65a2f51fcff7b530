/**
 * Entropy-driven Monte Carlo: a walk of a configuration W̃ whose energy is not the number of errors but
 * minus the local free entropy log Z(γ), the logarithm of the number of solutions weighed by exp(γ W·W̃), as belief
 * propagation gives it. At zero temperature flips are tried in the order in which the messages disagree with W̃ most; when
 * none is left that helps, γ grows (scoping), so that the walk looks closer and closer around itself, until W̃ itself is a
 * solution. At a temperature they are tried at random, and γ and the inverse temperature y grow with the steps.
 *
 * Source: C. Baldassi, A. Ingrosso, C. Lucibello, L. Saglietti, R. Zecchina, "Local entropy as a measure for sampling
 * solutions in constraint satisfaction problems", J. Stat. Mech. 023301 (2016); the schedule of γ is our own.
 */

import { UsageError } from '../../errors.ts';
import { createLedger, type LedgerState, type LedgerTotals } from '../../ledger/index.ts';
import { createPace, finish, type Tick, tick, type Work, within } from '../../numerics/pace.ts';
import { exp, pow } from '../../numerics/portable.ts';
import type { Random } from '../../numerics/random.ts';
import { type DiscreteProblem, isBinary, synapsesOf } from '../../tasks/discrete/problem.ts';
import { drawWeights } from './annealing.ts';
import type { Factor } from './belief-options.ts';
import { type BeliefState, createBeliefPropagationInSteps } from './belief-propagation.ts';
import { createEnergyInSteps } from './energy.ts';

export interface EntropicOptions {
  /** γ at the start and the end of scoping. Default 0.5 to 1.5, good at a load of 0.3; 0.3 to 1.5 at 0.6. */
  readonly coupling?: readonly [number, number];
  /** Steps of γ between them. Default 10; 30 at a load of 0.6. */
  readonly scopes?: number;
  /** Flips refused in a row after which γ grows. Default 20. */
  readonly patience?: number;
  /** Sweeps of belief propagation after a flip, which also end at its tolerance. Default 10. */
  readonly settle?: number;
  /** Largest change of a message at which belief propagation counts as settled. Default 1e-4. */
  readonly tolerance?: number;
  /**
   * y at the first and the last step: a random flip is accepted with probability exp(y Δ log Z) at most 1, y rises
   * geometrically. Absent: zero temperature.
   */
  readonly inverseTemperature?: readonly [number, number];
  /** How patterns answer; see `createBeliefPropagation`. */
  readonly factor?: Factor;
  /** Flips tried in all, accepted or not, after which it is given up. Default 20 a synapse. */
  readonly steps?: number;
  readonly random: Random;
}

/** Where the walk stands after one tried flip. */
export interface EntropicRecord {
  /** Flips tried so far; 0 is the start. */
  readonly iteration: number;
  readonly coupling: number;
  /** log Z(γ), to compare at equal γ only. */
  readonly freeEntropy: number;
  /** Patterns in error with the weights of the moment. */
  readonly errors: number;
  /** 1 where the flip was accepted, else 0. */
  readonly flips: number;
  readonly solved: boolean;
}

export interface EntropicState {
  readonly weights: Int8Array;
  readonly messages: BeliefState;
  readonly tabu: Uint8Array;
  readonly iteration: number;
  readonly scope: number;
  readonly refused: number;
  readonly freeEntropy: number;
  readonly ledger: LedgerState;
}

export interface EntropicWalk {
  /** Tried flips until W̃ solves the problem or nothing is left to try; a record after each, and ticks. */
  learn(): Generator<Tick | EntropicRecord, void, void>;
  weights(): Int8Array;
  /** What it has cost: accepted flips are flips, renewed messages hidden writes. */
  totals(): LedgerTotals;
  /** After a record, not after a tick, when a flip is being tried. */
  save(): EntropicState;
  restore(state: EntropicState): void;
  dispose(): void;
}

const BUNDLE = 'synapses';
/** Sweeps given to the first messages. */
const FIRST_SWEEPS = 200;

function checkCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1)
    throw new UsageError(`${name} ${value} is not an integer >= 1`);
}

/**
 * Prepares a walk from random weights.
 *
 * @throws UsageError for synapses that are not ±1, or options out of range
 */
export function* createEntropicWalkInSteps(
  problem: DiscreteProblem,
  options: EntropicOptions,
): Work<EntropicWalk> {
  const { coupling = [0.5, 1.5], scopes = 10, patience = 20, settle = 10 } = options;
  const { tolerance = 1e-4, random, factor } = options;
  const synapses = synapsesOf(problem);
  const { steps = 20 * synapses } = options;
  if (!isBinary(problem))
    throw new UsageError(`levels ${problem.levels.join(', ')}: this walk flips synapses of ±1`);
  const [first, last] = coupling;
  if (!(first > 0 && last >= first && last <= 10))
    throw new UsageError(`coupling ${first} to ${last} is not ascending within (0, 10]`);
  for (const [name, value] of Object.entries({ scopes, patience, settle, steps }))
    checkCount(name, value);
  const { inverseTemperature: heat } = options;
  if (heat !== undefined && !(heat[0] > 0 && heat[1] >= heat[0] && heat[1] < 1e6))
    throw new UsageError(
      `inverseTemperature ${heat[0]} to ${heat[1]} is not ascending within (0, 1e6)`,
    );
  if (!(tolerance > 0)) throw new UsageError(`tolerance ${tolerance} is not > 0`);

  const start = drawWeights(problem, random.split('start'));
  const energy = yield* createEnergyInSteps(problem, 'errors', start);
  let weights = energy.weights();
  const passing = yield* createBeliefPropagationInSteps(problem, {
    ...(factor === undefined ? {} : { factor }),
    random: random.split('messages'),
  });
  const tabu = new Uint8Array(synapses);
  let ledger = createLedger();
  let [iteration, scope, refused] = [0, 0, 0];
  let freeEntropy = Number.NaN;

  const gammaNow = (): number => first + ((last - first) * scope) / scopes;

  /** Messages at rest under the present field; books their cost. */
  function* rest(sweeps: number): Work<void> {
    const done = yield* within(passing.converge({ tolerance, sweeps }), 0, 0.9);
    ledger.hidden(BUNDLE, { stored: passing.held(), hiddenWrites: done.sweeps * passing.messages });
    const half = (done.sweeps * passing.work) / 2;
    ledger.work({ steps: 1, upkeep: synapses, forward: half, backward: half });
    freeEntropy = yield* within(passing.logPartition(), 0.9, 1);
  }
  const pull = (): void => {
    for (let i = 0; i < synapses; i++) passing.expose(i, gammaNow() * weights[i]);
    tabu.fill(0);
    refused = 0;
  };
  /** The synapse whose messages disagree most with it, −1 where all agree. */
  const candidate = (): number => {
    let chosen = -1;
    let most = 0;
    for (let i = 0; i < synapses; i++) {
      if (tabu[i] !== 0) continue;
      const against = -(passing.fields[i] - passing.external[i]) * weights[i];
      if (against > most) {
        most = against;
        chosen = i;
      }
    }
    return chosen;
  };

  /** Share of the walk that is done, as far as one can tell: at zero temperature by γ, else by the steps. */
  const shareNow = (): number =>
    Math.max(iteration / steps, heat === undefined ? scope / (scopes + 1) : 0);

  /** `work` without a share of its own: it is one of very many steps. */
  const aside = <R>(work: Work<R>): Work<R> => within(work, shareNow(), shareNow());

  /** Takes γ up where nothing is left to try; false at its end. */
  function* widen(): Work<boolean> {
    if (scope === scopes) return false;
    scope += 1;
    pull();
    yield* aside(rest(FIRST_SWEEPS));
    return true;
  }

  /** Whether a loss of free entropy is accepted. */
  const warm = (gain: number, stream: Random): boolean => {
    if (heat === undefined || !(gain < 0)) return false;
    const y = heat[0] * pow(heat[1] / heat[0], iteration / steps);
    return y * gain > -700 && stream.uniform() < exp(y * gain);
  };

  const flip = (i: number): void => {
    weights[i] = -weights[i];
    passing.expose(i, gammaNow() * weights[i]);
  };

  const record = (flips: number): EntropicRecord => ({
    ...{ iteration, coupling: gammaNow(), freeEntropy },
    ...{ errors: energy.errors(), flips, solved: energy.energy() === 0 },
  });

  return {
    *learn() {
      if (energy.energy() === 0 && iteration > 0) return;
      const pace = createPace();
      if (Number.isNaN(freeEntropy)) {
        pull();
        yield* aside(rest(FIRST_SWEEPS));
      }
      while (iteration < steps) {
        if (pace.due()) yield tick(shareNow());
        const stream = random.split('step').split(iteration);
        let i: number;
        if (heat === undefined) {
          i = refused >= patience ? -1 : candidate();
          while (i < 0) {
            if (!(yield* widen())) return;
            i = candidate();
          }
        } else {
          while (scope < Math.floor((iteration / steps) * scopes) && (yield* widen()));
          i = stream.integer(synapses);
        }
        iteration += 1;
        const before = passing.save();
        const held = freeEntropy;
        flip(i);
        yield* aside(rest(settle));
        // NaN, should messages have gone astray, is refused too.
        const accepted = freeEntropy >= held || warm(freeEntropy - held, stream);
        if (accepted) {
          energy.apply(i);
          const up = weights[i] > 0 ? 2 : 0;
          ledger.write(BUNDLE, { changes: 1, potentiation: up, depression: 2 - up }, 'flip');
          refused = 0;
          tabu.fill(0);
        } else {
          weights[i] = -weights[i];
          passing.restore(before);
          freeEntropy = held;
          tabu[i] = 1;
          refused += 1;
        }
        const now = record(accepted ? 1 : 0);
        yield now;
        if (now.solved) return;
      }
    },
    weights: () => weights.slice(),
    totals: () => ledger.totals(),
    save: () => ({
      ...{ weights: weights.slice(), messages: passing.save(), tabu: tabu.slice() },
      ...{ iteration, scope, refused, freeEntropy, ledger: ledger.state() },
    }),
    restore(state) {
      weights = state.weights.slice();
      finish(energy.place(weights));
      passing.restore(state.messages);
      tabu.set(state.tabu);
      ({ iteration, scope, refused, freeEntropy } = state);
      ledger = createLedger(state.ledger);
    },
    dispose: () => passing.dispose(),
  };
}
