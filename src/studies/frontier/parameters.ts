/** Parameters of `frontier`, and the presets. */

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
  type ValuesOf,
} from '../../protocol/parameters.ts';

export const EXPERIMENTS = ['ingredients', 'locality', 'search'] as const;
export type Experiment = (typeof EXPERIMENTS)[number];

export const parameters = {
  task: taskParameter('digits'),
  ...limitParameters,
  ...dataParameters,
  scaling: scalingParameter,
  experiments: choices(EXPERIMENTS, {
    default: EXPERIMENTS,
    about: {
      ingredients: 'few, moving, near, rare and coarse, alone and together',
      locality: 'local against random wirings of equal in-degree, density by density',
      search: 'combinations drawn from the declared space, chosen by successive halving',
    },
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
} as const;

export type Values = ValuesOf<typeof parameters>;

export const presets = {
  smoke: {
    ...{ trainLimit: 250, testLimit: 100, hidden: [20], epochs: 2, density: 0.2 },
    ...{ densities: [0.2, 0.05], fraction: 0.1, candidates: 4, survivors: 2, replicates: 1 },
  },
  quick: { trainLimit: 3000, hidden: [100], epochs: 8, batch: 30 },
  paper: {
    ...{ task: 'mnist-or-digits', trainLimit: 10_000, testLimit: 10_000, epochs: 15 },
    ...{ candidates: 48, survivors: 5 },
  },
} as const satisfies Record<string, Partial<Values>>;

export const presetTexts: Readonly<Record<keyof typeof presets, string>> = {
  smoke: 'Does everything run? Seconds, one seed, no numbers to trust.',
  quick:
    'Five ingredients of five papers on drawn digits, alone and together, from five seeds. The whole picture in three minutes.',
  paper:
    'The same on MNIST with a larger network and a wider search. Hours; it can be stopped and taken up.',
};
