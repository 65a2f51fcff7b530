/** Which figures of Mocanu et al. 2018 ours answer. Numbers of figures that are marked so are recalled, not read. */

import type { FigureAnswers } from '../../protocol/figure-answers.ts';

export const answers: FigureAnswers = {
  'test-error':
    'the curve that the public code stores of COIL20; the article shows log-probabilities',
  likelihood: 'figure 2 (number recalled), log-probabilities of SET-RBM, RBM-FixProb and RBM',
  connections: 'the numbers of parameters beside the log-probabilities (“2 % of the parameters”)',
  energy: 'not in the paper: what the changes cost, after van Rossum and Pache 2024',
  'degrees-visible': 'figure 4, visible units: from a random graph to hubs',
  'degrees-hidden': 'figure 3 (number recalled), degrees of hidden units over the evolution',
  'visible-map': 'figure 4, where on the picture the visible units are connected',
  'degree-variance': 'figure 4, its statement as a number: connections gather where the data vary',
  fields: 'not in the paper: what single hidden units look at',
  reconstructions: 'not in the paper: what the error is of',
};
