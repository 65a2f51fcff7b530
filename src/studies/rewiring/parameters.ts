/** Parameters of `rewiring`, and the presets. Sections in comments name the published recipe that a value follows. */

import { ALLOCATIONS } from '../../connectivity/allocate.ts';
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
  ALLOCATION_TEXTS,
  batchParameter,
  decayParameter,
  hiddenParameter,
  momentumParameter,
  normParameter,
  rateParameter,
  replicatesParameter,
  SCHEDULE_TEXTS,
} from '../sparse-training/parameters.ts';
import { METHOD_TEXTS, METHODS } from './methods.ts';

export const parameters = {
  task: taskParameter('digits'),
  ...limitParameters,
  ...dataParameters,
  methods: choices(METHODS, {
    default: ['dense', 'static', 'set', 'rigl'],
    about: METHOD_TEXTS,
    description: 'Rules to compare, each on the same data in the same order',
  }),
  sparsities: list(number({ above: 0, below: 1, default: 0.9, description: 'A sparsity' }), {
    default: [0.9, 0.95, 0.98, 0.99],
    minLength: 1,
    maxLength: 12,
    unique: true,
    description: 'Shares of all positions that are absent at the end, one network a rule for each',
  }),
  replicates: replicatesParameter(
    'Independent repetitions; all rules of one begin with the same random numbers',
  ),
  hidden: hiddenParameter([300, 100], 12, 'Units of the hidden layers'),
  activation: choice(['relu', 'tanh', 'sigmoid'], {
    default: 'relu',
    description: 'Activation of the hidden units',
  }),
  norm: normParameter,
  allocation: choice(ALLOCATIONS, {
    default: 'uniform',
    about: ALLOCATION_TEXTS,
    description: 'How the connections of rules that begin sparse are shared out among the layers',
  }),
  schedule: choice(['every-epoch', 'published'], {
    quiet: true,
    default: 'every-epoch',
    about: SCHEDULE_TEXTS,
    description: 'When rules rewire, and which share',
  }),
  zeta: number({
    min: 0,
    max: 1,
    default: 0.3,
    symbol: 'ζ',
    description: 'Share that dies at each pass of SET and of its ablations; others have their own',
  }),
  newWeights: choice(['zero', 'normal'], {
    default: 'zero',
    about: { zero: '0: the gradient alone decides', normal: 'normal with deviation 0.1' },
    description: 'Law of the weights of connections that are born',
  }),
  initial: choice(['sparse-fan-in', 'uniform-fan-in', 'glorot-uniform'], {
    default: 'sparse-fan-in',
    description: 'Law of the first weights; sparse-fan-in counts the inputs that are there',
  }),
  rounds: integer({
    min: 0,
    max: 100,
    default: 0,
    description: 'Prunings of imp, each after a whole training; 0: as many as 20 % each take',
  }),
  epochs: integer({
    min: 1,
    max: 100_000,
    default: 20,
    description: 'Passes over the training set; of imp in each of its trainings',
  }),
  batch: batchParameter(100),
  rate: rateParameter(0.1, 'Learning rate at the beginning'),
  rateDrop: number({
    above: 0,
    max: 1,
    default: 0.1,
    description: 'What the rate is multiplied by at each fall',
  }),
  rateEvery: integer({
    min: 0,
    default: 0,
    unit: 'steps',
    description: 'Steps from one fall of the rate to the next; 0: it stays',
  }),
  momentum: momentumParameter(0.9),
  decay: decayParameter('Coupled (L2) weight decay; biases do not decay', 0.0005),
  scaling: choice(['unit', 'z-score', 'standard'], {
    default: 'unit',
    about: {
      unit: SCALING_TEXTS.unit,
      'z-score': SCALING_TEXTS['z-score'],
      standard: 'mean 0 and variance 1 over all inputs and training examples together',
    },
    description: 'How inputs are scaled, fitted on the training set',
  }),
  shards: shardsParameter,
} as const;

export type Values = ValuesOf<typeof parameters>;

export const presets = {
  /** A few seconds: does everything run? */
  smoke: {
    trainLimit: 400,
    testLimit: 200,
    methods: ['dense', 'static', 'set', 'snip', 'synflow', 'imp'],
    sparsities: [0.9],
    hidden: [40, 20],
    epochs: 2,
    batch: 25,
    rounds: 2,
  },
  /** Two minutes on two cores: three seeds of the best-known rules, at a sparsity where they part and one where they do not. */
  quick: {
    trainLimit: 4_000,
    testLimit: 2_000,
    methods: [
      'dense',
      'static',
      'set',
      'rigl',
      'snip',
      'synflow',
      'random-removal',
      'largest-removal',
    ],
    sparsities: [0.9, 0.98, 0.99],
    allocation: 'er',
    epochs: 12,
    batch: 50,
    rate: 0.05,
    replicates: 3,
  },
  /**
   * The protocol of the table that T. Dettmers and L. Zettlemoyer (2019) give with their code: LeNet-300-100 on MNIST, a
   * tenth of the training set left out, batch 100, the rate divided by ten every 25,000 steps. It does not say how layers share
   * the connections; SET and RigL were published with ER.
   */
  paper: {
    task: 'mnist',
    trainLimit: 54_000,
    methods: [
      ...(['dense', 'static', 'set', 'rigl', 'snfs', 'dsr', 'deepr'] as const),
      ...(['gmp', 'snip', 'grasp', 'synflow'] as const),
    ],
    schedule: 'published',
    epochs: 100,
    rateEvery: 25_000,
    allocation: 'er',
    scaling: 'standard',
    replicates: 5,
  },
} as const satisfies Record<string, Partial<Values>>;
