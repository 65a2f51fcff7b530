/** Parameters of `set-mlp`, and the presets. Sections in comments name the published recipe that a value follows. */

import { ALLOCATIONS } from '../../connectivity/allocate.ts';
import {
  dataParameters,
  limitParameters,
  SCALING_TEXTS,
  shardsParameter,
  taskParameter,
} from '../../protocol/data-parameters.ts';
import { choice, choices, number, type ValuesOf } from '../../protocol/parameters.ts';
import { file } from '../../protocol/text-parameters.ts';
import { SCALINGS } from '../../tasks/prepare/options.ts';
import {
  ALLOCATION_TEXTS,
  batchParameter,
  decayFormParameter,
  decayParameter,
  deviationParameter,
  epochsParameter,
  epsilonParameter,
  finalStepParameter,
  hiddenParameter,
  INITIAL_TEXTS,
  momentumParameter,
  normParameter,
  PUBLISHED,
  rateParameter,
  replicatesParameter,
  ruleParameter,
  SCHEDULE_TEXTS,
  zetaParameter,
} from '../sparse-training/parameters.ts';
import * as texts from './choice-texts.ts';
import { METHOD_TEXTS, METHODS } from './methods.ts';
import { wiringParameters } from './wiring.ts';

export const parameters = {
  task: taskParameter('digits'),
  ...limitParameters,
  ...dataParameters,
  from: file({
    default: '',
    quiet: true,
    description:
      'Network to go on from instead of a new one: a run (path#set for one of several), an npz, ONNX or safetensors file',
  }),
  methods: choices(METHODS, {
    default: PUBLISHED,
    about: METHOD_TEXTS,
    description: 'Networks to train, on the same data in the same order',
  }),
  replicates: replicatesParameter(
    'Independent repetitions; every method starts from the same wiring and order in each',
  ),
  hidden: hiddenParameter([1000, 1000, 1000], 12, 'Units of the hidden layers'),
  activation: choice(['relu', 'sigmoid', 'tanh', 'srelu', 'all-relu'], {
    default: 'relu',
    about: texts.ACTIVATION_TEXTS,
    description: 'Activation of the hidden units',
  }),
  slope: number({
    min: 0,
    max: 1,
    quiet: true,
    default: 0.6,
    symbol: 'α',
    description: 'Slope of all-relu below 0; its authors take 0.75 for CIFAR-10',
  }),
  norm: normParameter,
  loss: choice(['cross-entropy', 'mean-squared-error', 'squared-error'], {
    default: 'cross-entropy',
    about: texts.LOSS_TEXTS,
    description: 'Of classes the first two, of answers that are numbers the third',
  }),
  epsilon: epsilonParameter(
    20,
    'Sparse layers have ε (inputs + outputs) connections; where that exceeds all positions the layer is dense',
  ),
  density: number({
    min: 0,
    max: 1,
    default: 0,
    description:
      'Share of all positions that exist in every sparse layer, in place of ε; 0 leaves it to ε',
  }),
  allocation: choice(ALLOCATIONS, {
    quiet: true,
    default: 'uniform',
    about: ALLOCATION_TEXTS,
    description: 'How a density is shared out among the layers; ε is an allocation of its own',
  }),
  zeta: zetaParameter,
  rule: ruleParameter,
  schedule: choice(['every-epoch', 'published'], {
    quiet: true,
    default: 'every-epoch',
    about: SCHEDULE_TEXTS,
    description: 'When the rules of rewiring rewire, and how much',
  }),
  finalStep: finalStepParameter('network'),
  initial: choice(['sparse-fan-in', 'uniform-fan-in', 'glorot-uniform', 'normal'], {
    default: 'sparse-fan-in',
    about: INITIAL_TEXTS,
    description:
      'Law of the first weights; only `sparse-fan-in` counts the inputs that are really there',
  }),
  newWeights: choice(['normal', 'zero', 'initial'], {
    default: 'normal',
    about: texts.NEW_WEIGHT_TEXTS,
    description: 'Law of the weights of connections born later',
  }),
  deviation: deviationParameter(0.1, 'Standard deviation of the laws called normal'),
  epochs: epochsParameter(20),
  batch: batchParameter(128),
  optimiser: choice(['sgd', 'adam'], {
    default: 'sgd',
    description: 'Gradient descent with momentum, or Adam',
  }),
  rate: rateParameter(0.05),
  momentum: momentumParameter(0.9, 'Momentum of gradient descent'),
  decay: decayParameter('Weight decay; biases do not decay'),
  decayForm: decayFormParameter,
  dropout: number({
    min: 0,
    below: 1,
    default: 0,
    description: 'Share of hidden activities dropped while learning',
  }),
  scaling: choice(SCALINGS, {
    default: 'unit',
    about: SCALING_TEXTS,
    description:
      'Inputs as they are stored (pictures in [0, 1]), each with mean 0 and variance 1, in [0, 1], or divided by its largest magnitude (keeps zeros); fitted on the training set',
  }),
  classWeights: choice(['none', 'balanced'], {
    quiet: true,
    default: 'none',
    about: {
      none: 'every example counts the same',
      balanced: 'every class counts the same: losses weigh inversely to its training examples',
    },
    description: 'How much the losses of each class count while learning',
  }),
  exploration: choice(['unkept', 'kept'], {
    quiet: true,
    default: 'unkept',
    about: {
      unkept: 'no memory of positions',
      kept: 'a bit for every position of rewired layers: the record of the end has the share ever used',
    },
    description: 'Whether positions that were ever used are kept',
  }),
  ...wiringParameters,
  shards: shardsParameter,
  mirror: choice(['measured', 'always', 'never'], {
    default: 'measured',
    description: 'Copy of hidden weights in forward order: changes time and memory, never a result',
  }),
} as const;

