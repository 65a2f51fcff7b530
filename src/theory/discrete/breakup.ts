/**
 * Where dense regions break up: an estimate of α_U, from which on the branch of dense regions can no longer be followed from
 * large distances to small ones. The curves are in dense.ts.
 */

import { FrugalError, UsageError } from '../../errors.ts';
import { BranchEnd, denseCurve } from './dense.ts';
import type { DiscreteTask, DiscreteValidity } from './validity.ts';

/** Where dense regions break up. */
export interface BreakupLoad {
  /** The largest load at which the branch was followed to `distance`. */
  readonly load: number;
  /** The smallest load at which it was not, and the distance where it ended there. */
  readonly above: number;
  readonly endsAt: number;
  readonly validity: DiscreteValidity;
}

/** Distance to which a branch must reach to count as unbroken. */
const NEAR = 0.005;

/**
 * Estimate of α_U: the load from which on the dense branch can no longer be followed from large distances to small ones,
 * so that dense regions are no longer connected to their surroundings. By bisection of the load.
 *
 * @param question `y` as for `denseCurve`, `physical` by default; the loads between which to search
 * @param tolerance wanted width of the bracket
 * @throws FrugalError when the branch ends at the lower load already, or does not at the upper
 */
export function breakupLoad(
  question: {
    readonly y?: 'limit' | 'physical';
    readonly task?: DiscreteTask;
    readonly between: readonly [number, number];
  },
  tolerance = 1e-3,
): BreakupLoad {
  const { y = 'physical', task = 'storage', between } = question;
  const endOf = (load: number): number => {
    try {
      denseCurve({ load, distances: [NEAR], y, task });
      return 0;
    } catch (error) {
      if (error instanceof BranchEnd) return error.distance;
      throw error;
    }
  };
  let [load, above] = between;
  if (!(load > 0 && above > load)) {
    throw new UsageError(`loads [${load}, ${above}] are not two ascending positive numbers`);
  }
  if (endOf(load) > 0) throw new FrugalError(`the dense branch is broken already at load ${load}`);
  let endsAt = endOf(above);
  if (endsAt === 0) throw new FrugalError(`the dense branch is not broken yet at load ${above}`);
  while (above - load > tolerance) {
    const middle = 0.5 * (load + above);
    const end = endOf(middle);
    if (end > 0) {
      above = middle;
      endsAt = end;
    } else load = middle;
  }
  return {
    load,
    above,
    endsAt,
    validity: {
      kind: 'approximate',
      reason:
        'where continuation of the replica-symmetric branch ends; the measure is approximate, and so is the criterion',
    },
  };
}
