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
import {
  createLedger,
  type Ledger,
  type LedgerState,
  type LedgerTotals,
} from '../../ledger/index.ts';
import { createPace, finish, type Tick, tick, type Work, within } from '../../numerics/pace.ts';
import { exp, pow } from '../../numerics/portable.ts';
import type { Random } from '../../numerics/random.ts';
import { type DiscreteProblem, isBinary, synapsesOf } from '../../tasks/discrete/problem.ts';
import { drawWeights } from './annealing.ts';
import type { Factor } from './belief-options.ts';
import {
  type BeliefPropagation,
  type BeliefState,
  createBeliefPropagationInSteps,
} from './belief-propagation.ts';
import { createEnergyInSteps, type EnergyModel } from './energy.ts';

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

/** Options that are checked and complete. */
interface Plan {
  readonly coupling: readonly [number, number];
  readonly scopes: number;
  readonly patience: number;
  readonly settle: number;
  readonly tolerance: number;
  readonly heat: readonly [number, number] | undefined;
  readonly steps: number;
  readonly random: Random;
}

function planOf(problem: DiscreteProblem, options: EntropicOptions): Plan {
  const { coupling = [0.5, 1.5], scopes = 10, patience = 20, settle = 10 } = options;
  const { tolerance = 1e-4, random, inverseTemperature: heat } = options;
  const { steps = 20 * synapsesOf(problem) } = options;
  if (!isBinary(problem))
    throw new UsageError(`levels ${problem.levels.join(', ')}: this walk flips synapses of ±1`);
  const [first, last] = coupling;
  if (!(first > 0 && last >= first && last <= 10))
    throw new UsageError(`coupling ${first} to ${last} is not ascending within (0, 10]`);
  for (const [name, value] of Object.entries({ scopes, patience, settle, steps }))
    checkCount(name, value);
  if (heat !== undefined && !(heat[0] > 0 && heat[1] >= heat[0] && heat[1] < 1e6))
    throw new UsageError(
      `inverseTemperature ${heat[0]} to ${heat[1]} is not ascending within (0, 1e6)`,
    );
  if (!(tolerance > 0)) throw new UsageError(`tolerance ${tolerance} is not > 0`);
  return { coupling, scopes, patience, settle, tolerance, heat, steps, random };
}

/** Where a walk stands, and what it walks with. */
interface Walk {
  readonly plan: Plan;
  readonly energy: EnergyModel;
  readonly passing: BeliefPropagation;
  /** Synapses whose flip was refused since the last that was accepted. */
  readonly tabu: Uint8Array;
  /** W̃. */
  weights: Int8Array;
  ledger: Ledger;
  iteration: number;
  scope: number;
  refused: number;
  /** log Z(γ); NaN before the first messages. */
  freeEntropy: number;
}

function gammaOf({ plan, scope }: Walk): number {
  const [first, last] = plan.coupling;
  return first + ((last - first) * scope) / plan.scopes;
}

/** Messages at rest under the present field; books their cost. */
function* rest(walk: Walk, sweeps: number): Work<void> {
  const { passing, ledger, plan } = walk;
  const done = yield* within(passing.converge({ tolerance: plan.tolerance, sweeps }), 0, 0.9);
  ledger.hidden(BUNDLE, { stored: passing.held(), hiddenWrites: done.sweeps * passing.messages });
  const half = (done.sweeps * passing.work) / 2;
  ledger.work({ steps: 1, upkeep: walk.weights.length, forward: half, backward: half });
  walk.freeEntropy = yield* within(passing.logPartition(), 0.9, 1);
}

/** Pulls all messages to W̃ with the present γ; every synapse may be tried again. */
function pull(walk: Walk): void {
  const { weights, passing } = walk;
  const gamma = gammaOf(walk);
  for (let i = 0; i < weights.length; i++) passing.expose(i, gamma * weights[i]);
  walk.tabu.fill(0);
  walk.refused = 0;
}

/** The synapse whose messages disagree most with it, −1 where all agree. */
function candidate({ weights, passing, tabu }: Walk): number {
  let chosen = -1;
  let most = 0;
  for (let i = 0; i < weights.length; i++) {
    if (tabu[i] !== 0) continue;
    const against = -(passing.fields[i] - passing.external[i]) * weights[i];
    if (against > most) {
      most = against;
      chosen = i;
    }
  }
  return chosen;
}

/** Share of the walk that is done, as far as one can tell: at zero temperature by γ, else by the steps. */
function shareOf({ plan, iteration, scope }: Walk): number {
  return Math.max(iteration / plan.steps, plan.heat === undefined ? scope / (plan.scopes + 1) : 0);
}

/** `rest` without a share of its own: it is one of very many steps. */
function restAside(walk: Walk, sweeps: number): Work<void> {
  const share = shareOf(walk);
  return within(rest(walk, sweeps), share, share);
}

