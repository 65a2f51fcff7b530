/**
 * What sparsity costs: capacity or robustness along a constraint that makes the weights sparser, and the largest
 * sparsity with which a task can still be done. Points on the critical line are in solution.ts.
 */

import { UsageError, unknownName } from '../../errors.ts';
import { createPace, finish, tick, type Work } from '../../numerics/pace.ts';
import { exp, log } from '../../numerics/portable.ts';
import { brent, expandBracket } from '../../numerics/roots.ts';
import { type AssociativeModel, shown } from './model.ts';
import {
  type AssociativeSolution,
  type CapacityQuestion,
  checkLoad,
  criticalPoint,
  maxRobustness,
  type RobustnessQuestion,
} from './solution.ts';

/** The constraint that is tightened: the number of connections, the gap, or the random support. */
export type SparsityConstraint = 'l0' | 'gap' | 'support';

/** A point of a frontier: the constraint's value (p, δ̃ or the fraction of allowed inputs) and the critical point there. */
export interface FrontierPoint {
  readonly value: number;
  readonly solution: AssociativeSolution;
}

const CONSTRAINTS: readonly SparsityConstraint[] = ['l0', 'gap', 'support'];
/** Sparsities nearer than this are the same: the finest that the solutions resolve. */
const SAME = 1e-10;

/**
 * Solves a question at a value of the constraint, starting near the last solution. On the way to a root a `local` answer
 * does; what is returned is looked at from all sides.
 */
type Sweep = (value: number, local?: boolean) => AssociativeSolution;

function withConstraint<T extends AssociativeModel>(
  question: T,
  by: SparsityConstraint,
  value: number,
): T {
  if (by === 'l0') return { ...question, density: value };
  if (by === 'support') return { ...question, support: value };
  return { ...question, gap: value, groups: question.groups.map((g) => ({ ...g, gap: value })) };
}

function sweepOf(question: CapacityQuestion | RobustnessQuestion, by: SparsityConstraint): Sweep {
  let hint: number | undefined;
  return (value, local = false) => {
    const start = hint === undefined ? {} : { hint, local };
    const solution = criticalPoint(withConstraint(question, by, value), start);
    hint = solution.multipliers.secondMoment;
    return solution;
  };
}

function checkConstraint(question: AssociativeModel, by: SparsityConstraint): void {
  if (!CONSTRAINTS.includes(by)) throw unknownName('sparsity constraint', String(by), CONSTRAINTS);
  const field = by === 'l0' ? 'density' : by;
  const given = question[field];
  if (given !== undefined || (by === 'gap' && question.groups.some((g) => g.gap !== undefined))) {
    throw new UsageError(
      `${field} ${given ?? 'of a group'} is given, but it is what a frontier by "${by}" varies; leave it out`,
    );
  }
}

/** Value of the constraint where it does nothing. */
function looseValue(by: SparsityConstraint): number {
  return by === 'gap' ? 0 : 1;
}

/**
 * Tightens the constraint until `excess` of the solution, positive where it is too loose, is 0. Root in the logarithm of
 * the constraint's value.
 */
function tighten(
  sweep: Sweep,
  excess: (solution: AssociativeSolution) => number,
  by: SparsityConstraint,
  start: number,
): FrontierPoint {
  const valueAt = (x: number) => (by === 'gap' ? exp(x) : Math.min(1, exp(x)));
  for (const local of [true, false]) {
    const f = (x: number) => excess(sweep(valueAt(x), local));
    // A larger gap is tighter; a smaller density or support is.
    const bracket = expandBracket(f, log(start), 0.2, by === 'gap' ? 1 : -1);
    if (bracket === undefined) break;
    const value = valueAt(brent(f, bracket, 1e-13));
    const solution = sweep(value);
    // A local search that has followed a lesser maximum is given away by the last look, and done again.
    if (!local || Math.abs(excess(solution)) < 1e-9) return { value, solution };
  }
  throw new UsageError(`no value of ${by} was found that does this`);
}

