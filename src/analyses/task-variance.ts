/**
 * Task variance: how much a unit takes part in a task, and the map of all units and tasks that clusters are sought in.
 *
 * Source: G. R. Yang et al., Nature Neuroscience 22, 297 (2019), and its public code (variance.py, clustering.py).
 */

import { UsageError } from '../errors.ts';
import { type Activity, checkActivity, lengthOf } from './activity.ts';

/** Units whose variances over all tasks sum to less than this are inactive (the value of the public code). */
export const INACTIVE = 1e-3;

/**
 * Task variance TV_i(A) of every unit in noise-free trials of one task: the variance over trials at each step, averaged
 * over steps. Trials that have ended do not count; nor do steps that fewer than two trials reach.
 *
 * @param from first step that counts: one after the first fixation period, as in the 2019 code. Default 0: all steps
 * @returns a value a unit, in squared units of activity
 * @throws UsageError for an activity whose sizes do not fit, or in which no step counts
 */
export function taskVariance(activity: Activity, from = 0): Float64Array {
  checkActivity(activity);
  const { trials, steps, units, values } = activity;
  const result = new Float64Array(units);
  const mean = new Float64Array(units);
  const square = new Float64Array(units);
  let counted = 0;
  for (let step = from; step < steps; step++) {
    const bases: number[] = [];
    for (let trial = 0; trial < trials; trial++) {
      if (step < lengthOf(activity, trial)) bases.push((trial * steps + step) * units);
    }
    if (bases.length < 2) continue;
    counted++;
    mean.fill(0);
    square.fill(0);
    for (const base of bases)
      for (let i = 0; i < units; i++) mean[i] += values[base + i] / bases.length;
    for (const base of bases) {
      for (let i = 0; i < units; i++) {
        const apart = values[base + i] - mean[i];
        square[i] += apart * apart;
      }
    }
    for (let i = 0; i < units; i++) result[i] += square[i] / bases.length;
  }
  if (counted === 0)
    throw new UsageError(`no step from ${from} on is reached by two of the ${trials} trials`);
  for (let i = 0; i < units; i++) result[i] /= counted;
  return result;
}

/** Normalised task variances of the active units. */
export interface VarianceMap {
  readonly tasks: readonly string[];
  /** Numbers of the active units, ascending. */
  readonly units: Uint32Array;
  /** `[units][tasks]`, each unit divided by its largest value. */
  readonly values: Float64Array;
}

/**
 * The map of a network: inactive units dropped, every other one divided by its maximum over tasks.
 *
 * @param variances for each task the variances of all units (`taskVariance`)
 * @param threshold least sum over tasks of an active unit; default 10⁻³
 * @throws UsageError for no tasks, or different numbers of units
 */
export function varianceMap(
  variances: Readonly<Record<string, ArrayLike<number>>>,
  threshold = INACTIVE,
): VarianceMap {
  const tasks = Object.keys(variances);
  const columns = Object.values(variances);
  if (columns.length === 0) throw new UsageError('a variance map needs at least one task');
  const count = columns[0].length;
  for (const [k, column] of columns.entries()) {
    if (column.length !== count)
      throw new UsageError(
        `${column.length} units in task "${tasks[k]}", ${count} in "${tasks[0]}"`,
      );
  }
  const sum = (i: number): number => columns.reduce((total, column) => total + column[i], 0);
  const units = Uint32Array.from(Array.from({ length: count }, (_, i) => i)).filter(
    (i) => sum(i) >= threshold,
  );
  const values = new Float64Array(units.length * tasks.length);
  units.forEach((unit, row) => {
    let most = 0;
    for (const column of columns) most = Math.max(most, column[unit]);
    columns.forEach((column, k) => {
      values[row * tasks.length + k] = column[unit] / most;
    });
  });
  return { tasks, units, values };
}
