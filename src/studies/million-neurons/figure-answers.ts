/** Which statements of Mocanu et al. 2018, or of its public code, the figures answer. */

import type { FigureAnswers } from '../../protocol/figure-answers.ts';

export const answers: FigureAnswers = {
  memory: 'abstract: connections grow quadratically in dense networks, here linearly in the units',
  time: 'public code: minutes an epoch of networks of up to 1.8 million units',
  'test-accuracy': 'public code: its log of lung, of another network and set',
};
