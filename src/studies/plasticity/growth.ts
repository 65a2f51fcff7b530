/** How a cost grows: the exponent of a power law. */

import { log } from '../../numerics/portable.ts';
import { mean } from '../../numerics/summary.ts';

/** Slope of log y against log x by least squares; NaN with fewer than two places x. */
export function growthOf(places: readonly { readonly x: number; readonly y: number }[]): number {
  if (new Set(places.map(({ x }) => x)).size < 2) return Number.NaN;
  const points = places.map(({ x, y }) => ({ x: log(x), y: log(y) }));
  const [mx, my] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))];
  const [xy, xx] = [
    points.reduce((sum, { x, y }) => sum + (x - mx) * (y - my), 0),
    points.reduce((sum, { x }) => sum + (x - mx) ** 2, 0),
  ];
  return xy / xx;
}
