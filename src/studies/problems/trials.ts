/** Problems that were tried, of several learners: shares solved in words, for judgement, and where they fall. */

import { grouped } from '../../evidence/index.ts';
import { sharePoints } from '../../figures/shares.ts';

export const loadOf = ({ load }: { readonly load: number }): number => load;
export const isSolved = ({ solved }: { readonly solved: boolean }): boolean => solved;

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
