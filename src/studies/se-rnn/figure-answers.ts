/**
 * Which statements of Achterberg et al. 2023 ours answer, and of Liu et al. 2023 (arXiv:2310.07711). Figures were not
 * at hand, the published notebook was.
 */

import type { FigureAnswers } from '../../protocol/figure-answers.ts';

export const answers: FigureAnswers = {
  learning: 'notebook: accuracy of one-choice inference over training',
  modularity:
    'abstract and notebook: spatial embedding makes networks modular (Q of the strongest tenth)',
  'small-world': 'abstract and notebook: and small worlds (σ against random graphs)',
  frontier:
    'Liu et al. 2023, abstract: a better front of accuracy and sparsity with units that swap places',
  'price-*': 'notebook: the same measures along the strength γ of the regularisation',
  lengths: 'abstract: a cost on wire favours short connections',
  map: 'abstract: structure and function in space, as communities of the strongest connections',
};
