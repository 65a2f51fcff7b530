/** How numbers of evidence read: one form for shares, ratios and intervals in every study. */

import type { Judged } from './judge.ts';
import { type Finding, undecided } from './verdict.ts';

/** `0.123` → `12.3 %`. */
export const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)} %`;

/** A difference of shares in points with its sign: `+1.2`, `−0.4`. */
export const points = (share: number, digits = 1): string =>
  `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(digits)}`;

/** Three digits, or powers of ten where the number is large or small. */
export function digits(x: number): string {
  if (x === 0) return '0';
  return Math.abs(x) >= 1e4 || Math.abs(x) < 1e-2 ? x.toExponential(2) : x.toPrecision(3);
}

/** `1 seed`, `3 seeds`. */
export const seeds = (count: number): string => (count === 1 ? '1 seed' : `${count} seeds`);

/**
 * An estimate with its interval, or with the reason why there is none.
 *
 * @example shown(judged, digits) // '1.23 [1.10, 1.37] (5 seeds)'
 */
export function shown(judged: Judged, form: (x: number) => string = digits, unit = 'seed'): string {
  const { estimate, low, high, count, reason } = judged;
  if (estimate === undefined) return reason ?? 'nothing was measured';
  const value = form(estimate);
  if (reason !== undefined) return `${value} (${reason})`;
  const ends = low === undefined || high === undefined ? '' : ` [${form(low)}, ${form(high)}]`;
  return `${value}${ends} (${count} ${unit}${count === 1 ? '' : 's'})`;
}

/** The finding of a judgement, behind a few words that say what was measured. */
export const finding = (
  judged: Judged,
  { head = '', form = digits, unit }: FindingWords = {},
): Finding => ({
  measured: `${head === '' ? '' : `${head}: `}${shown(judged, form, unit)}`,
  verdict: judged.verdict,
});

export interface FindingWords {
  readonly head?: string;
  readonly form?: (x: number) => string;
  /** What is counted; default `seed`. */
  readonly unit?: string;
}

/** What a claim says where the runs that it compares were not made. */
export const notRun = (what: string): Finding => undecided(`not run: needs ${what}`);
