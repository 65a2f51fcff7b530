/** Which statements of the papers the figures of `compose` answer. */

import type { FigureAnswers } from '../../protocol/figure-answers.ts';

const ours = (what: string): string => `not in the papers: ${what}`;

export const answers: FigureAnswers = {
  learning: ours('how methods of several papers learn the same task'),
  'accuracy-connections': ours('combinations by the connections they need'),
  'accuracy-bits': ours('combinations by the bits they need'),
  'accuracy-changes': ours('combinations by the changes of synapses they make'),
  'accuracy-energy': ours('combinations by the energy of learning'),
  'accuracy-upkeep': ours('combinations by the connections they keep while learning'),
  'accuracy-arithmetic': ours('combinations by the multiply-adds of learning'),
  'accuracy-wire': ours('combinations by the wire between their units'),
};
