/** Parameters of `set-cnn`, and the presets. Sections in comments name the published recipe that a value follows. */

import {
  dataParameters,
  limitParameters,
  SCALING_TEXTS,
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
import {
  batchParameter,
  decayParameter,
  deviationParameter,
  epochsParameter,
  epsilonParameter,
  finalStepParameter,
  hiddenParameter,
  INITIAL_TEXTS,
  momentumParameter,
  NEW_WEIGHT_TEXTS,
  normParameter,
  PUBLISHED,
  rateParameter,
  replicatesParameter,
  zetaParameter,
} from '../sparse-training/parameters.ts';
import * as texts from './choice-texts.ts';

/** Which network: what is sparse of it, and whether that is rewired. */
export const METHODS = ['set', 'static', 'dense', 'set-all'] as const;
export type Method = (typeof METHODS)[number];
export const parameters = {
  task: taskParameter('digits'),
  ...limitParameters,
  ...dataParameters,
  methods: choices(METHODS, {
    default: PUBLISHED,
    about: texts.METHOD_TEXTS,
    description: 'Networks to train, on the same data in the same order',
  }),
  replicates: replicatesParameter(
    'Independent repetitions; methods start from the same kernels and order in each',
  ),
  channels: list(
    integer({ min: 1, max: 4096, default: 32, description: 'Output channels of a block' }),
    {
      ...{ default: [32, 64, 128], minLength: 1, maxLength: 8 },
      description: 'Output channels of the convolutions of each block; each block ends in pooling',
    },
  ),
  depth: integer({
    ...{ min: 1, max: 8, default: 2 },
    description: 'Convolutions of a block',
  }),
  hidden: hiddenParameter([2048, 2048], 8, 'Units of the hidden layers of the head'),
  epsilon: epsilonParameter(
    20,
    'Sparse layers of the head have ε (inputs + outputs) connections; where that exceeds all positions the layer is dense',
  ),
  kernelDensity: number({
    ...{ above: 0, max: 1, default: 0.2 },
    description:
      'Share of the weights of all kernels that exist where these are sparse (set-all), the more the smaller a kernel is (ERK)',
  }),
  zeta: zetaParameter,
  finalStep: finalStepParameter('network'),
  newWeights: choice(['normal', 'zero'], {
    default: 'normal',
    about: NEW_WEIGHT_TEXTS,
    description: 'Law of the weights of connections born later',
  }),
  initial: choice(['sparse-fan-in', 'uniform-fan-in', 'glorot-uniform', 'normal'], {
    default: 'sparse-fan-in',
    about: INITIAL_TEXTS,
    description: 'Law of the first weights',
  }),
  deviation: deviationParameter(0.1, 'Standard deviation of the laws called normal'),
  norm: normParameter,
  augmentation: choice(['none', 'article'], {
    default: 'none',
    about: texts.AUGMENTATION_TEXTS,
    description: 'What is done to the pictures of every epoch',
  }),
  epochs: epochsParameter(20),
  batch: batchParameter(100),
  rate: rateParameter(0.01, 'Learning rate of gradient descent'),
  momentum: momentumParameter(0.9, 'Momentum of gradient descent'),
  decay: decayParameter('Weight decay, λ w beside the gradient; biases do not decay'),
  dropout: number({
    ...{ min: 0, below: 1, default: 0 },
    description:
      'Share of activities dropped while learning, after convolutions that are not pooled and hidden layers',
  }),
  scaling: choice(['unit', 'z-score'], {
    default: 'unit',
    about: { unit: SCALING_TEXTS.unit, 'z-score': SCALING_TEXTS['z-score'] },
    description: 'Inputs as they are stored, or each with mean 0 and variance 1',
  }),
  shards: shardsParameter,
} as const;

export type Values = ValuesOf<typeof parameters>;

export const presets = {
  /** A few seconds: does everything run? */
  smoke: {
    ...{ trainLimit: 400, testLimit: 200, channels: [4, 8], depth: 1, hidden: [40] },
    ...{ epsilon: 3, epochs: 2, batch: 32, rate: 0.02 },
  },
  /** About a minute on two cores: digits, a head so scarce that it matters where its connections are, three seeds. */
  quick: {
    ...{ trainLimit: 3_000, testLimit: 2_000, channels: [8, 16], depth: 1, hidden: [200, 200] },
    ...{ methods: METHODS, epsilon: 2, epochs: 8, batch: 50, rate: 0.02, replicates: 3 },
  },
  /**
   * The network of the article (Mocanu et al. 2018, Methods): three blocks of two convolutions, two hidden layers of 2048
   * units, dropout 0.3, ε = 20, ζ = 0.3. What it leaves open is taken from the public Keras code of its perceptron: rate 0.01
   * with momentum, batch 100, z-scores, its augmentation, connections born at 0.
   */
  paper: {
    ...{ task: 'cifar10-subset', epochs: 200, dropout: 0.3, augmentation: 'article' },
    ...{ scaling: 'z-score', newWeights: 'zero', finalStep: 'prune' },
  },
} as const satisfies Record<string, Partial<Values>>;
