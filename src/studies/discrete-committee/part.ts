/** What a part of this study is, and the names of what is compared. */

import { grouped } from '../../evidence/index.ts';
import type { Point } from '../../figures/marks.ts';
import { wilsonInterval } from '../../numerics/summary.ts';
import type { PartOf } from '../discrete/jobs.ts';
import { LEARNER_NAMES } from '../discrete/part.ts';
import type { Values } from './parameters.ts';

export type Part = PartOf<Values>;

/** The names in figures and claims. */
export const NAMES: Readonly<Record<string, string>> = {
  ...LEARNER_NAMES,
  sgd: 'SGD alone',
  rsgd: 'replicated SGD',
};

/** What every trial tells. */
export interface Trial {
  readonly learner: string;
  readonly load: number;
  readonly solved: boolean;
}

/** Trials of one learner at one place, how many were solved, and the 95 % Wilson interval of the share. */
export interface Share<R extends Trial> {
  readonly first: R;
  readonly solved: number;
  readonly trials: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** Shares solved, in groups of equal keys. */
export const sharesOf = <R extends Trial>(
  rows: readonly R[],
  key: (row: R) => string,
): Share<R>[] =>
  grouped(rows, key).map((group) => {
    const count = group.filter(({ solved }) => solved).length;
    const { estimate: share, low, high } = wilsonInterval(count, group.length);
    return { first: group[0], solved: count, trials: group.length, share, low, high };
  });

/** Shares as points of a figure, from left to right. */
export const sharePoints = <R extends Trial>(
  shares: readonly Share<R>[],
  x: (row: R) => number,
  facet?: (row: R) => string,
): (Point & { low: number; high: number })[] =>
  shares
    .map(({ first, share, low, high }) => ({
      ...{ x: x(first), y: share, low, high, series: NAMES[first.learner] },
      ...(facet === undefined ? {} : { facet: facet(first) }),
    }))
    .sort((a, b) => a.x - b.x);

/** Solved of tried, load by load. */
export const shownShares = <R extends Trial>(shares: readonly Share<R>[]): string =>
  [...shares]
    .sort((a, b) => a.first.load - b.first.load)
    .map(({ first, solved, trials }) => `${Number(first.load.toFixed(3))}: ${solved}/${trials}`)
    .join(', ');

/** Where half of the problems are solved: at a load, or beyond the loads that were tried on one side. */
export interface HalfLoad {
  readonly load: number;
  /** `at most` the first load where fewer than half are solved there already, `at least` the last where half still are. */
  readonly bound: 'at' | 'at most' | 'at least';
}

/** The load at which the share solved falls below one half for the first time, straight between the points. */
export function halfLoad<R extends Trial>(shares: readonly Share<R>[]): HalfLoad {
  const sorted = [...shares].sort((a, b) => a.first.load - b.first.load);
  const after = sorted.findIndex(({ share }) => share < 0.5);
  if (after < 0) return { load: sorted[sorted.length - 1].first.load, bound: 'at least' };
  if (after === 0) return { load: sorted[0].first.load, bound: 'at most' };
  const [a, b] = [sorted[after - 1], sorted[after]];
  const step = b.first.load - a.first.load;
  const load = a.first.load + ((a.share - 0.5) / (a.share - b.share)) * step;
  return { load, bound: 'at' };
}

/** Half load in words, with what it is of a capacity. */
export function shownHalf({ load, bound }: HalfLoad, capacity: number): string {
  const sign = { at: '', 'at most': '≤ ', 'at least': '≥ ' }[bound];
  return `${sign}${load.toFixed(3)} (${(load / capacity).toFixed(2)} α_c)`;
}
