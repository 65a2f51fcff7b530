/**
 * Independent units of evidence: values by seed. What was made from one seed (several networks, learners, problems that
 * share a draw) is averaged first, since it is not independent; two methods on the same seed are a pair.
 */

import { mean } from '../numerics/summary.ts';
import type { Pair, Tries } from './judge.ts';

/** A row that says which independent unit (seed and replicate) it belongs to. */
export interface OfUnit {
  readonly unit: string;
}

/** One value a unit, the mean over its rows; units in the order of their first row. */
export function perUnit<R extends OfUnit>(
  rows: readonly R[],
  value: (row: R) => number,
): Map<string, number> {
  return new Map(
    grouped(rows, ({ unit }) => unit).map((group) => {
      const values = group.map(value);
      return [group[0].unit, values.every(Number.isFinite) ? mean(values) : Number.NaN];
    }),
  );
}

/** The value of each independent unit. */
export const valuesOf = <R extends OfUnit>(
  rows: readonly R[],
  value: (row: R) => number,
): number[] => [...perUnit(rows, value).values()];

/** How many were successes, for `judgeShare`. */
export const triesOf = <R>(rows: readonly R[], success: (row: R) => boolean): Tries => ({
  successes: rows.filter(success).length,
  trials: rows.length,
});

/** The values of units that both have: ours and theirs, unit by unit. */
export function paired<R extends OfUnit>(
  ours: readonly R[],
  theirs: readonly R[],
  value: (row: R) => number,
): Pair[] {
  const right = perUnit(theirs, value);
  return [...perUnit(ours, value)].flatMap(([unit, left]) => {
    const found = right.get(unit);
    return found === undefined ? [] : [[left, found] as const];
  });
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
