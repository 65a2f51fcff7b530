/** Which statements of Baldassi et al. 2015 (Phys. Rev. Lett. 115:128101) on learning from a teacher ours answer. */

import type { FigureAnswers } from '../../protocol/figure-answers.ts';

export const answers: FigureAnswers = {
  generalisation: 'abstract: solutions in dense regions generalise better than typical ones',
  entropy: 'the transition to the teacher at 1.245 patterns a synapse (Györgyi 1990)',
  recovery:
    'the end of the metastable branch near 1.5 patterns a synapse (Sompolinsky et al. 1990)',
  flips: 'not in the paper: what it costs in writes',
  'local-entropy': 'the letter: the teacher is isolated, what learners find is not',
  robustness: 'abstract: solutions in dense regions are robust',
  exact: 'the same where all students can be listed',
};
