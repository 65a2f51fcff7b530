/** What the papers say of committees and of synapses with several levels, and what we add, held against the records of a run. */

import type { RunClaim } from '../study.ts';
import {
  budgetKept,
  capacities,
  committeeMessages,
  fewBits,
  levelsLearned,
  quarter,
  replicasHelp,
} from './measures.ts';
import type { Values } from './parameters.ts';

/** Claims are decided by the records of one run; what its size cannot settle is `undecided`. */
export const claims: readonly RunClaim<Values>[] = [
  {
    id: 'capacities',
    statement: 'Capacities of more levels and more units',
    published:
      '0.59 (levels 0, 1: Gutfreund & Stein 1990); 1.1745 (−1, 0, 1) and 0.9206 (tree of 3), our derivation',
    measure: capacities,
  },
  {
    id: 'replicas',
    statement: 'Replicas that attract each other solve committees where the descent alone fails',
    published:
      'Baldassi et al. 2016 (PNAS), without a number that we could read; our program in C, K = 5, N = 321: replicas 5 of 5 at α = 0.5, the descent alone 0 of 3 at 0.4',
    measure: replicasHelp,
  },
  {
    id: 'message-passing',
    statement: 'Focusing belief propagation solves committees',
    published: 'our program in C, K = 5, N = 321, α = 0.5: 2 of 2',
    measure: committeeMessages,
  },
  {
    id: 'levels',
    statement: 'Synapses of several levels are taught beyond the capacity of two levels',
    published:
      'dense regions are there with several levels too (Baldassi et al. 2015, abstract; Baldassi, Gerace et al. 2016); 0.8331 is the capacity of ±1',
    measure: levelsLearned,
  },
  {
    id: 'few-bits',
    statement: 'The gain of further levels vanishes after the first few bits',
    published: 'Baldassi, Gerace et al. 2016, abstract, without a number',
    measure: fewBits,
  },
  {
    id: 'budget',
    statement:
      'Hidden states and message passing keep a budget of nonzero synapses, and come near its capacity',
    published: 'not in the papers; joins discrete and sparse synapses',
    measure: budgetKept,
  },
  {
    id: 'quarter',
    statement: 'Under a quarter of the synapses, −1 or 1, store as much as all of them, each ±1',
    published: 'not in the papers; theory of our own, replica-symmetric',
    measure: quarter,
  },
];
