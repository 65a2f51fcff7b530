/** Estimates for drawing: a mean or a ratio with its standard error. Verdicts come from judge.ts, never from these. */

import { mean as meanOf, sampleStandardDeviation } from '../numerics/summary.ts';

export interface Estimate {
  readonly mean: number;
  /** Standard error; 0 for one value. */
  readonly error: number;
  readonly count: number;
}

/** Mean and standard error of a sample. */
export function estimate(values: readonly number[]): Estimate {
  const count = values.length;
  const error = count > 1 ? sampleStandardDeviation(values) / Math.sqrt(count) : 0;
  return { mean: meanOf(values), error, count };
}

/** Ratio of two means of paired values, with the error to first order. */
export function ratio(above: readonly number[], below: readonly number[]): Estimate {
  const bottom = meanOf(below);
  const value = meanOf(above) / bottom;
  const rest = above.map((a, k) => (a - value * below[k]) / bottom);
  return { mean: value, error: estimate(rest).error, count: above.length };
}