export type Values = ValuesOf<typeof parameters>;

export const presets = {
  /**
   * What `npm start` shows in half a minute: one network with so few connections that it matters where they are, and five
   * seeds, enough to tell the methods apart. Of ε 1, 2, 3 and 8 the one where that is seen best; at 8 nothing is.
   */
  first: {
    trainLimit: 2_000,
    testLimit: 2_000,
    methods: ['static', 'set', 'rigl'],
    replicates: 5,
    hidden: [100, 100],
    epsilon: 1,
    epochs: 20,
    batch: 32,
  },
  /** A few seconds: does everything run? */
  smoke: { trainLimit: 1000, testLimit: 500, hidden: [100, 100], epochs: 3, epsilon: 5, batch: 32 },
  /** Within 90 seconds on two cores, three seeds each, so that differences can be told from chance. */
  quick: {
    trainLimit: 10_000,
    testLimit: 2_000,
    hidden: [500, 500, 500],
    epochs: 12,
    replicates: 3,
  },
  /**
   * The article's network and rates (Mocanu et al. 2018, Methods) with what it leaves open taken from the public Keras
   * code: batch 100, Glorot weights, new connections at 0, inputs as z-scores. ReLU in place of SReLU: the article's own ablation.
   */
  paper: {
    task: 'mnist',
    epochs: 200,
    batch: 100,
    rate: 0.01,
    dropout: 0.3,
    scaling: 'z-score',
    initial: 'glorot-uniform',
    newWeights: 'zero',
    finalStep: 'prune',
  },
  /**
   * The authors' tutorial of 2020 (public code, stored results): 5,000 + 1,000 Fashion-MNIST images, ε = 13, batch 40,
   * dropout 0.2, decoupled decay, 400 epochs.
   */
  tutorial: {
    task: 'fashion-mnist',
    trainLimit: 5_000,
    testLimit: 1_000,
    epochs: 400,
    batch: 40,
    rate: 0.05,
    epsilon: 13,
    dropout: 0.2,
    initial: 'uniform-fan-in',
    newWeights: 'initial',
    decayForm: 'decoupled',
  },
} as const satisfies Record<string, Partial<Values>>;
