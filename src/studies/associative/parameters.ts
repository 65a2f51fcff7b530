/** Parameters of `associative`, and the presets. All quantities are dimensionless: weights in units of w, κ̃ = κ/(w √N). */

import {
  choice,
  choices,
  integer,
  list,
  number,
  type ValuesOf,
} from '../../protocol/parameters.ts';
import * as texts from './choice-texts.ts';

/** What can be looked at; each part is a figure or two and stands alone. */
export const PARTS = [
  'capacity',
  'frontier',
  'laws',
  'exact',
  'online',
  'balance',
  'efficiency',
  'signs',
  'noise',
  'bits',
  'images',
] as const;
export type PartName = (typeof PARTS)[number];

const load = (standard: number) =>
  number({ above: 0, default: standard, symbol: 'α', description: 'Associations per input' });
const size = (standard: number) =>
  integer({ min: 4, max: 10_000, default: standard, symbol: 'N', description: 'Inputs' });

/** How many samples are drawn; at larger sizes fewer. */
const repetitions = (standard: number, max: number, description: string) =>
  integer({ repeats: true, min: 2, max, default: standard, description });
const sizes = (least: number, standard: readonly number[], description: string, maxLength = 6) =>
  list(size(least), { default: standard, maxLength, unique: true, description });
/** A probability that is neither 0 nor 1. */
const probability = (standard: number, description: string, symbol?: string) =>
  number({ above: 0, below: 1, default: standard, ...(symbol && { symbol }), description });

export const parameters = {
  parts: choices(PARTS, {
    default: PARTS,
    about: texts.PART_TEXTS,
    description:
      'What to look at: capacity and natural sparsity, frontier, weight laws, exact solutions, online rule, excitation and inhibition, efficiency, prescribed signs with l0 or gap, retrieval under noise, bits, the gap on images',
  }),
  inputActivity: probability(0.5, 'Probability that an input is active', 'f'),
  outputActivity: probability(0.5, 'Probability of the label +1', 'f_out'),
  threshold: number({
    default: 0,
    symbol: 'h̃',
    unit: 'N w',
    description: 'Firing threshold',
  }),
  inhibitory: probability(
    0.2,
    'Share of the inputs that are inhibitory where signs are prescribed',
  ),
  loads: list(load(0.5), {
    default: [0.25, 0.5, 0.75, 1],
    description: 'Loads α of the linear programs with free signs',
  }),
  signedLoads: list(load(0.3), {
    default: [0.15, 0.3, 0.45],
    description: 'Loads α of the linear programs with prescribed signs',
  }),
  sizes: sizes(100, [100, 200, 400], 'Numbers of inputs N of the linear programs'),
  samples: repetitions(
    200,
    10_000,
    'Samples of a linear program at N = 100; larger N get in proportion fewer',
  ),
  margins: list(number({ min: 0, default: 0.5, symbol: 'κ̃', description: 'Robustness' }), {
    default: [0.1, 0.5, 1],
    maxLength: 6,
    unique: true,
    description: 'Robustness κ̃ of the frontiers between sparsity and capacity',
  }),
  points: integer({
    min: 4,
    max: 500,
    default: 60,
    description: 'Points of a theoretical curve',
  }),
  load: number({
    above: 0,
    default: 0.5,
    symbol: 'α',
    description: 'Load at which weights are compared, free signs',
  }),
  signedLoad: number({
    above: 0,
    default: 0.4,
    symbol: 'α',
    description: 'Load at which weights are compared, prescribed signs',
  }),
  densities: list(
    number({ above: 0, below: 1, default: 0.2, symbol: 'p', description: 'Density' }),
    {
      default: [0.4, 0.3, 0.2],
      unique: true,
      description: 'Densities p of the l0 constraint; p N must be a whole number',
    },
  ),
  gaps: list(number({ above: 0, default: 3, symbol: 'δ̃', unit: 'w', description: 'Gap' }), {
    default: [1, 2, 3],
    unique: true,
    description: 'Gaps δ̃: a weight is 0 or at least this',
  }),
  exactSizes: sizes(
    20,
    [20, 30, 40],
    'Numbers of inputs of the mixed-integer programs; their time grows exponentially',
  ),
  exactSamples: repetitions(
    40,
    1000,
    'Samples of the mixed-integer programs at the smallest N; larger N get fewer',
  ),
  exactTime: number({
    above: 0,
    default: 600,
    unit: 's',
    description: 'Time limit of one mixed-integer program; results that meet it are left out',
  }),
  eliminationSize: integer({
    min: 4,
    max: 10_000,
    default: 200,
    symbol: 'N',
    description: 'Inputs of the solutions by elimination, for large N',
  }),
  eliminationSamples: repetitions(40, 1000, 'Samples of the solutions by elimination'),
  onlineSizes: sizes(100, [100, 200, 400, 1000], 'Numbers of inputs of the online rule', 8),
  onlineLoads: list(load(0.1), {
    default: [0.1, 0.12, 0.15, 0.17, 0.2, 0.22, 0.24],
    unique: true,
    description: 'Loads of the online rule',
  }),
  trials: repetitions(
    100,
    10_000,
    'Trials of the online rule a point at N = 100; larger N get in proportion fewer',
  ),
  maxSteps: integer({
    min: 1,
    max: 100_000_000,
    default: 100_000,
    unit: 'steps',
    description: 'Steps after which a trial has failed',
  }),
  mode: choice(['batch', 'streaming'], {
    default: 'batch',
    about: texts.MODE_TEXTS,
    description:
      'Online rule: picks among the associations that are not stored, or meets them one by one and tests none but the one it meets',
  }),
  onlineMargin: number({
    min: 0,
    default: 1,
    symbol: 'κ̃',
    description: 'Robustness that the online rule has to reach',
  }),
  onlineGap: number({
    above: 0,
    default: 2.5,
    symbol: 'δ̃',
    unit: 'w',
    description: 'Gap of the online rule',
  }),
  rate: number({
    above: 0,
    default: 0.1,
    symbol: 'β_μ',
    unit: 'w',
    description: 'Perceptron step of the online rule',
  }),
  homeostasis: number({
    above: 0,
    max: 1,
    default: 0.1,
    symbol: 'β_w',
    description: 'Rate of the l1 homeostasis',
  }),
  promotion: number({
    min: 0,
    max: 0.5,
    default: 0.02,
    symbol: '1 − p_δ',
    description: 'Probability that a weight in the gap is lifted to its edge, on each side',
  }),
  balanceActivity: probability(
    0.2,
    'Activity of inputs and output where excitation and inhibition are compared',
    'f',
  ),
  balanceThreshold: number({
    default: 1 / 70,
    symbol: 'h̃',
    unit: 'N w',
    description: 'Threshold where excitation and inhibition are compared',
  }),
  imageExamples: integer({
    min: 100,
    max: 10_000,
    default: 10_000,
    unit: 'examples',
    description: 'Training images (drawn digits)',
  }),
  imageHidden: integer({
    min: 1,
    max: 10_000,
    default: 300,
    unit: 'units',
    description: 'Hidden units of the image network',
  }),
  imageEpochs: integer({
    min: 1,
    max: 1000,
    default: 12,
    unit: 'epochs',
    description: 'Passes over the images',
  }),
  imageGaps: list(
    number({ above: 0, default: 0.05, symbol: 'δ', description: 'Gap in units of the weights' }),
    {
      default: [0.05, 0.1, 0.15, 0.2],
      unique: true,
      description: 'Gaps of the first layer of the image network',
    },
  ),
  imageReplicates: integer({
    repeats: true,
    min: 1,
    max: 100,
    default: 3,
    description: 'Repetitions of every image network',
  }),
} as const;

