/** Parameters that studies of discrete problems share. Loads are patterns per synapse, distances and flips shares of the synapses. */

import { integer, list, number } from '../../protocol/parameters.ts';

/** Patterns per synapse. */
export const load = (standard: number, range: { below?: number; max?: number } = { below: 1 }) =>
  number({
    ...{ above: 0, ...range, default: standard, symbol: 'α' },
    description: 'Patterns per synapse',
  });

/** Synapses: odd, so that no sum of ±1 vanishes. */
export const size = (standard: number, description = 'Synapses, odd', max = 100_001) =>
  integer({ min: 11, max, default: standard, symbol: 'N', description });

/** A size at which all solutions can be listed. */
export const smallSize = (standard: number) =>
  integer({
    ...{ min: 11, max: 25, default: standard, symbol: 'N' },
    description: 'Synapses of the problems whose solutions are all listed, odd',
  });

/** How many problems are drawn. */
export const problems = (standard: number, description: string, max = 10_000) =>
  integer({ min: 2, max, default: standard, repeats: true, description });

export const flips = list(
  number({ above: 0, max: 1, default: 0.05, description: 'Share of the synapses' }),
  {
    default: [0.005, 0.01, 0.02, 0.05, 0.1],
    description: 'Shares of the synapses of a solution that are flipped',
  },
);

/** Learners of the article around whose solutions is looked. */
export const REGION_LEARNERS = ['sbpi', 'rbp', 'fbp'] as const;
/** All around whose solutions one may look: also those that follow a gradient. */
export const FINDERS = [...REGION_LEARNERS, 'gradient', 'stochastic'] as const;
/** How long learners try. */
export const effort = {
  sweeps: integer({
    ...{ min: 10, max: 1_000_000, default: 1000 },
    description: 'Sweeps after which SBPI, BPI and the clipped perceptron have failed',
  }),
  decay: number({
    ...{ above: 0, below: 1, default: 0.99, symbol: 'g' },
    description: 'Of reinforced belief propagation: nearer to 1 is slower and solves more',
  }),
  focusingStep: number({
    ...{ above: 0, below: 1, default: 0.01, symbol: 'Δρ' },
    description: 'Of focusing belief propagation: smaller is slower and solves more',
  }),
};
