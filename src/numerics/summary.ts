/**
 * Statistics of small samples: what a handful of seeds says about a mean or a proportion.
 *
 * Every function takes any array of numbers and leaves it as it is. Values must be finite; an empty sample is refused.
 */

import { UsageError } from '../errors.ts';
import { normalQuantile } from './normal-quantile.ts';
import { studentQuantile } from './student.ts';

/** An estimate and the interval that covers the true value with probability about `level`. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

function checkSample(values: ArrayLike<number>, least: number, what: string): void {
  if (values.length < least) {
    throw new UsageError(`${what} needs at least ${least} values, got ${values.length}`);
  }
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new UsageError(`${what}: value ${i} is ${values[i]}, not a finite number`);
    }
  }
}

function checkLevel(level: number): void {
  if (!(level > 0 && level < 1))
    throw new UsageError(`confidence level ${level} is outside (0, 1)`);
}

/** Sum with the rounding errors added back (A. Neumaier, Z. Angew. Math. Mech. 54, 1974). */
function compensatedSum(values: ArrayLike<number>): number {
  let sum = 0;
  let correction = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const next = sum + value;
    correction += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + correction;
}

/** Arithmetic mean. */
export function mean(values: ArrayLike<number>): number {
  checkSample(values, 1, 'mean');
  return compensatedSum(values) / values.length;
}

/** Standard deviation with the divisor n − 1. */
export function sampleStandardDeviation(values: ArrayLike<number>): number {
  checkSample(values, 2, 'standard deviation');
  const centre = mean(values);
  const squares = Float64Array.from(values, (value) => (value - centre) * (value - centre));
  return Math.sqrt(compensatedSum(squares) / (values.length - 1));
}

/** Pearson's correlation coefficient of two equally long samples; 0 where one does not vary. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  for (const values of [a, b]) checkSample(values, 1, 'correlation');
  if (a.length !== b.length)
    throw new UsageError(`correlation of ${a.length} and ${b.length} values: they make no pairs`);
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let k = 0; k < a.length; k++) {
    ab += (a[k] - ma) * (b[k] - mb);
    aa += (a[k] - ma) ** 2;
    bb += (b[k] - mb) ** 2;
  }
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}

function quantileOfSorted(sorted: Float64Array, q: number): number {
  const place = q * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/**
 * Quantile by linear interpolation between order statistics (type 7 of R. J. Hyndman and Y. Fan, Am. Stat. 50, 1996;
 * the default of NumPy and R).
 *
 * @param q in [0, 1]
 */
export function quantile(values: ArrayLike<number>, q: number): number {
  checkSample(values, 1, 'quantile');
  if (!(q >= 0 && q <= 1)) throw new UsageError(`quantile ${q} is outside [0, 1]`);
  return quantileOfSorted(Float64Array.from(values).sort(), q);
}

/** Median; the mean of the two middle values of an even number. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/**
 * Student's interval of a mean: exact for normal values, the right choice for three to ten seeds.
 *
 * @param values at least 2
 */
export function meanInterval(values: ArrayLike<number>, level = 0.95): Interval {
  checkLevel(level);
  checkSample(values, 2, 'interval of a mean');
  const n = values.length;
  const estimate = mean(values);
  const t = studentQuantile(0.5 + level / 2, n - 1);
  const half = (t * sampleStandardDeviation(values)) / Math.sqrt(n);
  return { estimate, low: estimate - half, high: estimate + half, level };
}

/**
 * Wilson's interval of a proportion (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927): stays inside [0, 1] and holds its
 * level near 0 and 1, where the normal approximation does not.
 *
 * @param successes an integer in 0..trials
 */
export function wilsonInterval(successes: number, trials: number, level = 0.95): Interval {
  checkLevel(level);
  if (!(Number.isInteger(trials) && trials >= 1)) {
    throw new UsageError(`number of trials ${trials} is not an integer ≥ 1`);
  }
  if (!(Number.isInteger(successes) && successes >= 0 && successes <= trials)) {
    throw new UsageError(`number of successes ${successes} is not an integer in 0..${trials}`);
  }
  const estimate = successes / trials;
  const z = normalQuantile(0.5 + level / 2);
  const z2 = z * z;
  const centre = (successes + z2 / 2) / (trials + z2);
  const spread = (successes * (trials - successes)) / trials + z2 / 4;
  const half = (z * Math.sqrt(spread)) / (trials + z2);
  return {
    estimate,
    // At the ends the formula gives the end itself; rounding must not push it outside.
    low: successes === 0 ? 0 : centre - half,
    high: successes === trials ? 1 : centre + half,
    level,
  };
}
