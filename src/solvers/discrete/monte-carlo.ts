/** The Monte Carlo and gradient solvers as entries of the catalogue: their settings as numbers. */

import { tryVectors } from '../../engine/index.ts';
import type { AsyncWork, Work } from '../../numerics/pace.ts';
import { createSimulatedAnnealingInSteps, USUAL_BETA } from './annealing.ts';
import type { CataloguedSolver, SolverEntry, SolverSetting, SolverSettings } from './catalogue.ts';
import type { EnergyKind } from './energy.ts';
import { createEntropicWalkInSteps } from './entropic.ts';
import { createGradientDescentInSteps } from './gradient-descent.ts';
import { createReplicatedAnnealingInSteps } from './replicas.ts';
import { createReplicatedDescentInSteps } from './replicated-descent.ts';
import { createStochasticInSteps } from './stochastic.ts';

const FLIPS: SolverSetting = {
  description: 'energy: 1 for the moves that errors need (E_flip), 0 for the errors (E_err)',
  default: 1,
};
const FREE: SolverSetting = {
  description: '1 for moves without rejections, the same process where little is accepted',
  default: 0,
};
const BETA = {
  from: { description: 'β of the first sweep; 0.1 for E_flip, 0.5 for E_err' },
  to: { description: 'β of the last sweep; 5 for E_flip, 10 for E_err' },
} satisfies Record<string, SolverSetting>;
const SWEEPS: SolverSetting = { description: 'sweeps of the schedule', default: 4000 };
const COUPLING = (from: number, to: number) =>
  ({
    weak: { description: 'γ at first', default: from },
    strong: { description: 'γ at last', default: to },
  }) satisfies Record<string, SolverSetting>;

/** The energy, the moves and the range of β that settings ask for. */
function schedule(settings: SolverSettings) {
  const energy: EnergyKind = (settings.flips ?? 1) === 0 ? 'errors' : 'flips';
  const [from, to] = USUAL_BETA[energy];
  return {
    ...{ energy, from: settings.from ?? from, to: settings.to ?? to },
    sweeps: settings.sweeps ?? 4000,
    moves: (settings.free ?? 0) === 0 ? ('metropolis' as const) : ('rejection-free' as const),
  };
}

/** What is given of some settings, by their own names. */
const given = (settings: SolverSettings, ...names: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    names.flatMap((name) => (settings[name] === undefined ? [] : [[name, settings[name]]])),
  );

/** Annealing in local entropy, where it is asked for. */
const heatOf = ({ hot, cold }: SolverSettings) =>
  hot === undefined
    ? {}
    : { inverseTemperature: [hot, cold ?? 10 * hot] as readonly [number, number] };

/** A solver whose making waits for nothing, as one whose making may. */
export async function* inTurn<S extends CataloguedSolver>(making: Work<S>): AsyncWork<S> {
  await tryVectors();
  return yield* making;
}

/** Entries by name. */
export const MONTE_CARLO: Readonly<Record<string, SolverEntry>> = {
  annealing: {
    description: 'simulated annealing with incremental energies',
    settings: { flips: FLIPS, free: FREE, ...BETA, sweeps: SWEEPS },
    create: (problem, { random, settings }) =>
      inTurn(createSimulatedAnnealingInSteps(problem, { random, ...schedule(settings) })),
  },
  'replicated-annealing': {
    description: 'annealing of replicas that attract each other more and more',
    settings: {
      replicas: { description: 'y', default: 3 },
      ...{ ...COUPLING(0, 1), flips: FLIPS, free: FREE, ...BETA, sweeps: SWEEPS },
    },
    create: (problem, { random, settings }) =>
      inTurn(
        createReplicatedAnnealingInSteps(problem, {
          ...{ random, ...schedule(settings), ...given(settings, 'replicas') },
          coupling: [settings.weak ?? 0, settings.strong ?? 1],
        }),
      ),
  },
  edmc: {
    description: 'entropy-driven Monte Carlo: uphill in local entropy, by belief propagation',
    settings: {
      ...COUPLING(0.5, 1.5),
      scopes: { description: 'steps of γ between them; 30 at a load of 0.6', default: 10 },
      patience: { description: 'refused flips after which γ grows', default: 20 },
      settle: { description: 'most sweeps of belief propagation after a flip', default: 10 },
      steps: { description: 'flips tried at most; 20 a synapse' },
      hot: { description: 'y at first, for annealing in local entropy; absent: zero temperature' },
      cold: { description: 'y at last; 10 times as much' },
    },
    create: (problem, { random, settings }) =>
      inTurn(
        createEntropicWalkInSteps(problem, {
          ...{ random, ...given(settings, 'scopes', 'patience', 'settle', 'steps') },
          coupling: [settings.weak ?? 0.5, settings.strong ?? 1.5],
          ...heatOf(settings),
        }),
      ),
  },
  rsgd: {
    description: 'replicas of stochastic gradient descent, tied to their mean; for committees',
    settings: {
      replicas: { description: 'y; 1 is the descent alone', default: 7 },
      batch: { description: 'patterns of a minibatch; 80, or a tenth of all' },
      rate: { description: 'η, what a pattern adds to a hidden state', default: 2 },
      pull: { description: 'λ, pull towards the centre; 0.75, or 0 for one replica' },
      coupling: { description: 'γ at first', default: 0.05 },
      growth: { description: 'what an epoch adds to γ', default: 0.001 },
      epochs: { description: 'epochs after which it is given up', default: 3000 },
    },
    create: (problem, { random, settings }) =>
      inTurn(createReplicatedDescentInSteps(problem, { ...settings, random })),
  },
  gradient: {
    description: 'gradient of a smooth loss, straight through the signs to real hidden states',
    settings: {
      rate: {
        description: 'η, by which a pattern that is far wrong moves a hidden state',
        default: 0.002,
      },
      sharpness: { description: 'γ of the loss, in units of stability', default: 10 },
      batch: { description: 'patterns of a minibatch; 80, or a tenth of all' },
      epochs: { description: 'epochs after which it is given up', default: 3000 },
    },
    create: (problem, { random, settings }) =>
      inTurn(createGradientDescentInSteps(problem, { ...settings, random })),
  },
  stochastic: {
    description: 'gradient learning of stochastic synapses that make up their minds',
    settings: {
      rate: { description: 'η', default: 0.3 },
      batch: { description: 'patterns of a minibatch; 50, or a tenth of all' },
      weak: { description: 'norm Σm²/N at first', default: 0.1 },
      strong: { description: 'norm at last', default: 0.95 },
      epochs: { description: 'epochs of the schedule', default: 1000 },
    },
    create: (problem, { random, settings }) =>
      inTurn(
        createStochasticInSteps(problem, {
          ...{ random, ...given(settings, 'rate', 'batch', 'epochs') },
          norm: [settings.weak ?? 0.1, settings.strong ?? 0.95],
        }),
      ),
  },
};
