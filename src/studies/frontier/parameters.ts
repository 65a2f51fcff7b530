/**
 * Parameters of `frontier`. Those of networks other than the first are those of `compose`, and enter no identity where they
 * stand as they are. Presets stand in presets.ts.
 */

import { PHYSICAL_UNITS } from '../../ledger/index.ts';
import {
  dataParameters,
  limitParameters,
  scalingParameter,
  shardsParameter,
  taskParameter,
} from '../../protocol/data-parameters.ts';
import {
  choice,
  choices,
  integer,
  list,
  number,
  type Parameter,
  type ValuesOf,
} from '../../protocol/parameters.ts';
import { parameters as composing } from '../compose/parameters.ts';
import { ASSOCIATIONS, BATTERY_TASKS } from '../compose/vocabulary.ts';
import { EXPERIMENT_TEXTS, EXPERIMENTS } from './experiments.ts';

const quietly = <V>(parameter: Parameter<V>): Parameter<V> => ({ ...parameter, quiet: true });

/** What other networks than the multilayer perceptron need. */
const others = {
  network: quietly(composing.network),
  rate: quietly(composing.rate),
  units: quietly(composing.units),
  updates: quietly(composing.updates),
  evaluateEvery: quietly(composing.evaluateEvery),
  window: quietly(composing.window),
  testTrials: quietly(composing.testTrials),
  inputs: quietly(composing.inputs),
  load: quietly(composing.load),
  presentations: quietly(composing.presentations),
  gap: number({
    ...{ quiet: true, above: 0, max: 100, default: 2, symbol: 'δ', unit: 'mean |w|' },
    description:
      'Least size of a weight of the ingredients, of constraint gap (network perceptron)',
  }),
  gaps: list(number({ above: 0, max: 100, default: 2, description: 'A gap' }), {
    ...{ quiet: true, default: [1, 2, 3], unique: true, maxLength: 12, unit: 'mean |w|' },
    description: 'Gaps of the experiment loads',
  }),
  loads: list(number({ above: 0, max: 4, default: 1, description: 'A load' }), {
    ...{ quiet: true, default: [0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 1], unique: true, maxLength: 24 },
    description:
      'Loads of the experiment loads, in units of the capacity that theory gives each constraint',
  }),
} as const;

export const parameters = {
  task: taskParameter('digits', { besides: [...BATTERY_TASKS, ASSOCIATIONS] }),
  ...limitParameters,
  ...dataParameters,
  scaling: scalingParameter,
  experiments: choices(EXPERIMENTS, {
    default: ['ingredients', 'locality', 'search'],
    about: EXPERIMENT_TEXTS,
    description: 'What is run',
  }),
  density: number({
    ...{ above: 0, below: 1, default: 0.1 },
    description: 'Share of the possible connections of the sparse networks',
  }),
  densities: list(number({ above: 0, below: 1, default: 0.1, description: 'A density' }), {
    ...{ default: [0.3, 0.1, 0.03, 0.01], unique: true, maxLength: 12 },
    description: 'Densities at which local wirings are held against random ones',
  }),
  fraction: number({
    ...{ above: 0, max: 1, default: 0.01, symbol: 'p' },
    description: 'Share of the synapses that the budget lets change at a step',
  }),
  levels: integer({
    ...{ min: 3, max: 256, default: 3, symbol: 'm' },
    description: 'Levels of the coarse weights',
  }),
  candidates: integer({
    ...{ min: 2, max: 512, default: 16 },
    description: 'Combinations that the search begins with',
  }),
  survivors: integer({
    ...{ min: 1, max: 32, default: 3 },
    description: 'Combinations that it ends with, and that are measured anew',
  }),
  hardware: choice(PHYSICAL_UNITS as [string, ...string[]], {
    default: 'cmos-45nm-dram',
    description: 'Prices that the search and the claim about joules go by',
  }),
  hidden: list(
    integer({ min: 1, max: 1_000_000, default: 300, description: 'Units of a hidden layer' }),
    {
      ...{ default: [300, 100], minLength: 1, maxLength: 12 },
      description: 'Units of the hidden layers',
    },
  ),
  epochs: integer({
    ...{ min: 1, max: 100_000, default: 20 },
    description: 'Passes over the training examples, of the last rung of the search too',
  }),
  batch: integer({
    ...{ min: 1, max: 65_536, default: 25, unit: 'examples' },
    description: 'Examples of a step',
  }),
  replicates: integer({
    ...{ min: 1, max: 100, default: 5, repeats: true },
    description: 'Fresh repetitions of everything that is reported, the same for all methods',
  }),
  shards: shardsParameter,
  ...others,
} as const;

export type Values = ValuesOf<typeof parameters>;
