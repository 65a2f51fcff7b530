/** Parameters of `discrete-teacher`, and the presets. Loads are patterns per synapse, flips shares of the synapses. */

import { choices, list, type ValuesOf } from '../../protocol/parameters.ts';
import { textsOf } from '../problems/learner-texts.ts';
import { effort, flips, load, problems, size, smallSize } from '../problems/parameters.ts';

/** What can be looked at; each part stands alone. */
export const PARTS = ['theory', 'learning', 'regions', 'exact'] as const;
export type PartName = (typeof PARTS)[number];

const PART_TEXTS = {
  theory: 'students that agree with a teacher, in theory: how many, and how they generalise',
  learning: 'how well learners generalise, when they find the teacher, and what it costs',
  regions: 'the region around a solution and around the teacher, and how they bear flips',
  exact: 'small problems, all of whose students are listed',
} as const;

/** Learners of the study, by their names in the catalogue of solvers. */
export const LEARNERS = ['sbpi', 'rbp', 'fbp', 'decimation', 'rms'] as const;
export type LearnerName = (typeof LEARNERS)[number];
/** Those that are tried on problems whose students are all listed. */
export const EXACT_LEARNERS = ['sbpi', 'rbp', 'fbp'] as const satisfies readonly LearnerName[];

/** Loads far beyond the last threshold are there to see the teacher found. */
const MOST = { max: 4 };

export const parameters = {
  parts: choices(PARTS, {
    default: PARTS,
    about: PART_TEXTS,
    description:
      'What to look at: theory, learners against load, the region around what they find, all students of small problems',
  }),
  learners: choices(LEARNERS, {
    default: LEARNERS,
    about: textsOf(LEARNERS),
    description: 'Learners that are compared',
  }),
  sizes: list(size(1001), {
    ...{ default: [1001], unique: true },
    description: 'Synapses of the problems that are to be learned',
  }),
  loads: list(load(0.5, MOST), {
    ...{ default: [0.2, 0.35, 0.5, 0.7, 0.9, 1.1, 1.3, 1.4, 1.5, 1.55, 1.6, 1.8], unique: true },
    description: 'Loads of the problems that are to be learned',
  }),
  samples: problems(10, 'Teachers a point; all learners get the same ones'),
  ...effort,
  maxSumSize: size(201, 'Largest size that reinforced max-sum is run at, or the only one'),
  regionLoad: load(0.5, MOST),
  regionSize: size(1001, 'Synapses of the problems around whose solutions is looked, odd'),
  regionSamples: problems(8, 'Problems around whose solutions is looked', 1000),
  flips,
  exactSize: smallSize(21),
  exactSamples: problems(40, 'Problems whose solutions are all listed', 1000),
  exactLoad: load(0.5, MOST),
} as const;

export type Values = ValuesOf<typeof parameters>;

export const presets = {
  smoke: {
    ...{ sizes: [101], loads: [0.5, 1.8], samples: 2, sweeps: 200, maxSumSize: 101 },
    ...{ regionSize: 201, regionSamples: 2, exactSize: 15, exactSamples: 3 },
  },
  quick: { regionSamples: 6 },
  paper: {
    ...{ sizes: [1001, 10_001], samples: 50, sweeps: 10_000, decay: 0.998, focusingStep: 0.002 },
    ...{ loads: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.2, 1.3, 1.4, 1.45, 1.5, 1.55, 1.6, 1.8] },
    ...{ maxSumSize: 1001, regionSize: 2001, regionSamples: 20, exactSize: 25, exactSamples: 200 },
  },
} as const satisfies Record<string, Partial<Values>>;
