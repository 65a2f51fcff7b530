/**
 * Fractional task variance: whether a unit belongs to one of two tasks or to both.
 *
 * Source: G. R. Yang et al., Nature Neuroscience 22, 297 (2019), figure 4, and its public code (variance.py).
 */

import { UsageError } from '../errors.ts';
import { INACTIVE } from './task-variance.ts';

export interface FractionalVariance {
  /** Numbers of the units that are active in the two tasks together. */
  readonly units: Uint32Array;
  /** (TV_A − TV_B) / (TV_A + TV_B) of each of them: 1 is active in A alone, −1 in B alone, 0 alike in both. */
  readonly values: Float64Array;
}

/**
 * Fractional task variance of every unit with TV_A + TV_B ≥ `threshold`.
 *
 * @param a task variances of all units in task A; `b` in task B
 * @param threshold default 10⁻³
 * @throws UsageError for different numbers of units
 */
export function fractionalVariance(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  threshold = INACTIVE,
): FractionalVariance {
  if (a.length !== b.length)
    throw new UsageError(`${a.length} units in the first task, ${b.length} in the second`);
  const units: number[] = [];
  for (let i = 0; i < a.length; i++) if (a[i] + b[i] >= threshold) units.push(i);
  return {
    units: Uint32Array.from(units),
    values: Float64Array.from(units, (i) => (a[i] - b[i]) / (a[i] + b[i])),
  };
}

/** Bins of the published histogram. */
const BINS = 20;

/**
 * Counts of fractional variances in equal bins over [−1, 1]; 1 itself falls into the last bin.
 *
 * @param bins default 20
 */
export function fractionHistogram(
  values: ArrayLike<number>,
  bins = BINS,
): { readonly edges: readonly number[]; readonly counts: readonly number[] } {
  if (!Number.isInteger(bins) || bins < 1)
    throw new UsageError(`bins ${bins} is not an integer ≥ 1`);
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; i++)
    counts[Math.min(bins - 1, Math.max(0, Math.floor(((values[i] + 1) / 2) * bins)))]++;
  return { edges: Array.from({ length: bins + 1 }, (_, k) => (2 * k) / bins - 1), counts };
}
