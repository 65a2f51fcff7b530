/** Parameters of `discrete`, and the presets. Loads are patterns per synapse, distances shares of the synapses. */

import { choices, integer, list, number, type ValuesOf } from '../parameters.ts';

/** What can be looked at; each part is a figure or two and stands alone. */
export const PARTS = [
  'capacity',
  'exact',
  'regions',
  'success',
  'walks',
  'scarce',
  'layer',
  'images',
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

const load = (standard: number) =>
  number({
    above: 0,
    below: 1,
    default: standard,
    symbol: 'α',
    description: 'Patterns per synapse',
  });
const size = (standard: number) =>
  integer({
    min: 11,
    max: 1_000_001,
    default: standard,
    symbol: 'N',
    description: 'Synapses, odd',
  });
const share = (standard: number) =>
  number({ above: 0, max: 1, default: standard, description: 'Share of the synapses' });

export const parameters = {
  parts: choices(PARTS, {
    default: PARTS,
    description:
      'What to look at: theory of the capacity, all solutions of small problems, regions around solutions, success of the learners, entropy-driven walk against annealing, scarce synapses, a layer of many units on the same patterns, a hidden layer of discrete synapses on images',
  }),
  learners: choices(LEARNERS, {
    default: LEARNERS,
    description: 'Learners whose success is measured',
  }),
  sizes: list(size(1001), {
    default: [201, 1001],
    unique: true,
    description: 'Synapses of the problems that are to be solved',
  }),
  loads: list(load(0.6), {
    default: [0.4, 0.5, 0.6, 0.65, 0.7, 0.75],
    unique: true,
    description: 'Loads of the problems that are to be solved',
  }),
  samples: integer({
    repeats: true,
    min: 2,
    max: 10_000,
    default: 20,
    description: 'Problems a point; all learners get the same ones',
  }),
  sweeps: integer({
    min: 10,
    max: 1_000_000,
    default: 1000,
    description: 'Sweeps after which SBPI, BPI and the clipped perceptron have failed',
  }),
  decay: number({
    above: 0,
    below: 1,
    default: 0.99,
    symbol: 'g',
    description: 'Of reinforced belief propagation: nearer to 1 is slower and solves more',
  }),
  focusingStep: number({
    above: 0,
    below: 1,
    default: 0.01,
    symbol: 'Δρ',
    description: 'Of focusing belief propagation: smaller is slower and solves more',
  }),
  maxSumSize: size(201),
  regionLoad: load(0.4),
  regionSize: size(1001),
  regionSamples: integer({
    repeats: true,
    min: 2,
    max: 1000,
    default: 8,
    description: 'Problems around whose solutions local entropies are measured',
  }),
  distances: list(
    number({ above: 0, below: 0.5, default: 0.05, symbol: 'd', description: 'Distance' }),
    {
      default: [0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.125, 0.15],
      minLength: 2,
      unique: true,
      description: 'Distances from a centre at which theory tells the local entropy',
    },
  ),
  flips: list(share(0.05), {
    default: [0.005, 0.01, 0.02, 0.05, 0.1],
    description: 'Shares of the synapses of a solution that are flipped',
  }),
  exactSize: integer({
    min: 11,
    max: 25,
    default: 21,
    symbol: 'N',
    description: 'Synapses of the problems whose solutions are all listed',
  }),
  exactSamples: integer({
    repeats: true,
    min: 2,
    max: 1000,
    default: 30,
    description: 'Problems whose solutions are all listed',
  }),
  exactLoad: load(0.4),
  radius: integer({
    min: 1,
    max: 25,
    default: 3,
    description: 'Distance within which solutions around a solution are counted',
  }),
  nonzero: list(share(0.4), {
    default: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
    description: 'Largest shares of nonzero synapses where levels are -1, 0, 1',
  }),
  scarceLoad: load(0.5),
  layerSize: size(1001),
  layerUnits: integer({
    min: 1,
    max: 10_000,
    default: 10,
    description: 'Units of a layer that see the same patterns, each with labels of its own',
  }),
  layerLoad: load(0.6),
  walkSize: size(201),
  walkLoads: list(load(0.5), {
    default: [0.3, 0.4, 0.5, 0.6, 0.65],
    unique: true,
    description: 'Loads at which the entropy-driven walk and annealing are compared',
  }),
  walkSamples: integer({
    repeats: true,
    min: 2,
    max: 10_000,
    default: 20,
    description: 'Problems at each of these loads',
  }),
  imageExamples: integer({
    min: 100,
    max: 100_000,
    default: 5000,
    unit: 'examples',
    description: 'Training images (drawn digits)',
  }),
  imageEpochs: integer({ min: 1, max: 1000, default: 15, description: 'Epochs over the images' }),
  imageSamples: integer({
    repeats: true,
    min: 2,
    max: 100,
    default: 5,
    description: 'Runs on images for each kind of synapse',
  }),
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
