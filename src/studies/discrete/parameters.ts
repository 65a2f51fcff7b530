/** Parameters of `discrete`, and the presets. Loads are patterns per synapse, distances shares of the synapses. */

import { choices, integer, list, number, type ValuesOf } from '../../protocol/parameters.ts';
import { textsOf } from '../problems/learner-texts.ts';
import {
  effort,
  FINDERS,
  flips,
  load,
  problems,
  REGION_LEARNERS,
  size,
  smallSize,
} from '../problems/parameters.ts';
import { PART_TEXTS } from './choice-texts.ts';

/** What can be looked at; each part is a figure or two and stands alone. */
export const PARTS = [
  ...(['capacity', 'exact', 'regions', 'success'] as const),
  ...(['walks', 'scarce', 'layer', 'images'] as const),
] as const;
export type PartName = (typeof PARTS)[number];

/** Learners of the study, by their names in the catalogue of solvers. */
export const LEARNERS = ['sbpi', 'bpi', 'cp', 'rbp', 'fbp', 'rms'] as const;
export type LearnerName = (typeof LEARNERS)[number];

/** Learners that are fast enough for a layer of many units, those that keep a budget, and walks. */
export const LAYER_LEARNERS = ['sbpi', 'rbp'] as const satisfies readonly LearnerName[];
export const SCARCE_LEARNERS = ['sbpi', 'rbp'] as const satisfies readonly LearnerName[];
export const WALKERS = ['edmc', 'annealing'] as const;

/** Networks of which theory tells. */
export const MODELS = ['levels ±1', 'levels −1, 0, 1', 'committee of 3, a tree'] as const;

/** Synapses of the largest problems. */
const LARGEST = 1_000_001;

export const parameters = {
  parts: choices(PARTS, {
    default: PARTS,
    about: PART_TEXTS,
    description:
      'What to look at: theory of the capacity, all solutions of small problems, regions around solutions, success of the learners, entropy-driven walk against annealing, scarce synapses, a layer of many units on the same patterns, a hidden layer of discrete synapses on images',
  }),
  learners: choices(LEARNERS, {
    default: LEARNERS,
    about: textsOf(LEARNERS),
    description: 'Learners whose success is measured',
  }),
  sizes: list(size(1001, 'Synapses, odd', LARGEST), {
    ...{ default: [201, 1001], unique: true },
    description: 'Synapses of the problems that are to be solved',
  }),
  loads: list(load(0.6), {
    ...{ default: [0.4, 0.5, 0.6, 0.65, 0.7, 0.75], unique: true },
    description: 'Loads of the problems that are to be solved',
  }),
  samples: problems(20, 'Problems a point; all learners get the same ones'),
  ...effort,
  maxSumSize: size(201, 'Largest size that reinforced max-sum is run at, odd'),
  regionLoad: load(0.4),
  regionSize: size(1001, 'Synapses of the problems around whose solutions is looked, odd'),
  centres: choices(FINDERS, {
    default: REGION_LEARNERS,
    about: textsOf(FINDERS),
    description: 'Learners around whose solutions is looked',
  }),
  regionSamples: problems(8, 'Problems around whose solutions is looked', 1000),
  distances: list(
    number({ above: 0, below: 0.5, default: 0.05, symbol: 'd', description: 'Distance' }),
    {
      ...{ default: [0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.125, 0.15] },
      ...{ minLength: 2, unique: true },
      description: 'Distances from a centre at which theory tells the local entropy',
    },
  ),
  flips,
  exactSize: smallSize(21),
  exactSamples: problems(30, 'Problems whose solutions are all listed', 1000),
  exactLoad: load(0.4),
  radius: integer({
    ...{ min: 1, max: 25, default: 3 },
    description: 'Distance within which solutions around a solution are counted',
  }),
  nonzero: list(number({ above: 0, max: 1, default: 0.4, description: 'Share of the synapses' }), {
    default: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
    description: 'Largest shares of nonzero synapses where levels are -1, 0, 1',
  }),
  scarceLoad: load(0.5),
  layerSize: size(1001, 'Synapses of each unit of a layer, odd', LARGEST),
  layerUnits: integer({
    ...{ min: 1, max: 10_000, default: 10 },
    description: 'Units of a layer that see the same patterns, each with labels of its own',
  }),
  layerLoad: load(0.6),
  walkSize: size(201, 'Synapses of the problems of walks, odd'),
  walkLoads: list(load(0.5), {
    ...{ default: [0.3, 0.4, 0.5, 0.6, 0.65], unique: true },
    description: 'Loads at which the entropy-driven walk and annealing are compared',
  }),
  walkSamples: problems(20, 'Problems at each of these loads'),
  imageExamples: integer({
    ...{ min: 100, max: 100_000, default: 5000, unit: 'examples' },
    description: 'Training images (drawn digits)',
  }),
  imageEpochs: integer({ min: 1, max: 1000, default: 15, description: 'Epochs over the images' }),
  imageSamples: problems(5, 'Runs on images for each kind of synapse', 100),
} as const;

export type Values = ValuesOf<typeof parameters>;

export const presets = {
  smoke: {
    ...{ sizes: [101], loads: [0.4, 0.6], samples: 3, sweeps: 200, maxSumSize: 101 },
    ...{ regionSize: 201, regionSamples: 2, exactSize: 15, exactSamples: 3, nonzero: [0.3, 0.5] },
    distances: [0.01, 0.05, 0.1],
    ...{ imageExamples: 300, imageEpochs: 2, imageSamples: 2 },
    ...{ layerSize: 101, layerUnits: 3 },
    ...{ walkSize: 51, walkLoads: [0.4, 0.5], walkSamples: 2 },
  },
  quick: {
    ...{ sizes: [201, 1001], samples: 20, regionSamples: 5, decay: 0.995 },
    ...{ loads: [0.5, 0.6, 0.65, 0.7, 0.75], nonzero: [0.1, 0.2, 0.4, 0.6], sweeps: 1000 },
    ...{ imageExamples: 2000, imageEpochs: 10, imageSamples: 2 },
    ...{ walkLoads: [0.4, 0.5, 0.6], walkSamples: 10 },
  },
  paper: {
    ...{ sizes: [1001, 10_001, 100_001], samples: 50, sweeps: 10_000, decay: 0.998 },
    ...{ loads: [0.5, 0.55, 0.6, 0.65, 0.7, 0.72, 0.74, 0.76], focusingStep: 0.002 },
    ...{ regionSize: 2001, regionSamples: 20, exactSize: 25, exactSamples: 100, maxSumSize: 1001 },
  },
  /** A layer of a million synapses at α = 0.6; patterns take 8 MB. */
  million: { parts: ['layer'], layerSize: 10_001, layerUnits: 100, sweeps: 10_000, decay: 0.99 },
} as const satisfies Record<string, Partial<Values>>;