export type Values = ValuesOf<typeof parameters>;

export const presets = {
  /** A few seconds: does everything run? */
  smoke: {
    loads: [0.5],
    signedLoads: [0.3],
    sizes: [40, 60],
    samples: 6,
    margins: [0.5],
    points: 8,
    densities: [0.2],
    gaps: [3],
    exactSizes: [10],
    exactSamples: 3,
    eliminationSize: 40,
    eliminationSamples: 3,
    onlineSizes: [50],
    onlineLoads: [0.1],
    trials: 3,
    maxSteps: 3000,
    imageExamples: 500,
    imageHidden: 20,
    imageEpochs: 2,
    imageGaps: [0.1],
    imageReplicates: 1,
  },
  /** Within a minute in one thread. */
  quick: {
    loads: [0.25, 0.5, 0.75],
    sizes: [100, 200],
    samples: 100,
    points: 24,
    exactSizes: [20],
    exactSamples: 12,
    eliminationSize: 100,
    eliminationSamples: 20,
    onlineSizes: [100],
    trials: 30,
    maxSteps: 10_000,
    imageExamples: 2000,
    imageHidden: 100,
    imageEpochs: 8,
    imageGaps: [0.05, 0.1, 0.2],
  },
  /** The sizes of the paper and beyond, with the samples of our reference tables. */
  paper: {},
  /** The table of the online rule at N = 100 with 100 trials a point, and N = 1000. */
  online: { parts: ['online'], onlineSizes: [100, 1000] },
} as const satisfies Record<string, Partial<Values>>;
