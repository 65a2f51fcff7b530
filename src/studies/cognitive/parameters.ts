/**
 * Parameters that all studies of recurrent networks on cognitive tasks share. A study adds its networks and its battery.
 *
 * The article's own protocol (size, rate, batch, steps) could not be read: these defaults are ours, near the public recipe
 * of NeuroGym's usage examples for the 20 tasks.
 */

import { RECURRENT_STARTS } from '../../connectivity/index.ts';
import { choice, integer, number, type ValuesOf } from '../../protocol/parameters.ts';
import { ACTIVATION_TEXTS, START_TEXTS } from './choice-texts.ts';

const ACTIVATIONS = ['relu', 'tanh', 'softplus', 'rectified-tanh'] as const;

export const trainingParameters = {
  replicates: integer({
    min: 1,
    max: 100,
    default: 1,
    repeats: true,
    description: 'Independent repetitions; all networks see the same trials in each',
  }),
  updates: integer({
    min: 1,
    max: 10_000_000,
    default: 3000,
    horizon: true,
    description: 'Updates of the weights',
  }),
  batch: integer({
    min: 1,
    max: 4096,
    default: 32,
    unit: 'windows',
    description: 'Streams of trials that an update is made from',
  }),
  window: integer({
    min: 1,
    max: 10_000,
    default: 100,
    symbol: 'L',
    unit: 'steps',
    description:
      'Steps of a window, each of which begins with a fresh trial; the last trial is cut',
  }),
  rate: number({
    above: 0,
    default: 0.001,
    symbol: 'η',
    unit: 'per step',
    description: 'Learning rate of Adam',
  }),
  clip: number({
    min: 0,
    default: 1,
    description: 'Largest norm of the whole gradient; 0 leaves it as it is',
  }),
  decisionWeight: number({
    above: 0,
    default: 1,
    description: 'Weight of the decision’s steps in the loss, relative to the others',
  }),
  activation: choice(ACTIVATIONS, {
    default: 'relu',
    about: ACTIVATION_TEXTS,
    description: 'Activation of the units',
  }),
  alpha: number({
    above: 0,
    max: 1,
    default: 1,
    symbol: 'α',
    description: 'Share of a unit’s state that a step replaces, dt/τ; 1 has no leak',
  }),
  recurrentNoise: number({
    min: 0,
    default: 0,
    symbol: 'σ',
    description: 'Noise in every unit while learning; its deviation per step is √(2/α)·σ',
  }),
  start: choice(RECURRENT_STARTS, {
    default: 'identity',
    about: START_TEXTS,
    description:
      'First recurrent weights; `identity` is ½ on the diagonal and needs self-connections',
  }),
  evaluateEvery: integer({
    min: 1,
    max: 1_000_000,
    default: 100,
    unit: 'updates',
    description: 'From one evaluation to the next',
  }),
  testTrials: integer({
    min: 1,
    max: 100_000,
    default: 25,
    unit: 'trials per task',
    description: 'Fresh trials of an evaluation while learning',
  }),
  finalTrials: integer({
    min: 1,
    max: 100_000,
    default: 100,
    unit: 'trials per task',
    description: 'Fresh trials of the evaluation at the end',
  }),
  criterion: number({
    above: 0,
    max: 1,
    default: 0.9,
    description: 'Share of the Bayes ceiling that counts as learned',
  }),
  shards: integer({
    min: 1,
    max: 64,
    default: 4,
    description: 'Gradient buffers that threads can fill at once',
  }),
} as const;

export type TrainingValues = ValuesOf<typeof trainingParameters>;