/** Takes γ up where nothing is left to try; false at its end. */
function* widen(walk: Walk): Work<boolean> {
  if (walk.scope === walk.plan.scopes) return false;
  walk.scope += 1;
  pull(walk);
  yield* restAside(walk, FIRST_SWEEPS);
  return true;
}

/** The synapse to try next; −1 where there is none and γ is at its end. */
function* choose(walk: Walk, stream: Random): Work<number> {
  const { heat, scopes, steps, patience } = walk.plan;
  if (heat !== undefined) {
    const due = Math.floor((walk.iteration / steps) * scopes);
    while (walk.scope < due && (yield* widen(walk)));
    return stream.integer(walk.weights.length);
  }
  let i = walk.refused >= patience ? -1 : candidate(walk);
  while (i < 0 && (yield* widen(walk))) i = candidate(walk);
  return i;
}

/** Whether a loss of free entropy is accepted. */
function warm({ plan, iteration }: Walk, gain: number, stream: Random): boolean {
  const { heat, steps } = plan;
  if (heat === undefined || !(gain < 0)) return false;
  const y = heat[0] * pow(heat[1] / heat[0], iteration / steps);
  return y * gain > -700 && stream.uniform() < exp(y * gain);
}

/** Flips a synapse, lets the messages settle, and keeps or takes back; true where it was kept. */
function* attempt(walk: Walk, i: number, stream: Random): Work<boolean> {
  const { passing, weights, tabu } = walk;
  walk.iteration += 1;
  passing.hold();
  const held = walk.freeEntropy;
  weights[i] = -weights[i];
  passing.expose(i, gammaOf(walk) * weights[i]);
  yield* restAside(walk, walk.plan.settle);
  // NaN, should messages have gone astray, is refused too.
  if (walk.freeEntropy >= held || warm(walk, walk.freeEntropy - held, stream)) {
    walk.energy.apply(i);
    const up = weights[i] > 0 ? 2 : 0;
    walk.ledger.write(BUNDLE, { changes: 1, potentiation: up, depression: 2 - up }, 'flip');
    walk.refused = 0;
    tabu.fill(0);
    return true;
  }
  weights[i] = -weights[i];
  passing.back();
  walk.freeEntropy = held;
  tabu[i] = 1;
  walk.refused += 1;
  return false;
}

function* learn(walk: Walk): Generator<Tick | EntropicRecord, void, void> {
  const { energy, plan } = walk;
  if (energy.energy() === 0 && walk.iteration > 0) return;
  const pace = createPace();
  if (Number.isNaN(walk.freeEntropy)) {
    pull(walk);
    yield* restAside(walk, FIRST_SWEEPS);
  }
  while (walk.iteration < plan.steps) {
    if (pace.due()) yield tick(shareOf(walk));
    const stream = plan.random.split('step').split(walk.iteration);
    const i = yield* choose(walk, stream);
    if (i < 0) return;
    const accepted = yield* attempt(walk, i, stream);
    const { iteration, freeEntropy } = walk;
    const solved = energy.energy() === 0;
    yield {
      ...{ iteration, coupling: gammaOf(walk), freeEntropy },
      ...{ errors: energy.errors(), flips: accepted ? 1 : 0, solved },
    };
    if (solved) return;
  }
}

function stateOf(walk: Walk): EntropicState {
  const { weights, passing, tabu, ledger, iteration, scope, refused, freeEntropy } = walk;
  return {
    ...{ weights: weights.slice(), messages: passing.save(), tabu: tabu.slice() },
    ...{ iteration, scope, refused, freeEntropy, ledger: ledger.state() },
  };
}

function takeUp(walk: Walk, state: EntropicState): void {
  walk.weights = state.weights.slice();
  finish(walk.energy.place(walk.weights));
  walk.passing.restore(state.messages);
  walk.tabu.set(state.tabu);
  const { iteration, scope, refused, freeEntropy } = state;
  Object.assign(walk, { iteration, scope, refused, freeEntropy });
  walk.ledger = createLedger(state.ledger);
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
  const plan = planOf(problem, options);
  const { factor } = options;
  const start = drawWeights(problem, plan.random.split('start'));
  const energy = yield* createEnergyInSteps(problem, 'errors', start);
  const passing = yield* createBeliefPropagationInSteps(problem, {
    ...(factor === undefined ? {} : { factor }),
    random: plan.random.split('messages'),
  });
  const walk: Walk = {
    ...{ plan, energy, passing, tabu: new Uint8Array(synapsesOf(problem)) },
    ...{ weights: energy.weights(), ledger: createLedger() },
    ...{ iteration: 0, scope: 0, refused: 0, freeEntropy: Number.NaN },
  };
  return {
    learn: () => learn(walk),
    weights: () => walk.weights.slice(),
    totals: () => walk.ledger.totals(),
    save: () => stateOf(walk),
    restore: (state) => takeUp(walk, state),
    dispose: () => passing.dispose(),
  };
}
