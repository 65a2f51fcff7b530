/** Problems that were tried, of several learners: shares solved as points of figures and in words, and costs of solutions. */

import { estimate, grouped, type Judged, judgeShare, type Pair } from '../../evidence/index.ts';
import type { Figure } from '../../figures/figure.ts';
import { line, type Point, points } from '../../figures/marks.ts';
import { median, wilsonInterval } from '../../numerics/summary.ts';

/** Where a row stands in a figure. */
export interface Place {
  readonly x: number;
  readonly series: string;
  readonly facet?: string;
}

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

export const loadOf = ({ load }: { readonly load: number }): number => load;
export const isSolved = ({ solved }: { readonly solved: boolean }): boolean => solved;

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

/** What a figure of trials is called, and what its axes are. */
export type FigureWords = Pick<Figure, 'id' | 'title' | 'caption' | 'x' | 'y' | 'series'> &
  Partial<Pick<Figure, 'facet' | 'facetColumns'>>;

/** The share solved against a place. */
export const shareFigure = (words: Omit<FigureWords, 'y'>, found: readonly Found[]): Figure => ({
  ...words,
  y: { label: 'share solved', domain: [0, 1] },
  marks: [line(found), ...points(found)],
});

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
  const found = pointsOf(rows.filter(isSolved), place, (group) => ({
    y: way === 'mean' ? estimate(group.map(value)).mean : median(group.map(value)),
  })).filter(({ y }) => y > 0);
  if (found.length === 0) return [];
  const y = { ...words.y, type: 'log' as const };
  return [{ ...words, y, marks: [line(found), ...points(found)] }];
}

/** Successes of tries, place by place: `0.5: 20/20, 0.6: 18/20`. */
export const shownShares = <R>(
  rows: readonly R[],
  x: (row: R) => number,
  success: (row: R) => boolean,
): string =>
  grouped(rows, (row) => `${x(row)}`)
    .sort(([a], [b]) => x(a) - x(b))
    .map(
      (group) =>
        `${Number(x(group[0]).toFixed(3))}: ${group.filter(success).length}/${group.length}`,
    )
    .join(', ');

/** How many were successes, for `judgeShare`. */
export const triesOf = <R>(
  rows: readonly R[],
  success: (row: R) => boolean,
): { readonly successes: number; readonly trials: number } => ({
  successes: rows.filter(success).length,
  trials: rows.length,
});

/** Of pairs of which one side did better, whether ours did in most; ties are no evidence. */
export const wonBy = (pairs: readonly Pair[]): Judged => {
  const decided = pairs.filter(([ours, theirs]) => ours !== theirs);
  return judgeShare(triesOf(decided, ([ours, theirs]) => ours > theirs));
};

/** The rows of the largest size. */
export function largest<R extends { readonly inputs: number }>(rows: readonly R[]): R[] {
  const most = rows.reduce((size, { inputs }) => Math.max(size, inputs), 0);
  return rows.filter(({ inputs }) => inputs === most);
}

/** Where half of the problems are solved: at a load, or beyond the loads that were tried on one side. */
export interface HalfLoad {
  readonly load: number;
  /** `at most` the first load where fewer than half are solved there already, `at least` the last where half still are. */
  readonly bound: 'at' | 'at most' | 'at least';
}

/** The load at which the share solved falls below one half for the first time, straight between the loads tried. */
export function halfLoad(
  rows: readonly { readonly load: number; readonly solved: boolean }[],
): HalfLoad {
  const shares = sharePoints(rows, ({ load }) => ({ x: load, series: '' }), isSolved);
  const after = shares.findIndex(({ y }) => y < 0.5);
  if (after < 0) return { load: shares[shares.length - 1].x, bound: 'at least' };
  const b = shares[after];
  if (after === 0) return { load: b.x, bound: 'at most' };
  const a = shares[after - 1];
  return { load: a.x + ((a.y - 0.5) / (a.y - b.y)) * (b.x - a.x), bound: 'at' };
}

/** Half load in words, with what it is of a capacity. */
export function shownHalf({ load, bound }: HalfLoad, capacity: number): string {
  const sign = { at: '', 'at most': '≤ ', 'at least': '≥ ' }[bound];
  return `${sign}${load.toFixed(3)} (${(load / capacity).toFixed(2)} α_c)`;
}
