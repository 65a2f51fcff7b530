/** How a cost grows with the size of the network: the exponent of a power law. */

import { log } from '../../numerics/portable.ts';
import type { EndRow } from './rows.ts';

/** Slope of log cost against log hidden units by least squares; `undefined` with fewer than two sizes. */
export function growthOf(
  rows: readonly EndRow[],
  cost: (row: EndRow) => number,
): number | undefined {
  if (new Set(rows.map((row) => row.hidden)).size < 2) return undefined;
  const points = rows.map((row) => ({ x: log(row.hidden), y: log(cost(row)) }));
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))];
  const [xy, xx] = [
    points.reduce((sum, { x, y }) => sum + (x - mx) * (y - my), 0),
    points.reduce((sum, { x }) => sum + (x - mx) ** 2, 0),
  ];
  return xy / xx;
}
