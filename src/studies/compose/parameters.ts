/** Parameters of `compose`: a name, or several, at each place, and the numbers that they need. Presets stand in presets.ts. */

import {
  dataParameters,
  limitParameters,
  scalingParameter,
  shardsParameter,
  taskParameter,
} from '../../protocol/data-parameters.ts';
import { choice, choices, integer, number, type ValuesOf } from '../../protocol/parameters.ts';
import { hiddenParameter } from '../sparse-training/parameters.ts';
import * as words from './vocabulary.ts';

const several = 'several make a method of each valid combination';

/** What is picked. */
const places = {
  network: choice(words.NETWORKS, {
    ...{ default: 'mlp', about: words.NETWORK_TEXTS },
    description: 'What learns',
  }),
  rule: choices(words.RULES, {
    ...{ default: ['momentum'], about: words.RULE_NAMES },
    description: `How a gradient becomes a change; ${several}`,
  }),
  wiring: choices(words.WIRINGS, {
    ...{ default: ['dense', 'random'], about: words.WIRING_TEXTS },
    description: `Who is connected at birth; ${several}`,
  }),
  rewiring: choices(words.REWIRINGS, {
    ...{ default: ['none'], about: words.REWIRING_TEXTS },
    description: `Who loses and gains a connection before every epoch; ${several}`,
  }),
  budget: choices(words.BUDGETS, {
    ...{ default: ['none', 'competitive'], about: words.BUDGET_TEXTS },
    description: `Which synapses may change at a step; ${several}`,
  }),
  constraint: choices(words.CONSTRAINTS, {
    ...{ default: ['none'], about: words.CONSTRAINT_TEXTS },
    description: `Where a weight may lie; ${several}`,
  }),
  discretisation: choices(words.DISCRETISATIONS, {
    ...{ default: ['none'], about: words.DISCRETISATION_TEXTS },
    description: `How finely a weight is kept; ${several}`,
  }),
  penalty: choices(words.PENALTIES, {
    ...{ default: ['none'], about: words.PENALTY_TEXTS },
    description: `What a weight costs in the loss; ${several}`,
  }),
  meters: choices(words.METERS, {
    ...{ default: ['connections', 'energy', 'arithmetic'], about: words.METER_TEXTS },
    description: 'Costs that accuracy is drawn against',
  }),
} as const;

/** Numbers that the names need. */
const strengths = {
  density: number({
    ...{ above: 0, max: 1, default: 0.1 },
    description: 'Share of the possible connections that exist in a wiring that is not dense',
  }),
  reach: number({
    ...{ min: 1, default: 2 },
    description:
      'Local wirings of layers: connections are drawn among so many times as many nearest units',
  }),
  zeta: number({
    ...{ above: 0, max: 1, default: 0.3, symbol: 'ζ' },
    description: 'Share of the connections that rewiring replaces, of rules that leave it open',
  }),
  fraction: number({
    ...{ above: 0, max: 1, default: 0.01, symbol: 'p' },
    description: 'Share of the synapses of a layer that a budget lets change at a step',
  }),
  threshold: number({
    ...{ above: 0, default: 0.003, symbol: 'θ', unit: 'weight' },
    description: 'What residuals and caches gather before it is written',
  }),
  excitatory: number({
    ...{ min: 0, max: 1, default: 0.8 },
    description: 'Share of the units that are excitatory, of constraint dale',
  }),
  gap: number({
    ...{ above: 0, default: 1, symbol: 'δ', unit: 'mean |w| at birth' },
    description: 'Least size of a weight, of constraint gap',
  }),
  gapEvery: integer({
    ...{ min: 1, default: 20, unit: 'steps' },
    description: 'Steps from one elimination to the next, of constraint gap on networks of layers',
  }),
  levels: integer({
    ...{ min: 2, max: 256, default: 3, symbol: 'm' },
    description: 'Levels of a discrete weight',
  }),
  states: integer({
    ...{ min: 4, max: 65_536, default: 64, symbol: 'K' },
    description: 'Hidden states of a discrete weight, an even number',
  }),
  price: number({
    ...{ above: 0, default: 0.0005, symbol: 'λ' },
    description: 'Strength of the penalty, per unit of weight (and distance)',
  }),
} as const;

/** How it learns. */
const training = {
  rate: number({
    ...{ min: 0, default: 0, symbol: 'η', unit: 'per step' },
    description: 'Learning rate; 0: 0.05 of momentum, 0.001 of adam, 0.1 of sgd',
  }),
  epochs: integer({
    ...{ min: 1, max: 100_000, default: 10 },
    description: 'Passes over the training examples (network mlp)',
  }),
  batch: integer({
    ...{ min: 1, max: 65_536, default: 50, unit: 'examples' },
    description: 'Examples, or streams of trials, of a step',
  }),
  hidden: hiddenParameter([300, 100], 12, 'Units of the hidden layers (network mlp)'),
  units: integer({
    ...{ min: 4, max: 100_000, default: 100 },
    description: 'Units of the recurrent block, on a ring (network rnn)',
  }),
  updates: integer({
    ...{ min: 1, max: 10_000_000, default: 500 },
    description: 'Updates of the weights (network rnn)',
  }),
  evaluateEvery: integer({
    ...{ min: 1, max: 1_000_000, default: 100, unit: 'updates' },
    description: 'From one evaluation, and rewiring, to the next (network rnn)',
  }),
  window: integer({
    ...{ min: 1, max: 10_000, default: 100, symbol: 'L', unit: 'steps' },
    description: 'Steps of trials that an update looks back on (network rnn)',
  }),
  testTrials: integer({
    ...{ min: 1, max: 100_000, default: 25, unit: 'trials per task' },
    description: 'Fresh trials of an evaluation (network rnn)',
  }),
  inputs: integer({
    ...{ min: 2, max: 100_000, default: 200, symbol: 'N' },
    description: 'Inputs (network perceptron)',
  }),
  load: number({
    ...{ above: 0, max: 10, default: 0.3, symbol: 'α' },
    description: 'Associations per input (network perceptron)',
  }),
  presentations: integer({
    ...{ min: 1, max: 1_000_000_000, default: 20_000, unit: 'associations' },
    description: 'Where learning ends at the latest (network perceptron)',
  }),
  replicates: integer({
    ...{ min: 1, max: 100, default: 1, repeats: true },
    description: 'Independent repetitions; all methods of one begin with the same random numbers',
  }),
} as const;

export const parameters = {
  ...places,
  task: taskParameter('digits', { besides: [...words.BATTERY_TASKS, words.ASSOCIATIONS] }),
  ...limitParameters,
  ...dataParameters,
  scaling: scalingParameter,
  ...strengths,
  ...training,
  shards: shardsParameter,
} as const;

export type Values = ValuesOf<typeof parameters>;
