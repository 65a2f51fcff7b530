/** From the rows of several seeds to words and verdicts: what the claims of the studies of cognitive tasks share. */

import { meanInterval, pairedDifference } from '../../numerics/summary.ts';
import type { Verdict } from '../study.ts';
import type { AtCriterion, EndRow } from './rows.ts';
import { mean } from './scores.ts';

export interface Measured {
  readonly measured: string;
  readonly verdict: Verdict;
}

/** Fewer seeds than this settle nothing: accuracies of single runs differ by a tenth. */
export const ENOUGH_SEEDS = 3;

export const undecided = (measured: string): Measured => ({ measured, verdict: 'undecided' });

export const NOT_RUN = undecided('the networks to compare were not all run to the end');

export const points = (share: number): string =>
  `${share >= 0 ? '+' : '−'}${Math.abs(100 * share).toFixed(1)}`;
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
export const count = (x: number): string =>
  x >= 1e6 ? x.toExponential(1) : Math.round(x).toLocaleString('en-US');
export const seedsText = (n: number): string => (n === 1 ? '1 seed' : `${n} paired seeds`);

/** Rows of two networks on the same replicates, in the same order; undefined where there are none. */
export function paired(
  ours: readonly EndRow[],
  theirs: readonly EndRow[],
): readonly [EndRow, EndRow][] | undefined {
  const pairs = ours.flatMap((row) => {
    const other = theirs.find(({ replicate }) => replicate === row.replicate);
    return other === undefined ? [] : [[row, other] as [EndRow, EndRow]];
  });
  return pairs.length === 0 ? undefined : pairs;
}

/**
 * The difference of a share between two networks, with Student's interval over paired seeds.
 *
 * @param least the claim: at least this much more; `holds` where the whole interval is above
 */
export function difference(
  pairs: readonly [EndRow, EndRow][] | undefined,
  of: (row: EndRow) => number,
  least = 0,
): Measured & { readonly low?: number; readonly high?: number } {
  if (pairs === undefined) return NOT_RUN;
  const [a, b] = [pairs.map(([row]) => of(row)), pairs.map(([, row]) => of(row))];
  const head = `${percent(mean(a))} against ${percent(mean(b))}`;
  if (a.length < ENOUGH_SEEDS) {
    const words = `${head}: ${points(mean(a) - mean(b))} points (${seedsText(a.length)}, too few to tell)`;
    return undecided(words);
  }
  const { estimate, low, high } = pairedDifference(a, b);
  const interval = `[${points(low)}, ${points(high)}]`;
  const verdict = low > least ? 'holds' : high < least ? 'falls short' : 'undecided';
  return {
    measured: `${head}: ${points(estimate)} points ${interval} (${seedsText(a.length)})`,
    verdict,
    low,
    high,
  };
}

/**
 * How many times less a network needs of something to reach the criterion; `holds` where the whole interval is above 1.
 * A network that has not reached it needs more than it was given: seeds where one alone has not count as such.
 */
export function savings(
  pairs: readonly [EndRow, EndRow][] | undefined,
  key: keyof AtCriterion,
  what: string,
): Measured {
  if (pairs === undefined) return NOT_RUN;
  const both: number[] = [];
  const [reached, missed] = [[0, 0], pairs.length];
  for (const [ours, theirs] of pairs) {
    const [a, b] = [ours.criterion[key], theirs.criterion[key]];
    if (a !== null) reached[0]++;
    if (b !== null) reached[1]++;
    if (a !== null && b !== null) both.push(b / a);
  }
  const share = `reached in ${reached[0]} and ${reached[1]} of ${missed} seeds`;
  if (both.length < pairs.length) {
    const found = both.length > 0 ? `; where both, ${mean(both).toFixed(2)}×` : '';
    const wins = pairs.every(([a, b]) => a.criterion[key] !== null && b.criterion[key] === null);
    const verdict = wins && pairs.length >= ENOUGH_SEEDS ? 'holds' : 'undecided';
    return { measured: `criterion ${share}${found}`, verdict };
  }
  const values = pairs.map(([a, b]) => [a.criterion[key] ?? 0, b.criterion[key] ?? 0]);
  const head = `${count(mean(values.map(([a]) => a)))} against ${count(mean(values.map(([, b]) => b)))} ${what}`;
  if (both.length < ENOUGH_SEEDS)
    return undecided(
      `${head}: ${mean(both).toFixed(2)}× (${seedsText(both.length)}, too few to tell)`,
    );
  const { estimate, low, high } = meanInterval(both);
  return {
    measured: `${head}: ${estimate.toFixed(2)}× [${low.toFixed(2)}, ${high.toFixed(2)}] (${seedsText(both.length)})`,
    verdict: low > 1 ? 'holds' : high < 1 ? 'falls short' : 'undecided',
  };
}

/**
 * That no network answers better than can be answered, within four standard errors of the trials it was tested on.
 */
export function belowCeiling(ends: readonly EndRow[], ceilings: readonly number[]): Measured {
  if (ends.length === 0) return NOT_RUN;
  let [worst, words] = [Number.NEGATIVE_INFINITY, ''];
  for (const row of ends) {
    const ceiling = mean(ceilings);
    // The variance of a mean over tasks of shares of `finalTrials` trials each, at the ceiling.
    const variance =
      ceilings.reduce((sum, c) => sum + (c * (1 - c)) / row.finalTrials, 0) / ceilings.length ** 2;
    const error = Math.sqrt(variance);
    const beyond = (row.last - ceiling) / Math.max(error, 1e-9);
    if (row.last - ceiling > worst) {
      worst = row.last - ceiling;
      words = `highest ${percent(row.last)} of last steps right (${row.network}), ceiling ${percent(ceiling)} ± ${(100 * error).toFixed(2)}`;
    }
    if (beyond > 4) return { measured: words, verdict: 'falls short' };
  }
  return { measured: words, verdict: 'holds' };
}
