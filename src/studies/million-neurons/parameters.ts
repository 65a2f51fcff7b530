/** Parameters of `million-neurons`, and the presets. */

import { choice, integer, list, type ValuesOf } from '../../protocol/parameters.ts';
import {
  decayParameter,
  epsilonParameter,
  momentumParameter,
  rateParameter,
  replicatesParameter,
  zetaParameter,
} from '../sparse-training/parameters.ts';

/** What is learned: drawn examples with as many features as are asked for, or a wide data set. */
export const TASKS = ['profiles', 'lung-discrete', 'leukemia', 'arcene'] as const;

export const parameters = {
  task: choice(TASKS, {
    default: 'profiles',
    about: {
      profiles: 'drawn profiles of five classes, the shape of the "lung" set of the public code',
      'lung-discrete': '73 examples of 325 features, 7 classes (frugal data fetch lung-discrete)',
      leukemia: '72 examples of 7,070 features, 2 classes (frugal data fetch leukemia)',
      arcene: '200 examples of 10,000 features, 2 classes (frugal data fetch arcene)',
    },
    description: 'What is to be learned',
  }),
  features: integer({
    min: 2,
    max: 1_000_000,
    default: 3312,
    description: 'Inputs of drawn profiles',
  }),
  trainExamples: integer({
    min: 5,
    max: 100_000,
    default: 160,
    unit: 'examples',
    description: 'Drawn profiles to learn',
  }),
  testExamples: integer({
    min: 5,
    max: 100_000,
    default: 43,
    unit: 'examples',
    description: 'Drawn profiles to test on',
  }),
  widths: list(
    integer({ min: 1, max: 10_000_000, default: 1000, description: 'Units of a hidden layer' }),
    {
      default: [1000],
      minLength: 1,
      maxLength: 12,
      unique: true,
      description: 'Units of each hidden layer, a network a number',
    },
  ),
  layers: integer({ min: 1, max: 12, default: 3, description: 'Hidden layers' }),
  epsilon: epsilonParameter(20, 'Sparse layers have ε (inputs + outputs) connections'),
  zeta: zetaParameter,
  epochs: integer({
    min: 1,
    max: 100_000,
    default: 10,
    description: 'Passes over the training set; the wiring evolves between two',
  }),
  batch: integer({
    min: 1,
    max: 4096,
    default: 32,
    unit: 'examples',
    description: 'Examples per step; memory of the activities follows it',
  }),
  rate: rateParameter(0.01, 'Learning rate; of the output weights 50 / width of it'),
  momentum: momentumParameter(0.9, 'Momentum of gradient descent'),
  decay: decayParameter('Weight decay (L2)'),
  replicates: replicatesParameter('Independent repetitions of every network'),
  shards: integer({
    min: 1,
    max: 64,
    default: 1,
    description:
      'Gradient buffers that threads can fill at once; 4 bytes a connection and the activities of a tile each',
  }),
} as const;

export type Values = ValuesOf<typeof parameters>;

export const presets = {
  /** Seconds. */
  smoke: {
    ...{ features: 200, trainExamples: 40, testExamples: 20 },
    ...{ widths: [100, 400], epochs: 3, epsilon: 5, batch: 16 },
  },
  /** Three sizes a factor of ten apart, three seeds each: a minute. */
  quick: {
    ...{ features: 1000, widths: [1000, 10_000, 100_000], epsilon: 5 },
    ...{ epochs: 6, batch: 16, shards: 2, replicates: 3 },
  },
  /** The largest network but one that the public code reports: 903,317 units, 31.6 million connections. */
  paper: { widths: [300_000], epochs: 5 },
  /**
   * From three thousand to ten million neurons, up to 10⁸ connections: the last network fills most of the 4 GiB that the engine
   * can address. Small batches, so that activities leave room for connections.
   */
  growth: {
    ...{ features: 1000, trainExamples: 32, testExamples: 16 },
    ...{ widths: [1000, 10_000, 100_000, 1_000_000, 3_333_000] },
    ...{ epsilon: 5, batch: 8, epochs: 2 },
  },
} as const satisfies Record<string, Partial<Values>>;
