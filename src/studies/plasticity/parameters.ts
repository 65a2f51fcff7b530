/** Parameters of `plasticity`; the presets stand in presets.ts. Defaults are those of the published program unless said otherwise. */

import { UsageError } from '../../errors.ts';
import { dataParameters, scalingParameter, taskParameter } from '../../protocol/data-parameters.ts';
import {
  choice,
  choices,
  integer,
  list,
  number,
  type Parameter,
  type ValuesOf,
} from '../../protocol/parameters.ts';
import * as texts from './choice-texts.ts';
import { LEARNERS } from './learner-names.ts';
import { RULES } from './rules.ts';

export const EXPERIMENTS = [
  'rules',
  'fraction',
  'size',
  'rate',
  'batch',
  'density',
  'learners',
  'perceptron',
  'caching',
  'associations',
] as const;
export type Experiment = (typeof EXPERIMENTS)[number];

/** When caches are emptied. */
export const CRITERIA = ['local', 'neuron', 'all'] as const;

/** All examples of the data, or the first of them. */
const limit = (which: string) =>
  integer({ min: 0, default: 0, unit: 'examples', description: `${which} examples; 0 takes all` });
/** How often a thing is done again, with other random numbers. */
const repetitions = (description: string) =>
  integer({ repeats: true, min: 1, max: 100, default: 1, description });
const threshold = (standard: number, description: string) =>
  number({
    ...{ above: 0, default: standard, symbol: 'θ', unit: 'weight', infinite: true, description },
  });
const learningRate = (standard: number, description = 'Learning rate') =>
  number({ above: 0, default: standard, symbol: 'η', description });
/** Values of a sweep. */
const swept = <V>(item: Parameter<V>, standard: readonly V[], description: string) =>
  list(item, { default: standard, unique: true, description });

