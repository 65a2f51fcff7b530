/**
 * `Activity`: what the units of a network did in a set of trials, as a plain array. All analyses of dynamics begin here.
 */

import { UsageError } from '../errors.ts';

/** Activity of every unit at every step of every trial. */
export interface Activity {
  readonly trials: number;
  /** Steps of the longest trial, T. */
  readonly steps: number;
  readonly units: number;
  /** `[trials][steps][units]`. What follows the end of a trial is never read. */
  readonly values: Float32Array;
  /** Steps of each trial; without it all have `steps`. */
  readonly lengths?: ArrayLike<number>;
}

/** Steps of one trial. */
export const lengthOf = ({ lengths, steps }: Activity, trial: number): number =>
  lengths === undefined ? steps : lengths[trial];

/**
 * Verifies that the array has the size that trials, steps and units say, and that no trial is longer than `steps`.
 *
 * @throws UsageError naming what does not fit
 */
export function checkActivity(activity: Activity): void {
  const { trials, steps, units, values, lengths } = activity;
  for (const [what, count] of Object.entries({ trials, steps, units })) {
    if (!Number.isInteger(count) || count < 1)
      throw new UsageError(`${what} ${count} is not an integer ≥ 1`);
  }
  if (values.length !== trials * steps * units) {
    throw new UsageError(
      `${values.length} values of activity, ${trials} trials × ${steps} steps × ${units} units need ${trials * steps * units}`,
    );
  }
  if (lengths === undefined) return;
  if (lengths.length !== trials)
    throw new UsageError(`${lengths.length} lengths for ${trials} trials`);
  for (let trial = 0; trial < trials; trial++) {
    const length = lengths[trial];
    if (!(Number.isInteger(length) && length >= 0 && length <= steps))
      throw new UsageError(`length ${length} of trial ${trial} is not an integer in 0 … ${steps}`);
  }
}
