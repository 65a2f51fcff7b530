/**
 * Which statements of Khona et al. 2023 ours answer, and of Yang et al. 2019. The figures of the first were not at
 * hand.
 */

import type { FigureAnswers } from '../../protocol/figure-answers.ts';

export const answers: FigureAnswers = {
  density: 'abstract: an optimal density, neither the sparsest nor the densest',
  learning: 'abstract: local networks train faster and are more data-efficient',
  'learning-*': 'not in the paper: the same against multiply-adds and learning energy',
  'learning-synapses': 'statement: the comparison holds for the number of synapses too',
  drift: 'statement: Mod-Cog cannot be solved by unconnected autapses',
  tasks: 'statement: the 82 tasks of Mod-Cog, network by network',
  'trial-*': 'the task itself, as its published code defines it',
  networks: 'not in the paper: where clusters of units lie',
  silhouettes: 'Yang et al. 2019 (Nat. Neurosci. 22:297): the number of clusters by silhouette',
  'variance-*': 'Yang et al. 2019: task variances of units by cluster',
  'lesions-*': 'Yang et al. 2019: lesions of clusters',
  'fractions-*': 'Yang et al. 2019: fractional task variances',
  structure:
    'not in the paper: order in space and small worlds, as asked by Achterberg et al. 2023',
  'ring-states-*': 'statement: Mod-Cog is solved by continuous attractors',
};
