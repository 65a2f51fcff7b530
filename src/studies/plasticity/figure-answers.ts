/**
 * Which statements of van Rossum and Pache 2024 ours answer, and of Li and van Rossum 2020 (eLife 9:e50804). The
 * figures of the first were not at hand.
 */

import type { FigureAnswers } from '../../protocol/figure-answers.ts';

export const answers: FigureAnswers = {
  'trade-off':
    'abstract: learning takes at least about 10⁸ updates, and restricting which synapses change saves most of them',
  'test-accuracy': 'abstract: the saving costs a slightly longer learning time',
  'accuracy-energy': 'the energy rises steeply with the accuracy asked for',
  'accuracy-changes': 'the same in numbers of changes',
  presentations: 'abstract: slightly longer learning time',
  prices: 'Li and van Rossum 2020: what caches hold has a price, which decides whether they pay',
  walk: 'Li and van Rossum 2020: the way of the weights is a walk, many times the straight line',
  'fraction-*': 'abstract: change only the synapses whose proposed change is large; how many',
  'size-*': 'abstract: the saving is greatest in networks much larger than the task needs',
  'rate-*': 'Li and van Rossum 2020: the energy hardly depends on a small learning rate',
  'batch-*': 'not in the paper: what a batch saves',
  'density-*': 'not in the paper: few synapses, or all of which few change',
  'account-*': 'not in the paper: the same account of all learners of this package',
  perceptron: 'Li and van Rossum 2020: the inefficiency of the perceptron, √(πP)/(2 − P/N)',
  'criteria-*':
    'Li and van Rossum 2020, their figure 4: the criteria of consolidation save about as much',
  associations:
    'not in the papers: the law of the perceptron, √(πP)/(2 − P/N), beside networks of hidden units',
  caching: 'Li and van Rossum 2020: the best threshold of synaptic caching, theory and simulation',
};
