/** Which statements of Baig and Stepanyants 2024 ours answer. The body of the paper was not at hand. */

import type { FigureAnswers } from '../../protocol/figure-answers.ts';

export const answers: FigureAnswers = {
  capacity: 'abstract: constraints on connectivity and function compared in one solvable model',
  'natural-sparsity': 'abstract: robustness is a source of sparsity',
  'finite-size': 'the linear programs of the published code beside its replica theory',
  frontier: 'abstract: sparsity costs function, least with the l0 norm',
  'relative-capacity':
    'abstract: eliminating weak connections reaches nearly the efficiency of the l0 norm',
  'weight-laws': 'the laws of weights of the published theory (code)',
  'robustness-sparsity':
    'abstract: the same comparison by exact solutions, at a size where they can be had',
  'online-success': 'abstract: the gap, unlike l0, can be enforced by an online rule',
  'online-sparsity': 'abstract: the sparsity that the online rule comes to',
  'online-learning': 'the course of the online rule (published code)',
  balance:
    'the case of prescribed signs with a threshold (published code): inhibition and excitation',
  'bits-per-connection': 'abstract: efficiency of each constraint, as information per connection',
  'required-function': 'abstract: the optimal sparsity for a required function',
  'signed-sparsity': 'not in the paper: the comparison with prescribed signs',
  noise: 'not in the paper: retrieval under noise',
  'bits-per-bit': 'not in the paper: weights of few bits',
  'bits-per-synapse': 'not in the paper: weights of few bits',
  images: 'not in the paper: the gap on a network that learns images',
};
