/** Columns that the records of studies of sparse training share, and what goes into them. */

import type { Learner } from '../../learners/index.ts';
import { type LedgerTotals, leastOf } from '../../ledger/index.ts';
import { costColumns } from '../../protocol/columns.ts';
import { listOf, real, share, whole } from '../../protocol/records.ts';
import { degreeHistogram, summariseDegrees } from '../../sparse/degrees.ts';
import type { Layers } from '../../sparse/layer.ts';

/** Which repetition a record is of, where methods of one start alike. */
export const replicate = whole('repetition within the run; methods of one start alike');

export const epoch = whole('1 is the first');

/** How an epoch went, of classes. */
export const accuracyColumns = {
  trainLoss: real('mean over the epoch while learning', 'per example'),
  trainAccuracy: share('right answers over the epoch while learning'),
  testLoss: real('after the last step', 'per example'),
  testAccuracy: share('right answers on the test set after the last step'),
} as const;

/** The account of an epoch, all of it. */
const { changes, energy, potentiation, depression, created, deleted, upkeep } = costColumns;
export const accountColumns = {
  ...{ changes, energy, potentiation, depression, created, deleted, upkeep },
} as const;

/** What goes into `accountColumns`, and the multiply-adds of learning and of choosing beside it. */
export function accountOf(cost: LedgerTotals) {
  const { changes, energy, potentiation, depression, created, deleted, upkeep } = cost;
  return {
    ...{ changes, energy, potentiation, depression, created, deleted, upkeep },
    ...multiplyAddsOf(cost),
    ...(cost.choosing !== undefined && { choosing: cost.choosing }),
  };
}

export const multiplyAdds = whole('forward and backward passes while learning', 'multiply-adds');

export const multiplyAddsOf = ({ forward, backward }: LedgerTotals) => ({
  multiplyAdds: forward + backward,
});

export const totalEnergy = real('M1 of all learning', 'weight');

/** What all learning has cost, and what its shortest way would have. */
export const wayColumns = {
  totalChanges: whole('M0 of all learning', 'events'),
  totalEnergy,
  leastChanges: whole('M0 of the shortest way from the first to the last weights', 'events'),
  leastEnergy: real('M1 of that way', 'weight'),
} as const;

/** What goes into `wayColumns`. @param beginning the wirings when learning began */
export function wayOf(learner: Pick<Learner<object>, 'wirings' | 'totals'>, beginning: Layers) {
  const least = leastOf(beginning, learner.wirings());
  const { changes, energy } = learner.totals();
  return {
    ...{ totalChanges: changes, totalEnergy: energy },
    ...{ leastChanges: least.changes, leastEnergy: least.energy },
  };
}

/** The degrees of the units of one side, summed up. */
export const degreeColumns = {
  mean: real('of the degrees'),
  dispersion: real('variance over mean of the degrees; about 1 in a random graph'),
  gini: real('inequality of the degrees, 0 where all are equal'),
  unconnected: whole('units of degree 0'),
  histogram: listOf(whole('units of degree 0, 1, 2 …')),
} as const;

/** What goes into `degreeColumns`. */
export function degreesRow(degrees: Uint32Array) {
  const { mean, dispersion, gini, zero: unconnected } = summariseDegrees(degrees);
  return { mean, dispersion, gini, unconnected, histogram: [...degreeHistogram(degrees)] };
}
