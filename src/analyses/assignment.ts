/**
 * The assignment problem: which row goes with which column, one to one, so that the sum of the costs is least.
 *
 * Shortest augmenting paths with dual prices, O(n³): R. Jonker, A. Volgenant, Computing 38 (1987); the form with rows added one
 * by one is that of the Hungarian method (H. W. Kuhn, Naval Res. Logist. Q. 2, 1955).
 */

import { UsageError } from '../errors.ts';

/**
 * @param cost row-major `[n][n]`, finite
 * @returns the column of every row
 * @throws UsageError where the costs are not n² finite numbers
 * @example assign(Float64Array.of(4, 1, 2, 0), 2) // Uint32Array [1, 0]: 1 + 2
 */
export function assign(cost: Float64Array, n: number): Uint32Array {
  if (cost.length !== n * n)
    throw new UsageError(`${cost.length} costs for ${n} rows and as many columns`);
  if (!cost.every(Number.isFinite)) throw new UsageError('a cost is not a finite number');
  // Column 0 stands for the row that is being added; columns 1 … n are real. `rowOf[j]`: row of column j, counted from 1.
  const rowOf = new Uint32Array(n + 1);
  const before = new Uint32Array(n + 1);
  const rowPrice = new Float64Array(n + 1);
  const columnPrice = new Float64Array(n + 1);
  const least = new Float64Array(n + 1);
  const reached = new Uint8Array(n + 1);
  for (let row = 1; row <= n; row++) {
    rowOf[0] = row;
    least.fill(Number.POSITIVE_INFINITY);
    reached.fill(0);
    let column = 0;
    while (rowOf[column] !== 0) {
      reached[column] = 1;
      const own = rowOf[column];
      const base = (own - 1) * n - 1;
      let step = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let j = 1; j <= n; j++) {
        if (reached[j] === 1) continue;
        const reduced = cost[base + j] - rowPrice[own] - columnPrice[j];
        if (reduced < least[j]) {
          least[j] = reduced;
          before[j] = column;
        }
        if (least[j] < step) {
          step = least[j];
          next = j;
        }
      }
      for (let j = 0; j <= n; j++) {
        if (reached[j] === 1) {
          rowPrice[rowOf[j]] += step;
          columnPrice[j] -= step;
        } else least[j] -= step;
      }
      column = next;
    }
    for (; column !== 0; column = before[column]) rowOf[column] = rowOf[before[column]];
  }
  const columnOf = new Uint32Array(n);
  for (let j = 1; j <= n; j++) columnOf[rowOf[j] - 1] = j - 1;
  return columnOf;
}
