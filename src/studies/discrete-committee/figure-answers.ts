/**
 * Which statements ours answer of Baldassi et al. 2016 (PNAS 113:E7655), and of their paper on few levels (Phys. Rev.
 * E 93:052313).
 */

import type { FigureAnswers } from '../../protocol/figure-answers.ts';

export const answers: FigureAnswers = {
  capacity:
    'Phys. Rev. E abstract: the capacity gained by further levels vanishes after the first few bits',
  committee: 'PNAS: replicas that attract each other solve what the descent alone does not',
  'committee-flips': 'not in the paper: what it costs in writes',
  levels: 'Phys. Rev. E abstract: learners reach beyond the capacity of two levels',
  budget: 'not in the paper: theory with a budget of nonzero synapses',
  'budget-success': 'not in the paper: learners with a budget',
};
