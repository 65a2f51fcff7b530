/**
 * Which statements of Khona et al. 2023 ours answer, and of Yang et al. 2019. The figures of the first were not at
 * hand.
 */

import type { FigureAnswers } from '../../protocol/figure-answers.ts';

export const answers: FigureAnswers = {
  learning: 'abstract: local networks train faster and are more data-efficient',
  'learning-*': 'not in the paper: the same against multiply-adds and learning energy',
  criterion: 'abstract: more data-efficient; and our own question of multiply-adds and energy',
  tasks: 'statement: the 20 tasks are solved even by unconnected autapses',
  ceilings: 'not in the paper: what an ideal observer reaches',
  'trial-*': 'the task itself, as its published code defines it',
  networks: 'not in the paper: where clusters of units lie',
  silhouettes: 'Yang et al. 2019 (Nat. Neurosci. 22:297): the number of clusters by silhouette',
  'variance-*': 'Yang et al. 2019: task variances of units by cluster',
  'lesions-*': 'Yang et al. 2019: lesions of clusters',
  'fractions-*': 'Yang et al. 2019: fractional task variances',
  structure:
    'not in the paper: order in space and small worlds, as asked by Achterberg et al. 2023',
  'ring-states-*':
    'statement on Mod-Cog: memory as a continuous attractor; here for a task of plain memory',
};
