/** Marks that figures share: theory as lines, samples as points with error bars. */

import type { Mark, Row } from './figure.ts';

/** A point that was measured: where it stands and how sure it is, in either direction. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly xError?: number;
  readonly yError?: number;
  readonly series: string;
  readonly facet?: string;
}

/** Points with bars of one standard error (or of the bounds given). */
export function points(
  found: readonly (Point & { readonly low?: number; readonly high?: number })[],
): Mark[] {
  const data = found.map(
    ({ x, y, xError = 0, yError = 0, series, facet, low, high }): Row => ({
      ...{ x, y, series },
      ...(facet === undefined ? {} : { facet }),
      ...{ left: x - xError, right: x + xError, low: low ?? y - yError, high: high ?? y + yError },
    }),
  );
  const barsX = data.filter(({ left, right }) => left !== right);
  const barsY = data.filter(({ low, high }) => low !== high);
  return [
    { type: 'ruleY', data: barsX, y: 'y', x1: 'left', x2: 'right', series: 'series' },
    { type: 'linkY', data: barsY, x: 'x', y1: 'low', y2: 'high', series: 'series' },
    { type: 'dot', data, x: 'x', y: 'y', series: 'series' },
  ];
}

/**
 * A line through points in their order.
 *
 * @param smooth for theory that was computed at few places
 */
export function line(found: readonly Point[], dashed = false, smooth = false): Mark {
  const data = found.map(
    ({ x, y, series, facet }): Row => ({
      ...{ x, y, series },
      ...(facet === undefined ? {} : { facet }),
    }),
  );
  return {
    type: 'line',
    data,
    x: 'x',
    y: 'y',
    series: 'series',
    ...(dashed && { dashed }),
    ...(smooth && { smooth }),
  };
}
