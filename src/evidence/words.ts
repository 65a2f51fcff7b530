/** How numbers of evidence read: one form for shares, ratios and intervals in every study. */

import { mean } from '../numerics/summary.ts';
import { type Bar, certain, type Group, type Judged, judgeDifference, type Pair } from './judge.ts';
import { powerText } from './number-text.ts';
import { grouped } from './units.ts';
import type { Finding, Verdict } from './verdict.ts';

/** `0.123` → `12.3 %`. */
export const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)} %`;

/** A difference of shares in points with its sign: `+1.2`, `−0.4`. */
export const points = (share: number, digits = 1): string =>
  `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(digits)}`;

/**
 * Three digits (four in the thousands), as powers of ten from a million on and below a thousandth.
 *
 * @example digits({ train: 100, test: 20 }).train.count // 100
 */
export function digits(x: number): string {
  if (x < 0) return `−${digits(-x)}`;
  if (x === 0) return '0';
  if (x >= 999_500 || x < 1e-3) return powerText(x);
  if (x >= 1e4) return Number(x.toPrecision(3)).toLocaleString('en-US');
  return x >= 999.5 ? Math.round(x).toLocaleString('en-US') : x.toPrecision(3);
}

/** `1 seed`, `3 seeds`. */
export const seeds = (count: number): string => (count === 1 ? '1 seed' : `${count} seeds`);

/**
 * An estimate with its interval, or with the reason why there is none.
 *
 * @param unit what is counted
 * @param after behind the interval, e.g. ` points`
 * @example shown(judged, digits) // '1.23 [1.10, 1.37] (5 seeds)'
 */
export function shown(
  judged: Judged,
  form: (x: number) => string = digits,
  unit = 'seed',
  after = '',
): string {
  const { estimate, low, high, count, reason } = judged;
  if (estimate === undefined) return reason ?? 'nothing was measured';
  const value = form(estimate);
  if (reason !== undefined) return `${value}${after} (${reason})`;
  const ends = low === undefined || high === undefined ? '' : ` [${form(low)}, ${form(high)}]`;
  return `${value}${ends}${after} (${count} ${unit}${count === 1 ? '' : 's'})`;
}

/** The finding of a judgement, behind a few words that say what was measured. */
export const finding = (
  judged: Judged,
  { head = '', form = digits, unit }: FindingWords = {},
): Weighed => weighed(judged, `${head === '' ? '' : `${head}: `}${shown(judged, form, unit)}`);

export interface FindingWords {
  readonly head?: string;
  readonly form?: (x: number) => string;
  /** What is counted; default `seed`. */
  readonly unit?: string;
}

/** A finding that can be one of several that are judged together. */
export type Weighed = Finding & Group;

/** What was measured, with the verdict of a judgement or a group of them. */
export const weighed = ({ verdict, chance }: Group, measured: string): Weighed => ({
  ...{ measured, verdict, chance },
});

export interface PairWords extends Bar {
  readonly head?: string;
  /** Of the two means; default in per cent. */
  readonly form?: (x: number) => string;
  /** Of their difference; default in points. */
  readonly gap?: (x: number) => string;
  /** Unit behind the interval; default ` points` for a gap in points. */
  readonly after?: string;
}

/**
 * The finding on a difference over paired seeds: both means, the difference and its interval.
 *
 * @example difference([[0.98, 0.97], [0.97, 0.95], [0.99, 0.98]]).measured
 * // '98.0 % against 96.7 %: +1.3 [−0.1, +2.8] points (3 paired seeds)'
 */
export function difference(pairs: readonly Pair[], words: PairWords = {}): Weighed {
  const judged = judgeDifference(pairs, words);
  return weighed(judged, pairText(pairs, judged, words));
}

/** The words of `difference` for a judgement that was already made. */
export function pairText(
  pairs: readonly Pair[],
  judged: Judged,
  words: Omit<PairWords, keyof Bar> = {},
): string {
  const { head, form = percent, gap = points, after = gap === points ? ' points' : '' } = words;
  const before = head === undefined ? '' : `${head}: `;
  if (pairs.length === 0) return `${before}${judged.reason}`;
  const [ours, theirs] = meansOf(pairs).map((x) => form(x));
  return `${before}${ours} against ${theirs}: ${shown(judged, gap, 'paired seed', after)}`;
}

/** `0.12`, `−3.40`. */
export const hundredths = (x: number): string => x.toFixed(2).replace('-', '−');

const meansOf = (pairs: readonly Pair[]): [number, number] => {
  const [ours, theirs] = [0, 1].map((k) => pairs.map((pair) => pair[k]));
  return [ours, theirs].map((values) =>
    values.every(Number.isFinite) ? mean(values) : Number.NaN,
  ) as [number, number];
};

/** What a claim says where the runs that it compares were not made. */
export const notRun = (what: string): Weighed => ({
  ...weighed(certain(undefined), `not run: needs ${what}`),
  needs: what,
});

/** One of several judgements that decide a claim together, and what was judged, in a few words. */
export interface Headed {
  readonly head: string;
  readonly judged: Judged;
}

/** Judgements of rows in groups, by what each group is called. */
export const headed = <R>(
  rows: readonly R[],
  head: (row: R) => string,
  judge: (group: readonly R[]) => Judged,
): Headed[] => grouped(rows, head).map((group) => ({ head: head(group[0]), judged: judge(group) }));

export interface TogetherWords extends Omit<FindingWords, 'head'> {
  /** `every` or `some`. */
  readonly rule: (groups: readonly Group[]) => Verdict;
  /** Further ones without words, e.g. of `certain`. */
  readonly beside?: readonly Group[];
}

/** Several judgements as one finding: each in words, and the verdict of all. */
export const together = (
  groups: readonly Headed[],
  { rule, beside = [], form = digits, unit }: TogetherWords,
): Finding => ({
  measured: groups.map(({ head, judged }) => `${head} ${shown(judged, form, unit)}`).join(', '),
  verdict: rule([...groups.map(({ judged }) => judged), ...beside]),
});
