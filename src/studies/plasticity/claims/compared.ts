/**
 * What the claims of `plasticity` compare: what it costs to reach the goal, seed by seed. A run that was stopped short of the
 * goal has cost at least what was spent by then, and counts as such a bound.
 */

import {
  type Bar,
  type Bounded,
  digits,
  everyOf,
  type Finding,
  grouped,
  type Judged,
  judgeBounded,
  notRun,
  percent,
  shown,
} from '../../../evidence/index.ts';
import { mean } from '../../../numerics/summary.ts';
import { pooled } from '../../../protocol/study.ts';
import { type CheckRow, type EndRow, type Result, records } from '../records.ts';

export type Cost = (row: EndRow) => number;
export const changes: Cost = (row) => row.totalChanges;
export const energy: Cost = (row) => row.totalEnergy;
export const presentations: Cost = (row) => row.presentations;

/** Two things of one seed. */
export type Pairs<R> = readonly (readonly [ours: R, theirs: R])[];

/** What two settings have come to on the seeds that both have. */
export function pairsOf<R extends { readonly unit: string }>(
  ours: readonly R[],
  theirs: readonly R[],
): Pairs<R> {
  const right = new Map(theirs.map((row) => [row.unit, row]));
  return ours.flatMap((row) => {
    const found = right.get(row.unit);
    return found === undefined ? [] : [[row, found] as const];
  });
}

/** A cost of reaching a goal: a bound where it was not reached. */
export const bounded = <R extends { readonly reached: boolean }>(
  row: R,
  cost: (row: R) => number,
): Bounded => ({ value: cost(row), atLeast: !row.reached });

/** How many times less ours has cost than theirs. */
export const saving = <R extends { readonly reached: boolean }>(
  pairs: Pairs<R>,
  cost: (row: R) => number,
  bar?: Bar,
): Judged =>
  judgeBounded(
    pairs.map(([ours, theirs]) => [bounded(theirs, cost), bounded(ours, cost)] as const),
    bar,
  );

/** How many times as much ours has cost as theirs. */
export const expense = <R extends { readonly reached: boolean }>(
  pairs: Pairs<R>,
  cost: (row: R) => number,
  bar?: Bar,
): Judged =>
  saving(
    pairs.map(([ours, theirs]) => [theirs, ours] as const),
    cost,
    bar,
  );

/** A mean in words, of what was measured. */
export function meanOf(values: readonly number[], form: (x: number) => string = digits): string {
  const known = values.filter(Number.isFinite);
  return known.length === 0 ? '–' : form(mean(known));
}

/** What was spent, against a number. */
export const spent = (rows: readonly EndRow[], cost: Cost, bar: Bar): Judged =>
  judgeBounded(
    rows.map((row) => [bounded(row, cost), { value: 1 }] as const),
    bar,
  );

/** `; 3 of 10 runs did not get there`, or nothing. */
export function missed(rows: readonly { readonly reached: boolean }[]): string {
  const short = rows.filter(({ reached }) => !reached).length;
  return short === 0 ? '' : `; ${short} of ${rows.length} runs did not get there`;
}

/** Where learning ends, and on which images that is looked for: the test set, as published, or held-out ones. */
export const goalOf = ([{ parameters }]: readonly Result[]): string =>
  `to ${percent(parameters.goal)} of the ${parameters.stop === 'test' ? 'test' : 'held-out'} images`;

export const NOT_RUN = (what: string): Finding => notRun(`${what}, on the same seeds`);

/** A saving in writes, and a limit on the loss of time. */
export function saves(
  results: readonly Result[],
  pairs: Pairs<EndRow>,
  bars: { readonly writes: number; readonly time?: number },
): Finding {
  const saved = saving(pairs, changes, { bar: bars.writes });
  const longer = expense(pairs, presentations, { bar: bars.time, side: 'below' });
  return {
    measured: `${shown(saved)} times fewer writes, ${shown(longer)} times the presentations, ${goalOf(results)}${missed(pairs.flat())}`,
    verdict: everyOf(bars.time === undefined ? [saved] : [saved, longer]).verdict,
  };
}

/** Finds the checks of a network, in their order. */
export type ChecksOf = (end: EndRow) => readonly CheckRow[];

export function checksIn(results: readonly Result[]): ChecksOf {
  const key = ({ unit, experiment, rule, density }: CheckRow | EndRow): string =>
    `${unit} ${experiment} ${rule} ${density}`;
  const all = pooled(records, 'check', results);
  const found = new Map(grouped(all, key).map((own) => [key(own[0]), own]));
  return (end) => found.get(key(end)) ?? [];
}

/** The first check at which the test accuracy had come to a level. */
export const firstAt = (checks: readonly CheckRow[], level: number): CheckRow | undefined =>
  checks.find((row) => row.testAccuracy >= level);

/** The checks at which two networks first came to the accuracy that both have reached. */
export function atCommonLevel(
  results: readonly Result[],
  pairs: Pairs<EndRow>,
): { readonly level: number; readonly pair: readonly [CheckRow, CheckRow] }[] {
  const checksOf = checksIn(results);
  return pairs.flatMap(([ours, theirs]) => {
    const level = Math.min(ours.bestAccuracy, theirs.bestAccuracy);
    const [left, right] = [ours, theirs].map((end) => firstAt(checksOf(end), level));
    return left === undefined || right === undefined ? [] : [{ level, pair: [left, right] }];
  });
}
