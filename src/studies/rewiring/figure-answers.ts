/** Which tables and statements of the papers the figures of `rewiring` answer. */

import type { FigureAnswers } from '../../protocol/figure-answers.ts';

export const answers: FigureAnswers = {
  'accuracy-density':
    'the table of LeNet-300-100 beside the code of Dettmers and Zettlemoyer 2019, accuracy by sparsity and rule',
  'accuracy-energy':
    'not in the papers: what rewiring costs in changes, after van Rossum and Pache 2024',
  'accuracy-arithmetic':
    'Evci et al. 2020, their comparison of accuracy by FLOPs of training, for a perceptron',
  learning: 'not in the papers: how the accuracies of the table came about',
  connections: 'not in the papers: which rules hold the number constant, and which let it fall',
};
