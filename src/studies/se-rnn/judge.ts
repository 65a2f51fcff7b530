/** From the ends of several seeds to words and a verdict: what the claims of `se-rnn` share. */

import { meanInterval } from '../../numerics/summary.ts';
import type { Verdict } from '../study.ts';
import type { Method } from './methods.ts';
import { type EndRow, endsOf, type Result } from './rows.ts';

export interface Measured {
  readonly measured: string;
  readonly verdict: Verdict;
}

/** Networks below it have not learned the task, and their structure says nothing of it; the source keeps those above 90 %. */
export const LEARNED = 0.9;

/** Fewest seeds that settle a difference. */
const SEEDS = 3;

export const NOT_RUN: Measured = {
  measured: 'the networks to compare were not all trained',
  verdict: 'undecided',
};

const number = (x: number): string => x.toPrecision(3);

/** A mean over seeds with Student's interval, or the values themselves where there are fewer than three. */
export function over(values: readonly number[]): string {
  if (values.length < SEEDS) {
    const seeds = values.length === 1 ? '1 seed' : `${values.length} seeds`;
    return `${values.map(number).join(' and ')} (${seeds})`;
  }
  const { estimate, low, high } = meanInterval(values);
  return `${number(estimate)} [${number(low)}, ${number(high)}] (${values.length} seeds)`;
}

/** Whether a difference over seeds is above a bar: its interval lies above it, below it, or holds it. */
export function above(differences: readonly number[], bar = 0): Verdict {
  if (differences.length < SEEDS) return 'undecided';
  const { low, high } = meanInterval(differences);
  return low > bar ? 'holds' : high < bar ? 'falls short' : 'undecided';
}

export const all = (...verdicts: readonly Verdict[]): Verdict =>
  verdicts.includes('falls short')
    ? 'falls short'
    : verdicts.every((verdict) => verdict === 'holds')
      ? 'holds'
      : 'undecided';

/** Ends of two methods at one price on the same seeds. */
export interface Pair {
  readonly price: number;
  readonly ours: readonly EndRow[];
  readonly theirs: readonly EndRow[];
}

/** The highest price at which both methods have learned the task on all seeds. */
export function strongestPair(
  { records, parameters }: Result,
  ours: Method,
  theirs: Method,
): Pair | undefined {
  const learned = (rows: readonly EndRow[]): boolean =>
    rows.length > 0 && rows.every((row) => row.accuracy >= LEARNED);
  return [...parameters.prices]
    .sort((a, b) => b - a)
    .map((price) => ({
      price,
      ours: endsOf(records, ours, price),
      theirs: endsOf(records, theirs, price),
    }))
    .find(
      (pair) =>
        learned(pair.ours) && learned(pair.theirs) && pair.ours.length === pair.theirs.length,
    );
}

/** ours − theirs, seed by seed. */
export const differences = ({ ours, theirs }: Pair, of: (row: EndRow) => number): number[] =>
  ours.map((row, k) => of(row) - of(theirs[k]));
