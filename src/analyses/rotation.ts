/**
 * The rotation control: the same activity seen along random directions instead of along units. It keeps every distance
 * between states; clusters of units that survive it are not clusters of units.
 *
 * Source: public code of G. R. Yang et al., Nature Neuroscience 22, 297 (2019) (variance.py, `random_rotation`).
 */

import { UsageError } from '../errors.ts';
import { type Activity, checkActivity } from './activity.ts';

/**
 * Activity along other axes: unit i of the result is row i of the matrix applied to the state at each step.
 *
 * @param matrix row-major units × units, e.g. `randomOrthogonal` of connectivity
 * @throws UsageError for sizes that do not fit
 */
export function rotateActivity(activity: Activity, matrix: Float64Array): Activity {
  checkActivity(activity);
  const { units, values } = activity;
  if (matrix.length !== units * units)
    throw new UsageError(`matrix of ${matrix.length} values, ${units} units need ${units * units}`);
  const rotated = new Float32Array(values.length);
  for (let base = 0; base < values.length; base += units) {
    for (let i = 0; i < units; i++) {
      let sum = 0;
      for (let k = 0; k < units; k++) sum += matrix[i * units + k] * values[base + k];
      rotated[base + i] = sum;
    }
  }
  return { ...activity, values: rotated };
}