function pointAtSparsity(
  sweep: Sweep,
  loose: AssociativeSolution,
  by: SparsityConstraint,
  sparsity: number,
): FrontierPoint {
  if (Math.abs(sparsity - loose.sparsity) <= SAME) {
    return { value: looseValue(by), solution: loose };
  }
  if (!(sparsity > loose.sparsity && sparsity < 1)) {
    throw new UsageError(
      `sparsity ${sparsity} is outside [${shown(loose.sparsity)}, 1): the lower end is the sparsity without the constraint`,
    );
  }
  if (by === 'l0') return { value: 1 - sparsity, solution: sweep(1 - sparsity) };
  const start = by === 'gap' ? 0.7 / (1 - sparsity) : 1;
  return tighten(sweep, (solution) => sparsity - solution.sparsity, by, start);
}

/** How a frontier is sampled. */
export interface FrontierOptions {
  readonly by: SparsityConstraint;
  /** Number of points, evenly spaced in sparsity; default 60. */
  readonly points?: number;
  /** The largest sparsity, where the task allows it; default 0.98. */
  readonly sparsest?: number;
}

/**
 * The frontier between sparsity and function: critical points from the sparsity without the constraint (below it
 * nothing is gained or lost) to the sparsest wanted, or at a given load to the sparsest that leaves a margin ≥ 0.
 *
 * @param question with `margin`: load against sparsity at fixed margin; with `load`: margin against sparsity at fixed load
 * @throws UsageError for values outside their range
 */
export const frontier = (
  question: CapacityQuestion | RobustnessQuestion,
  options: FrontierOptions,
): FrontierPoint[] => finish(frontierInSteps(question, options));

/** `frontier` that gives signs of life. */
export function* frontierInSteps(
  question: CapacityQuestion | RobustnessQuestion,
  options: FrontierOptions,
): Work<FrontierPoint[]> {
  const { by, points = 60, sparsest = 0.98 } = options;
  checkConstraint(question, by);
  if (!(Number.isInteger(points) && points >= 2)) {
    throw new UsageError(`points ${points} is not an integer >= 2`);
  }
  // Refuses a load that has no solution even without the constraint, with the reason.
  if (!('margin' in question)) maxRobustness(question);
  const sweep = sweepOf(question, by);
  const loose = sweep(looseValue(by));
  if (!(sparsest > loose.sparsity && sparsest < 1)) {
    throw new UsageError(
      `sparsest ${sparsest} is outside (${shown(loose.sparsity)}, 1): the lower end is the sparsity without the constraint`,
    );
  }
  let end = sparsest;
  if ('load' in question && loose.margin >= 0) {
    const { sparsity } = maxSparsity({ ...question, margin: 0 }, by).solution;
    end = Math.min(end, sparsity);
  }
  const found: FrontierPoint[] = [];
  const pace = createPace();
  for (let i = 0; i < points; i++) {
    const share = i / (points - 1);
    if (pace.due()) yield tick(share);
    // The last point by load sits at margin 0; a rounding beyond it would be refused.
    const last = end < sparsest ? 1 - 1e-9 : 1;
    const sparsity = loose.sparsity + (end - loose.sparsity) * Math.min(share, last);
    found.push(pointAtSparsity(sweep, loose, by, sparsity));
  }
  return found;
}

/**
 * The largest sparsity with which `load` associations per input can be stored with margin `margin`, by tightening one
 * constraint until the capacity has fallen to the load.
 *
 * @throws UsageError where the load exceeds the capacity without the constraint (the message gives it)
 */
export function maxSparsity(
  question: CapacityQuestion & RobustnessQuestion,
  by: SparsityConstraint,
): FrontierPoint {
  checkConstraint(question, by);
  const { load } = question;
  checkLoad(load);
  const sweep = sweepOf(question, by);
  const loose = sweep(looseValue(by));
  if (!(load <= loose.load)) {
    throw new UsageError(
      `load ${load} is outside (0, ${shown(loose.load)}], the capacity at margin ${question.margin} without the constraint`,
    );
  }
  const start = by === 'l0' ? 1 - loose.sparsity : 1;
  return tighten(sweep, (solution) => log(solution.load / load), by, start);
}