export const parameters = {
  task: taskParameter('mnist-or-digits'),
  trainLimit: limit('Training'),
  testLimit: limit('Test'),
  ...dataParameters,
  scaling: scalingParameter,
  experiments: choices(EXPERIMENTS, {
    // Networks beside the law of the perceptron are asked for by name.
    default: EXPERIMENTS.filter((name) => name !== 'associations'),
    about: texts.EXPERIMENT_TEXTS,
    description:
      'Rules side by side; sweeps of the fraction, of the hidden units, of the learning rate, of the batch and of the density of connections; the same account of different learners; the perceptron and its caching; networks that store random patterns, beside the law of the perceptron',
  }),
  convention: choice(['published', 'raw', 'logistic'], {
    default: 'published',
    about: texts.CONVENTION_TEXTS,
    description:
      'Inputs and units: centred and noisy pixels with leaky rectifiers (no input is 0); pixels/255 with rectifiers, M0 20 times smaller; or those of Li & van Rossum (2020): pixels/255, no bias, logistic units and outputs, images in their order',
  }),
  output: choice(['linear', 'softmax'], {
    default: 'linear',
    about: texts.OUTPUT_TEXTS,
    description:
      'Linear outputs and squared error, or softmax and cross-entropy; the logistic convention has its own',
  }),
  stop: choice(['test', 'validation'], {
    default: 'test',
    about: texts.STOP_TEXTS,
    description:
      'Where the goal is looked for: on the test images, as published, or on training images held out for it',
  }),
  validation: integer({
    min: 1,
    default: 10_000,
    unit: 'examples',
    description: 'Training examples held out where learning stops by validation',
  }),
  rules: choices(RULES, {
    default: [
      'plain',
      'competitive',
      'path',
      'path-competitive',
      'lazy',
      'residual',
      'residual-lazy',
      'caching',
      'fixed-synapses',
      'random-synapses',
      'random-synapses-equal',
      'largest-weight',
    ],
    about: texts.RULE_TEXTS,
    description: 'Rules to compare side by side',
  }),
  sizeRules: choices(RULES, {
    default: ['plain', 'path', 'competitive', 'path-competitive', 'residual'],
    about: texts.RULE_TEXTS,
    description: 'Rules of the sweep of the hidden units',
  }),
  replicates: repetitions('Independent repetitions of each rule: other weights, other order'),
  sweepReplicates: repetitions('Independent repetitions of each point of a sweep'),
  hidden: integer({
    min: 2,
    max: 100_000,
    default: 100,
    symbol: 'H',
    description: 'Hidden units, the one that is always on included',
  }),
  sizes: swept(
    integer({ min: 2, max: 100_000, default: 100, description: 'Hidden units' }),
    [50, 100, 200, 1000],
    'Hidden units of the size sweep',
  ),
  fraction: number({
    above: 0,
    max: 1,
    default: 0.03,
    symbol: 'p',
    description:
      'Share of the first layer’s synapses that may change; the second layer gets as many (at most all)',
  }),
  fractions: swept(
    number({ above: 0, max: 1, default: 0.1, description: 'Share of synapses that may change' }),
    [0.01, 0.03, 0.1, 0.3, 1],
    'Shares of the fraction sweep',
  ),
  outputFraction: number({
    min: 0,
    max: 1,
    default: 0,
    description:
      'Share of the output layer, of its synapses or its units, for rules that choose by a share; 0: as many synapses as of the first layer, and all units (random-neurons: the same share)',
  }),
  pathUnits: integer({
    min: 1,
    max: 100_000,
    default: 100,
    symbol: 'k',
    description:
      'Hidden units of the path that may learn; at most three quarters of them are taken',
  }),
  masks: integer({ min: 1, max: 10_000, default: 10, description: 'Subsets taken in rotation' }),
  lead: number({
    min: 0,
    default: 0,
    unit: 'output',
    description: 'Lazy rules learn unless the right answer leads by this much',
  }),
  composedLead: number({
    min: 0,
    default: 0.4,
    unit: 'output',
    description: 'The same for residual-lazy: it stops later, so that it learns no slower',
  }),
  composedThreshold: threshold(0.004, 'Threshold of the residuals of `residual-lazy`'),
  residualThreshold: threshold(0.003, 'Residuals above it are written into the weight'),
  cachingThreshold: threshold(0.003, 'Caches above it are consolidated (local and per neuron)'),
  totalThreshold: number({
    above: 0,
    default: 10,
    unit: 'weight',
    infinite: true,
    description: 'Sum of a layer’s caches above which all are consolidated',
  }),
  timeConstant: number({
    above: 0,
    default: 1000,
    symbol: 'τ',
    unit: 'presentations',
    infinite: true,
    description: 'Caches fade by e^(−1/τ) per presentation; Infinity: never',
  }),
  shrinkage: number({
    min: 0,
    default: 1e-7,
    unit: 'weight per presentation',
    description: 'How much stronger depression is than potentiation (imbalance)',
  }),
  reliabilityExponent: number({
    above: 0,
    max: 4,
    default: 2,
    symbol: 'ρ',
    description:
      'How the cost of a reliable synapse rises, (1/ρ)(s/σ)^ρ: 0.5 calcium, 0.667 membrane, 1.333 actin, 2 trafficking',
  }),
  reliabilityPrice: number({
    min: 0,
    default: 1e-6,
    description: 'What the loss of one example weighs against that cost',
  }),
  spreadRate: number({
    min: 0,
    default: 0.001,
    description: 'Learning rate of log σ of noisy synapses',
  }),
  price: number({
    min: 0,
    default: 0.001,
    symbol: 'c',
    unit: 'per step',
    description: 'Price of holding one unit of weight in a hidden store for one step',
  }),
  rate: learningRate(0.01),
  rates: swept(
    number({ above: 0, default: 0.01, description: 'Learning rate' }),
    [0.005, 0.01, 0.02],
    'Learning rates of the rate sweep',
  ),
  batches: swept(
    integer({ min: 1, max: 10_000, default: 1, description: 'Examples a step' }),
    [1, 4, 16],
    'Batches of the batch sweep; gradients are summed',
  ),
  batchRate: learningRate(0.002, 'Learning rate of the batch sweep'),
  densities: swept(
    number({ above: 0, max: 1, default: 1, description: 'Share of connections that exist' }),
    [0.1, 0.3, 1],
    'Densities of the density sweep: a random wiring that stays',
  ),
  densityRules: choices(RULES, {
    default: ['plain', 'competitive'],
    about: texts.RULE_TEXTS,
    description: 'Rules of the density sweep',
  }),
  learners: choices(LEARNERS, {
    default: LEARNERS,
    about: texts.LEARNER_TEXTS,
    description: 'Learners of the table that gives the same account of each',
  }),
  learnerExamples: integer({
    min: 1,
    default: 10_000,
    unit: 'examples',
    description: 'Training examples of that table; one pass over them lies between two checks',
  }),
  learnerGoal: number({
    above: 0,
    below: 1,
    default: 0.94,
    description: 'Test accuracy that ends learning in that table',
  }),
  learnerEpochs: integer({
    min: 1,
    default: 40,
    unit: 'epochs',
    description: 'Where learning ends at the latest in that table',
  }),
  learnerBatch: integer({
    min: 1,
    max: 10_000,
    default: 32,
    unit: 'examples',
    description: 'Examples a step of the learners with minibatches',
  }),
  adamRate: learningRate(0.0003, 'Learning rate of Adam'),
  deviation: number({
    above: 0,
    default: 0.03,
    symbol: 'σ',
    unit: 'weight',
    description: 'Standard deviation of the first weights',
  }),
  goal: number({
    above: 0,
    below: 1,
    default: 0.95,
    description: 'Learning ends at the first check with a test accuracy above it',
  }),
  checkEvery: integer({
    min: 50,
    max: 1_000_000,
    default: 2000,
    unit: 'presentations',
    description: 'Presentations between two checks on the test set',
  }),
  presentations: integer({
    horizon: true,
    min: 50,
    default: 300_000,
    unit: 'presentations',
    description: 'Where learning ends at the latest; runs that end there are kept as censored',
  }),
  perceptronInputs: integer({
    min: 10,
    max: 100_000,
    default: 1000,
    symbol: 'N',
    description: 'Inputs of the perceptron',
  }),
  loads: swept(
    number({ above: 0, below: 2, default: 1, description: 'Patterns per input of the perceptron' }),
    [0.1, 0.25, 0.5, 0.75, 1, 1.25, 1.5],
    'Loads P/N of the perceptron',
  ),
  perceptronThresholds: swept(
    number({
      above: 0,
      default: 10,
      unit: 'η',
      description: 'Threshold of the perceptron’s caches',
    }),
    [2, 5, 10, 20, 40, 80, 160],
    'Thresholds of the perceptron’s caches at a load of 1',
  ),
  perceptronCriteria: choices(CRITERIA, {
    default: ['local'],
    about: texts.CRITERION_TEXTS,
    description: 'When the perceptron’s caches are emptied; others than local also count M₀',
  }),
  associationInputs: integer({
    min: 2,
    max: 100_000,
    default: 100,
    symbol: 'N',
    description: 'Inputs of networks that store random patterns',
  }),
  associationHidden: swept(
    integer({ min: 0, max: 100_000, default: 10, unit: 'units', description: 'Hidden units' }),
    [0, 10, 100],
    'Hidden units of networks that store random patterns; 0: none',
  ),
  associationLoads: swept(
    number({ above: 0, default: 1, description: 'Patterns per input' }),
    [0.25, 0.5, 1, 1.5, 2, 3],
    'Loads P/N of networks that store random patterns; the law of the perceptron ends at 2',
  ),
  associationRate: learningRate(0.1, 'Learning rate of networks that store random patterns'),
  associationPasses: integer({
    ...{ min: 1, default: 3000, unit: 'passes' },
    description: 'Passes over the patterns after which storing them is given up',
  }),
} as const;

export type Values = ValuesOf<typeof parameters>;

/** Whether criteria of caching are compared, and not the published local one taken alone. */
export const comparesCriteria = ({ perceptronCriteria }: Values): boolean =>
  perceptronCriteria.some((criterion) => criterion !== 'local');

/** Combinations that no single range can express. Throws `UsageError`. */
export function check(values: Values): void {
  const { presentations, checkEvery, stop, validation, trainLimit } = values;
  if (stop === 'validation' && trainLimit > 0 && validation >= trainLimit)
    throw new UsageError(
      `validation ${validation} leaves none of ${trainLimit} training examples to learn from; lower validation`,
    );
  if (presentations < checkEvery)
    throw new UsageError(
      `presentations ${presentations} end before the first check at ${checkEvery}; lower check-every`,
    );
}
