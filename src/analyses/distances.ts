/** Euclidean distances between the rows of a matrix: what clusters are made of. */

import { UsageError } from '../errors.ts';

/** Rows of equal length. */
export interface Points {
  readonly count: number;
  readonly dimensions: number;
  /** `[count][dimensions]`. */
  readonly values: Float64Array;
}

/** @throws UsageError unless the array holds so many points */
export function checkPoints({ count, dimensions, values }: Points): void {
  if (values.length !== count * dimensions)
    throw new UsageError(
      `${values.length} values are not ${count} points of ${dimensions} dimensions`,
    );
}

/** Squared distance between row i of `a` and row j of `b`. */
export function squaredDistance(
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  dimensions: number,
): number {
  let sum = 0;
  for (let k = 0; k < dimensions; k++) {
    const apart = a[i * dimensions + k] - b[j * dimensions + k];
    sum += apart * apart;
  }
  return sum;
}

/** All distances, row-major count × count. */
export function distances(points: Points): Float64Array {
  checkPoints(points);
  const { count, dimensions, values } = points;
  const result = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      const apart = Math.sqrt(squaredDistance(values, i, values, j, dimensions));
      result[i * count + j] = apart;
      result[j * count + i] = apart;
    }
  }
  return result;
}
