/** What the papers on dense clusters of solutions claim, and what we add, held against the records of a run. */

import type { RunClaim } from '../study.ts';
import {
  capacityValue,
  crowded,
  deepening,
  denser,
  entropyNotEnergy,
  instrumentsAgree,
  isolation,
  layerLearns,
  learningEnergy,
  onImages,
  rbpSolves,
  robust,
  sbpiSolves,
  scarceEnough,
} from './measures.ts';
import type { Values } from './parameters.ts';

/** Claims are decided by the records of one run; what its size cannot settle is `undecided`. */
export const claims: readonly RunClaim<Values>[] = [
  {
    id: 'capacity',
    statement: 'Two-valued synapses store up to α_c = 0.83 random patterns each',
    published: '0.83 (Krauth & Mézard 1989); 0.8331 to four digits, our derivation',
    measure: capacityValue,
  },
  {
    id: 'isolated',
    statement: 'Typical solutions are isolated, while rare ones lie in dense regions',
    published: 'Huang & Kabashima 2014; Baldassi et al. 2015, abstract',
    measure: isolation,
  },
  {
    id: 'dense-regions',
    statement: 'Solutions that learners find lie in dense regions, far from typical ones',
    published: 'Baldassi et al. 2015, abstract, without a number',
    measure: denser,
  },
  {
    id: 'instruments',
    statement: 'Message passing and a random walk among solutions measure the same local entropy',
    published: 'a check of our own',
    measure: instrumentsAgree,
  },
  {
    id: 'crowded',
    statement: 'The same, with all solutions of small problems counted one by one',
    published: 'a check of our own',
    measure: crowded,
  },
  {
    id: 'robust',
    statement:
      'Solutions in dense regions are robust: they bear random flips better than typical ones',
    published: 'Baldassi et al. 2015, abstract, without a number',
    measure: robust,
  },
  {
    id: 'sbpi',
    statement: 'SBPI solves α = 0.65 at N = 1001 in nearly all cases, one pattern at a time',
    published:
      'our program in C: 200 of 200; Baldassi et al. 2007 without a number that we could read',
    measure: sbpiSolves,
  },
  {
    id: 'deepening',
    statement:
      'What makes it work is the deepening: the clipped perceptron alone does not converge',
    published: 'Baldassi 2009, abstract; our program in C: 0 of 5 at α = 0.5',
    measure: deepening,
  },
  {
    id: 'message-passing',
    statement: 'Reinforced message passing goes further: α = 0.7 at N = 1001',
    published: 'our program in C, g = 0.998: 10 of 10',
    measure: rbpSolves,
  },
  {
    id: 'walk',
    statement:
      'A walk that follows the local entropy succeeds where annealing with the same arithmetic stays stuck',
    published:
      'Baldassi et al. 2015 and 2016, abstracts; our programs in C: N = 1001, α = 0.3, 3 of 3 in 316 steps; annealing at α = 0.5, 20,000 sweeps, 0 of 3',
    measure: entropyNotEnergy,
  },
  {
    id: 'learning-energy',
    statement:
      'What a stored pattern costs in flips differs between learners by more than a factor of two',
    published: 'not in the papers',
    measure: learningEnergy,
  },
  {
    id: 'scarce',
    statement: 'Forty percent of nonzero synapses of three levels are enough at α = 0.5',
    published: 'not in the papers; joins discrete and sparse synapses',
    measure: scarceEnough,
  },
  {
    id: 'layer',
    statement:
      'A million two-valued synapses learn at α = 0.6 or more, every pattern of every unit',
    published: 'not in the papers; 100 units of 10,001 synapses that see the same patterns',
    measure: layerLearns,
  },
  {
    id: 'images',
    statement:
      'A hidden layer of one or two bits a synapse learns images within five points of real numbers',
    published: 'not in the papers; drawn digits, hidden states driven by gradients',
    measure: onImages,
  },
];
