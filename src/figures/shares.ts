/** Many tries at places of a figure: shares of successes with their intervals, means and medians of what they cost. */

import { estimate } from '../evidence/estimate.ts';
import { grouped } from '../evidence/units.ts';
import { median, wilsonInterval } from '../numerics/summary.ts';
import type { Figure, Mark } from './figure.ts';
import { line, type Point, points } from './marks.ts';

/** Where a row stands in a figure. */
export type Place = Pick<Point, 'x' | 'series' | 'facet'>;

interface Found extends Point {
  readonly low?: number;
  readonly high?: number;
}

/** Rows that stand at one place together as a point; points from left to right. */
function pointsOf<R>(
  rows: readonly R[],
  place: (row: R) => Place,
  value: (group: readonly R[]) => Omit<Found, keyof Place>,
): Found[] {
  return grouped(rows, (row) => JSON.stringify(place(row)))
    .map((group) => ({ ...value(group), ...place(group[0]) }))
    .sort((a, b) => a.x - b.x);
}

/** Shares of successes, with 95 % Wilson intervals. */
export const sharePoints = <R>(
  rows: readonly R[],
  place: (row: R) => Place,
  success: (row: R) => boolean,
): Found[] =>
  pointsOf(rows, place, (group) => {
    const { estimate: y, low, high } = wilsonInterval(group.filter(success).length, group.length);
    return { y, low, high };
  });

/** Means, with standard errors. */
export const meanPoints = <R>(
  rows: readonly R[],
  place: (row: R) => Place,
  value: (row: R) => number,
): Found[] =>
  pointsOf(rows, place, (group) => {
    const { mean: y, error: yError } = estimate(group.map(value));
    return { y, yError };
  });

/** What a figure of tries is called, and what its axes are. */
export type FigureWords = Omit<Figure, 'marks'>;

/** The share solved against a place; learners that are the same in every place stand once, under their names together. */
export const shareFigure = (
  words: Omit<FigureWords, 'y'>,
  found: readonly Found[],
  references: readonly Mark[] = [],
): Figure => {
  const together = namesOfEqual(found);
  const shown = found
    .filter(({ series }) => together.get(series)?.first ?? true)
    .map((point) => ({ ...point, series: together.get(point.series)?.name ?? point.series }));
  const order = words.series
    ?.filter((series) => together.get(series)?.first ?? true)
    .map((series) => together.get(series)?.name ?? series);
  return {
    ...words,
    ...(order && { series: order }),
    y: { label: 'share solved', domain: [0, 1] },
    marks: [...references, line(shown), ...points(shown)],
  };
};

/** Of series that are equal, point by point and panel by panel: their names together, and whether a name is the first of them. */
function namesOfEqual(
  found: readonly Found[],
): ReadonlyMap<string, { readonly name: string; readonly first: boolean }> {
  const alike = new Map<string, string[]>();
  for (const points of grouped(found, ({ series }) => series)) {
    const key = JSON.stringify(points.map(({ series: _, ...rest }) => rest));
    alike.set(key, [...(alike.get(key) ?? []), points[0].series]);
  }
  return new Map(
    [...alike.values()].flatMap((names) =>
      names.map((name, k) => [name, { name: names.join(' = '), first: k === 0 }] as const),
    ),
  );
}

/** What is drawn of problems that were solved. */
export interface Cost<R> {
  readonly rows: readonly R[];
  readonly place: (row: R) => Place;
  readonly value: (row: R) => number;
  readonly way: 'mean' | 'median';
}

/** A cost of those problems that were solved, on a logarithmic axis; no figure where there is none. */
export function costFigure<R extends { readonly solved: boolean }>(
  words: FigureWords,
  { rows, place, value, way }: Cost<R>,
): Figure[] {
  const solved = rows.filter((row) => row.solved);
  const found = pointsOf(solved, place, (group) => ({
    y: way === 'mean' ? estimate(group.map(value)).mean : median(group.map(value)),
  })).filter(({ y }) => y > 0);
  if (found.length === 0) return [];
  const y = { ...words.y, type: 'log' as const };
  return [{ ...words, y, marks: [line(found), ...points(found)] }];
}
