/** Presets of `frontier`, and for each why it is worth a look. */

import type { Values } from './parameters.ts';

export const presets = {
  smoke: {
    ...{ trainLimit: 250, testLimit: 100, hidden: [20], epochs: 2, density: 0.2 },
    ...{ densities: [0.2, 0.05], fraction: 0.1, candidates: 4, survivors: 2, replicates: 1 },
  },
  quick: { trainLimit: 3000, hidden: [100], epochs: 8, batch: 30 },
  paper: {
    ...{ task: 'mnist-or-digits', trainLimit: 10_000, testLimit: 10_000, epochs: 15 },
    ...{ candidates: 48, survivors: 5 },
  },
  'yang-smoke': {
    ...{ network: 'rnn', task: 'cog20', rate: 0.003, batch: 4, units: 20, updates: 8 },
    ...{ evaluateEvery: 4, window: 30, testTrials: 1, density: 0.2, densities: [0.2, 0.05] },
    ...{ fraction: 0.1, candidates: 4, survivors: 2, replicates: 1 },
  },
  yang: {
    ...{ network: 'rnn', task: 'cog20', rate: 0.003, batch: 8, updates: 3000 },
    ...{ evaluateEvery: 150, window: 50, densities: [0.3, 0.1, 0.03], candidates: 24 },
  },
  'associations-smoke': {
    ...{ network: 'perceptron', task: 'associations', inputs: 60, presentations: 2000 },
    ...{ experiments: ['ingredients', 'loads', 'search'], fraction: 0.1, load: 0.4 },
    ...{ gaps: [2], loads: [0.5, 1], candidates: 4, survivors: 2, replicates: 1 },
  },
  associations: {
    ...{ network: 'perceptron', task: 'associations', inputs: 200, presentations: 50_000 },
    ...{ experiments: ['ingredients', 'loads', 'search'], load: 1 },
  },
} as const satisfies Record<string, Partial<Values>>;

export const presetTexts: Readonly<Record<keyof typeof presets, string>> = {
  smoke: 'Does everything run? Seconds, one seed, no numbers to trust.',
  quick:
    'Five ingredients of five papers on drawn digits, alone and together, from five seeds. The whole picture in three minutes.',
  paper:
    'The same on MNIST with a larger network and a wider search. Hours; it can be stopped and taken up.',
  'yang-smoke': 'Does everything run on a recurrent network? Seconds, no numbers to trust.',
  yang: 'The same ingredients in a recurrent network on the 20 cognitive tasks, where sparse networks are said to learn faster. A quarter of an hour.',
  'associations-smoke': 'Does everything run on one unit? Seconds, no numbers to trust.',
  associations:
    'One unit and random associations, under bounds in place of wirings: signs, gaps, levels, rare changes. What is stored stands beside what theory says can be.',
};
