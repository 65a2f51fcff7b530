/** What Baig & Stepanyants 2024 claim, and what theory says of their model, held against the records of a run. */

import type { RunClaim } from '../study.ts';
import {
  agreement,
  envelope,
  exactBelowBound,
  gapNearL0,
  inhibition,
  isostaticity,
  naturalSparsity,
  noiseBound,
  onlineEnforces,
  onlineSparsity,
} from './measures.ts';
import { onlineTable, TABLE_IN_WORDS } from './online-table.ts';
import type { Values } from './parameters.ts';

/** Claims are decided by the records of one run; what its size cannot settle is `undecided`. */
export const claims: readonly RunClaim<Values>[] = [
  {
    id: 'natural-sparsity',
    statement:
      'Natural sparsity grows and capacity falls with robustness, with free and prescribed signs',
    published:
      'stated without a number in what we could read; our theory: α_c 1.574 → 0.184, S 0.120 → 0.837 for κ̃ 0.1 → 2 (f = 0.5)',
    measure: naturalSparsity,
  },
  {
    id: 'l0-envelope',
    statement:
      'The optimal sparsity is that of the l0 constraint: its frontier is the upper envelope',
    published: 'abstract, without a number',
    measure: envelope,
  },
  {
    id: 'gap-near-l0',
    statement:
      'A gap reaches nearly the efficiency of l0, and far more than a random choice of connections',
    published:
      '"nearly the same" (abstract), without a number; replica-symmetric capacity at equal sparsity: 0.982 to 0.991 of l0 in three examples',
    measure: gapNearL0,
  },
  {
    id: 'below-bound',
    statement:
      'Exact solutions with few connections stay below the replica-symmetric value, which is an upper bound',
    published:
      'no number in the paper; replica symmetry cannot be exact for l0, and bounds only the limit N → ∞',
    measure: exactBelowBound,
  },
  {
    id: 'isostaticity',
    statement: 'As many associations sit exactly at the margin as there are nonzero weights',
    published:
      'identity of the theory for l1 and signs, α P_tight = p; a vertex of a linear program',
    measure: isostaticity,
  },
  {
    id: 'programs-agree',
    statement: 'Ensembles of linear programs agree with the theory',
    published:
      'theory exact for N → ∞; at finite N only the bias of the mean input is corrected for, and up to 5 % may remain',
    measure: agreement,
  },
  {
    id: 'gap-makes-sparsity',
    statement: 'The gap, not the learning, makes the sparsity of the online rule',
    published:
      'reading of the published code: connections are born and die by gap elimination alone',
    measure: onlineSparsity,
  },
  {
    id: 'online-enforces',
    statement:
      'An online rule enforces the gap and stores associations robustly, up to near the capacity',
    published: 'abstract, without a number',
    measure: onlineEnforces,
  },
  {
    id: 'online-table',
    statement:
      'The online rule succeeds as often, and ends as sparse, as a port of the published code',
    published: `independent port of the published code, N = 100, 100 trials a load: ${TABLE_IN_WORDS}`,
    measure: onlineTable,
  },
  {
    id: 'inhibition-denser',
    statement: 'Inhibitory inputs are connected with a higher probability than excitatory ones',
    published:
      'Chapeton et al. 2012: excitatory below 50 %, inhibitory above; here the order alone, for robustness has its price',
    measure: inhibition,
  },
  {
    id: 'noise-bound',
    statement: 'Under Gaussian noise no association fails more often than Φ(−κ/s)',
    published: 'not in the paper; follows from what robustness means',
    measure: noiseBound,
  },
];
