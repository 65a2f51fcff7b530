/** From the rows of several seeds to words and a verdict: what the claims of `plasticity` share. */

import { meanInterval } from '../../numerics/summary.ts';
import type { Verdict } from '../study.ts';
import type { Experiment } from './parameters.ts';
import { type EndRow, endsOf, type Result } from './rows.ts';
import type { RuleName } from './rules.ts';

export interface Measured {
  readonly measured: string;
  readonly verdict: Verdict;
}

/** Crossing the goal scatters by 15 %, at times 30 %, from seed to seed: one seed settles only what is clearer than that. */
export const SCATTER = 1.5;

export const NOT_RUN: Measured = {
  measured: 'the runs to compare were not all made, or did not all reach the goal',
  verdict: 'undecided',
};

export const number = (x: number): string => {
  if (x === 0) return '0';
  return Math.abs(x) >= 1e4 || Math.abs(x) < 1e-2 ? x.toExponential(2) : x.toPrecision(3);
};
export const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
export const mean = (values: readonly number[]): number =>
  values.reduce((sum, x) => sum + x, 0) / values.length;

/** A mean over seeds with Student's interval, or the values themselves where there are fewer than three. */
export function over(values: readonly number[]): string {
  if (values.length < 3) {
    const seeds = values.length === 1 ? '1 seed' : `${values.length} seeds`;
    return `${values.map(number).join(' and ')} (${seeds})`;
  }
  const { estimate, low, high } = meanInterval(values);
  return `${number(estimate)} [${number(low)}, ${number(high)}] (${values.length} seeds)`;
}

/** Whether values that should be at least `bar` are: all, none, or some of them. */
export function atLeast(values: readonly number[], bar: number): Verdict {
  if (values.length === 0) return 'undecided';
  const margin = values.length === 1 ? SCATTER : 1;
  if (values.every((x) => x >= bar * margin)) return 'holds';
  if (values.every((x) => x < bar / margin)) return 'falls short';
  if (values.length < 3) return 'undecided';
  const { low, high } = meanInterval(values);
  return low >= bar ? 'holds' : high < bar ? 'falls short' : 'undecided';
}

export const atMost = (values: readonly number[], bar: number): Verdict =>
  atLeast(
    values.map((x) => 1 / x),
    1 / bar,
  );

export const all = (...verdicts: readonly Verdict[]): Verdict =>
  verdicts.includes('falls short')
    ? 'falls short'
    : verdicts.every((verdict) => verdict === 'holds')
      ? 'holds'
      : 'undecided';

/** Ends that reached the goal, of two runs on the same seeds. */
export interface Pair {
  readonly ours: readonly EndRow[];
  readonly theirs: readonly EndRow[];
}

export function pairs(
  { records }: Result,
  experiment: Experiment,
  ours: RuleName,
  theirs: RuleName,
  select: (row: EndRow) => boolean = () => true,
): Pair | undefined {
  const of = (rule: RuleName): EndRow[] => endsOf(records, experiment, rule).filter(select);
  const [a, b] = [of(ours), of(theirs)];
  if (a.length === 0 || a.length !== b.length) return undefined;
  return { ours: a, theirs: b };
}

export const censored = (rows: readonly EndRow[]): number =>
  rows.filter((row) => !row.reached).length;

/** Ratios theirs/ours of a number, seed by seed. */
export const ratios = ({ ours, theirs }: Pair, of: (row: EndRow) => number): number[] =>
  ours.map((row, k) => of(theirs[k]) / of(row));

export const changes = (row: EndRow): number => row.totalChanges;
export const energy = (row: EndRow): number => row.totalEnergy;
export const presentations = (row: EndRow): number => row.presentations;

export const goalOf = ({ parameters }: Result): string => `to ${percent(parameters.goal)}`;
