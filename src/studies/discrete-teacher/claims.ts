/** What is known of learning from a teacher with binary synapses, held against the records of a run. */

import type { RunClaim } from '../study.ts';
import {
  bayesReached,
  betterThanTypical,
  listed,
  noBetterThanBayes,
  recovery,
  robust,
  smallEntropy,
  thresholds,
  typicalTeacher,
} from './measures.ts';
import type { Values } from './parameters.ts';

/** Claims are decided by the records of one run; what its size cannot settle is `undecided`. */
export const claims: readonly RunClaim<Values>[] = [
  {
    id: 'thresholds',
    statement:
      'Above α = 1.245 the teacher is the only student; up to 1.49 a metastable state hides it',
    published: '1.245 (Györgyi 1990); 1.24468 and 1.4926, our derivation',
    measure: thresholds,
  },
  {
    id: 'generalise',
    statement: 'Solutions that learners find generalise better than typical ones',
    published:
      'Baldassi et al. 2015, abstract, without a number; our program in C at α = 0.5: typical 0.4053 (theory), SBPI 0.356, reinforced BP 0.348',
    measure: betterThanTypical,
  },
  {
    id: 'bayes-bound',
    statement: 'No learner generalises better than the majority of all students',
    published: 'optimality of the Bayes rule; 0.318 at α = 0.5',
    measure: noBetterThanBayes,
  },
  {
    id: 'bayes-reached',
    statement:
      'The means of belief propagation generalise as the Bayes rule, and count the students',
    published: 'exact for N → ∞ in the theory of message passing',
    measure: bayesReached,
  },
  {
    id: 'recovery',
    statement: 'Above the metastable branch message passing finds the teacher itself',
    published: 'α = 1.4926 for N → ∞, our derivation',
    measure: recovery,
  },
  {
    id: 'typical-teacher',
    statement: 'Around a typical solution there are as few others as Franz–Parisi theory says',
    published: 'theory, replica-symmetric; the teacher is a solution drawn at random',
    measure: typicalTeacher,
  },
  {
    id: 'robust',
    statement: 'Solutions that learners find bear random flips better than typical ones',
    published:
      'Baldassi et al. 2015, abstract, without a number; typical: arccos(1 − 2d)/π for N → ∞',
    measure: robust,
  },
  {
    id: 'listed',
    statement: 'The same in small problems, with all students listed one by one',
    published: 'a check of our own',
    measure: listed,
  },
  {
    id: 'small-entropy',
    statement: 'Counting all students of small problems gives the entropy of the theory',
    published: 'theory for N → ∞',
    measure: smallEntropy,
  },
];
