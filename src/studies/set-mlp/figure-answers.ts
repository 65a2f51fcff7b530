/** Which figures of Mocanu et al. 2018 ours answer. Numbers of figures that are marked so are recalled, not read. */

import type { FigureAnswers } from '../../protocol/figure-answers.ts';

export const answers: FigureAnswers = {
  'test-accuracy':
    'figure 5 (number recalled), accuracy over epochs of SET-MLP, MLP_FixProb and MLP',
  'test-r2': 'not in the paper: the same question of a task with numbers to predict',
  'test-loss': 'not in the paper: the loss behind the accuracy',
  connections: 'the numbers of parameters beside the accuracies (“two orders of magnitude fewer”)',
  energy: 'not in the paper: what the changes cost, after van Rossum and Pache 2024',
  confusion: 'not in the paper: which classes the accuracy hides',
  weights: 'not in the paper: the gap that removal by magnitude leaves (Methods)',
  'degrees-out':
    'figure 4, visible units: from a random graph to hubs, for the inputs of a perceptron',
  'degrees-in': 'figures 3 and 5 (numbers recalled), degrees of hidden units over the evolution',
  'degrees-out-tail': 'figure 4, on the axes on which a power law is a straight line, all layers',
  'degrees-in-tail': 'figures 3 and 5 (numbers recalled), on the same axes, all layers',
  'input-map': 'figure 4, where on the picture the visible units are connected',
  'degree-variance': 'figure 4, its statement as a number: connections gather where the data vary',
};
