/** Parameters of `discrete-committee`, and the presets. Loads are patterns per synapse, of all units together. */

import { choices, integer, list, number, type ValuesOf } from '../../protocol/parameters.ts';
import { textsOf } from '../problems/learner-texts.ts';
import { effort, load, problems, size } from '../problems/parameters.ts';

/** What can be looked at; each part stands alone. */
export const PARTS = ['theory', 'committee', 'levels', 'budget'] as const;
export type PartName = (typeof PARTS)[number];

const PART_TEXTS = {
  theory: 'capacities of more levels, more units, fewer nonzero synapses',
  committee: 'committees of ±1 synapses: how often each learner solves them, against load',
  levels: 'synapses of several levels: how near to the theory’s capacity they are taught',
  budget: 'levels −1, 0, 1 with a budget of nonzero synapses, against theory',
} as const;

const WIRING_TEXTS = {
  full: 'all units see the same inputs',
  tree: 'each unit has inputs of its own',
} as const;

export const LEARNERS = ['sgd', 'rsgd', 'fbp', 'sbpi'] as const;
export type LearnerName = (typeof LEARNERS)[number];
/** Learners of synapses of several levels. */
export const LEVEL_LEARNERS = ['sbpi', 'rbp'] as const;
export const WIRINGS = ['full', 'tree'] as const;

/** Signed synapses see ±1 patterns, excitatory ones 0/1 patterns with the best threshold. */
export const MODELS = {
  'levels ±1': { levels: [-1, 1], signed: true },
  'levels −1, 0, 1': { levels: [-1, 0, 1], signed: true },
  'levels −2 … 2': { levels: [-2, -1, 0, 1, 2], signed: true },
  'levels 0, 1': { levels: [0, 1], signed: false },
  'levels 0, 1, 2': { levels: [0, 1, 2], signed: false },
  'levels 0 … 3': { levels: [0, 1, 2, 3], signed: false },
} as const;
export type ModelName = keyof typeof MODELS;
export const MODEL_NAMES = Object.keys(MODELS) as ModelName[];

/** Families of which theory tells the capacity, and budgets of nonzero synapses. */
export const FAMILIES = ['levels −L … L', 'levels 0 … L', 'tree committee'] as const;
export const FRONTIERS = ['levels −1, 0, 1', 'real-valued weights (l0)', 'levels ±1'] as const;

const share = (standard: number) =>
  number({
    ...{ above: 0, max: 1.2, default: standard, symbol: 'α/α_c' },
    description: 'Load as a share of the capacity',
  });

export const parameters = {
  parts: choices(PARTS, {
    default: PARTS,
    about: PART_TEXTS,
    description:
      'What to look at: theory of capacities, committees of binary synapses, synapses of several levels, budgets of nonzero synapses',
  }),
  learners: choices(LEARNERS, {
    default: LEARNERS,
    about: textsOf(LEARNERS),
    description: 'Learners of the committees; sgd is rsgd with one replica and as much work',
  }),
  units: list(
    integer({ ...{ min: 3, max: 101, default: 3, symbol: 'K' }, description: 'Units, odd' }),
    { default: [3, 5], unique: true, description: 'Units of the committees, odd' },
  ),
  wirings: choices(WIRINGS, {
    default: WIRINGS,
    about: WIRING_TEXTS,
    description: 'Whether units see the same inputs, or each its own',
  }),
  unitInputs: size(101, 'Inputs of each unit, odd'),
  loads: list(load(0.5, { below: 2 }), {
    default: [0.3, 0.4, 0.5, 0.6, 0.7],
    unique: true,
    description: 'Loads of the committees',
  }),
  samples: problems(10, 'Problems a point; all learners get the same ones'),
  replicas: integer({
    ...{ min: 2, max: 101, default: 7, symbol: 'y' },
    description: 'Replicas of the descent',
  }),
  epochs: integer({
    min: 10,
    max: 100_000,
    default: 1000,
    description:
      'Epochs after which the replicas have failed; the descent alone has y times as many',
  }),
  coupling: number({
    ...{ above: 0, max: 10, default: 0.05, symbol: 'γ' },
    description: 'Of the replicas at first',
  }),
  growth: number({ min: 0, max: 1, default: 0.001, description: 'What an epoch adds to γ' }),
  ...effort,
  levelInputs: size(501, 'Synapses of the perceptrons of several levels, odd'),
  shares: list(share(0.7), {
    default: [0.5, 0.6, 0.7, 0.8, 0.9],
    unique: true,
    description: 'Loads of synapses of several levels and of budgets, as shares of the capacity',
  }),
  levelSamples: problems(10, 'Problems a point, of several levels and of budgets'),
  nonzero: list(number({ above: 0, max: 1, default: 0.4, description: 'Share of the synapses' }), {
    default: [0.1, 0.2, 0.3, 0.4, 0.6],
    unique: true,
    description: 'Largest shares of nonzero synapses where levels are -1, 0, 1',
  }),
} as const;

export type Values = ValuesOf<typeof parameters>;

export const presets = {
  smoke: {
    ...{ units: [3], unitInputs: 31, loads: [0.2, 0.4], samples: 2, epochs: 200, sweeps: 200 },
    ...{ levelInputs: 101, shares: [0.4, 0.9], levelSamples: 2, nonzero: [0.2, 0.5] },
  },
  quick: {
    ...{ samples: 4, loads: [0.4, 0.5, 0.6], epochs: 400 },
    ...{ levelInputs: 401, levelSamples: 6 },
  },
  paper: {
    ...{ units: [3, 5, 7], unitInputs: 321, samples: 30, epochs: 3000, sweeps: 10_000 },
    ...{ loads: [0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7], focusingStep: 0.002 },
    ...{ levelInputs: 2001, levelSamples: 30, decay: 0.998 },
    ...{ shares: [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95] },
    ...{ nonzero: [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6] },
  },
} as const satisfies Record<string, Partial<Values>>;
