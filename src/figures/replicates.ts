/**
 * Rows that repeat a measurement (seeds, folds) joined to one: mean, spread and number. Shared by the figure builders.
 */

import type { StudyRecord } from './record.ts';

/** How the spread over replicates is shown: least to greatest, standard deviation, or standard error of the mean. */
export type Spread = 'range' | 'deviation' | 'error';

/** Words for a caption. */
export const spreadWords: Readonly<Record<Spread, string>> = {
  range: 'the range over',
  deviation: '± one standard deviation over',
  error: '± one standard error over',
};

export interface Summary {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/**
 * Mean and spread of at least one number. Deviation and error use n − 1, and are zero for a single number.
 *
 * @example summarise([1, 2, 3], 'deviation') // { mean: 2, low: 1, high: 3, count: 3 }
 */
export function summarise(values: readonly number[], spread: Spread): Summary {
  const count = values.length;
  let [sum, least, greatest] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    sum += value;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  const mean = sum / count;
  if (spread === 'range') return { mean, low: least, high: greatest, count };
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  const deviation = count > 1 ? Math.sqrt(squares / (count - 1)) : 0;
  const size = spread === 'deviation' ? deviation : deviation / Math.sqrt(count);
  return { mean, low: mean - size, high: mean + size, count };
}

/** A finite number in a column, else `undefined`. */
export function numberIn(row: StudyRecord, column: string): number | undefined {
  const value = row[column];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Text of a column, `undefined` where it is missing or no plain value. */
export function nameIn(row: StudyRecord, column: string): string | undefined {
  const value = row[column];
  return value === undefined || value === null || typeof value === 'object'
    ? undefined
    : String(value);
}

/**
 * Names found in a column: those of `order` first and in that order, then the others as they appear.
 */
export function namesIn(
  rows: readonly StudyRecord[],
  column: string,
  order: readonly string[] = [],
): string[] {
  const found = new Set(rows.map((row) => nameIn(row, column)).filter((n) => n !== undefined));
  const listed = order.filter((name) => found.has(name));
  return [...listed, ...[...found].filter((name) => !listed.includes(name))];
}
