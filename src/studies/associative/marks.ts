/** Marks that the figures of this study share: theory as lines, samples as points with error bars. */

import { mean as meanOf, sampleStandardDeviation } from '../../numerics/summary.ts';
import type { Mark, Row } from '../figure.ts';

export interface Estimate {
  readonly mean: number;
  /** Standard error; 0 for one value. */
  readonly error: number;
  readonly count: number;
}

/** Mean and standard error of a sample. */
export function estimate(values: readonly number[]): Estimate {
  const count = values.length;
  const error = count > 1 ? sampleStandardDeviation(values) / Math.sqrt(count) : 0;
  return { mean: meanOf(values), error, count };
}

/** Ratio of two means of paired values, with the error to first order. */
export function ratio(above: readonly number[], below: readonly number[]): Estimate {
  const bottom = meanOf(below);
  const value = meanOf(above) / bottom;
  const rest = above.map((a, k) => (a - value * below[k]) / bottom);
  return { mean: value, error: estimate(rest).error, count: above.length };
}

/** Rows in groups of equal keys, in the order of their first appearance. */
export function grouped<R>(rows: readonly R[], key: (row: R) => string): R[][] {
  const groups = new Map<string, R[]>();
  for (const row of rows) {
    const name = key(row);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return [...groups.values()];
}

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

/** A line through points in their order. */
export function line(found: readonly Point[], dashed = false): Mark {
  const data = found.map(
    ({ x, y, series, facet }): Row => ({
      ...{ x, y, series },
      ...(facet === undefined ? {} : { facet }),
    }),
  );
  return { type: 'line', data, x: 'x', y: 'y', series: 'series', ...(dashed ? { dashed } : {}) };
}
