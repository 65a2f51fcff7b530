/**
 * Which statements of Baldassi et al. 2015 (Phys. Rev. Lett. 115:128101) ours answer, and of related papers. Its
 * figures were not at hand.
 */

import type { FigureAnswers } from '../../protocol/figure-answers.ts';

export const answers: FigureAnswers = {
  entropy: 'the capacity 0.8331 at which solutions die out (Krauth and Mézard 1989)',
  exact: 'the dense regions of the letter, where all solutions can be listed',
  'local-entropy':
    'abstract: solutions that learners find lie in dense regions, typical ones are isolated',
  robustness: 'abstract: solutions in dense regions are robust',
  success: 'abstract: simple learners come near the capacity',
  sweeps: 'abstract: learning is efficient, in sweeps',
  flips: 'not in the paper: what a stored pattern costs in writes',
  'hidden-writes': 'not in the paper: what it costs in hidden states',
  walks: 'Baldassi et al. 2016 (J. Stat. Mech. 023301): search by local entropy instead of energy',
  scarce: 'not in the paper: a budget of nonzero synapses',
  layer: 'not in the paper: many units on the same patterns',
  images: 'not in the paper: a hidden layer of discrete synapses on images',
};
