/**
 * A discrete power law p(x) = x^{−α} / ζ(α, x_min) fitted to counted data: the exponent by exact likelihood, x_min where the
 * law comes nearest to the data in the sense of Kolmogorov and Smirnov, and a p-value by drawing from the law.
 *
 * A. Clauset, C. R. Shalizi, M. E. J. Newman, "Power-law distributions in empirical data", SIAM Review 51, 661 (2009), §3–4.
 * *Deviations.* The likelihood is maximised exactly, not by the closed approximation of their eq. 3.7; an x_min must leave
 * `least` observations, of at least two values. The Python package powerlaw 2.0 stops its exponent at 3; this does not.
 */

import { UsageError } from '../../errors.ts';
import { createPace, finish, tick, type Work } from '../../numerics/pace.ts';
import { exp, log } from '../../numerics/portable.ts';
import type { Random } from '../../numerics/random.ts';
import { brent } from '../../numerics/roots.ts';
import { logZeta, meanLog } from '../../numerics/zeta.ts';
import { type Counts, countsOf, meanOver, type Tail, tailOf } from './counts.ts';

/** The exponent at a given x_min. */
export interface Exponent {
  /** α > 1. */
  readonly exponent: number;
  /** Its asymptotic standard error. */
  readonly error: number;
  /** Largest distance of the two distribution functions, D. */
  readonly distance: number;
}

export interface PowerLawFit extends Exponent {
  readonly xmin: number;
  /** Observations at and above x_min. */
  readonly tail: number;
  readonly total: number;
  readonly zeros: number;
}

export interface PowerLawOptions {
  /** Where the law begins; by default where it fits best. */
  readonly xmin?: number;
  /** Fewest observations above x_min; default 10. */
  readonly least?: number;
}

/** Steepest law that is looked for: above, nearly all is at x_min itself. */
const STEEPEST = 200;
const FLATTEST = 1 + 1e-6;

/** The exponent of greatest likelihood: that whose mean of ln x is the data's. */
function mostLikely(tail: Tail): number {
  const wanted = meanOver(tail, log);
  const f = (s: number): number => meanLog(s, tail.xmin) - wanted;
  // The closed approximation (eq. 3.7) is near; from there the bracket widens. f falls.
  const guess = 1 / Math.max(1e-9, wanted - log(tail.xmin - 0.5));
  const at = (x: number): number => Math.min(STEEPEST, Math.max(FLATTEST, 1 + x));
  let [low, high] = [at(0.7 * guess), at(1.4 * guess)];
  let [atLow, atHigh] = [f(low), f(high)];
  for (; atLow <= 0 && low > FLATTEST; atLow = f(low)) low = at((low - 1) / 3);
  for (; atHigh >= 0 && high < STEEPEST; atHigh = f(high)) high = at((high - 1) * 3);
  if (atLow <= 0) return FLATTEST;
  if (atHigh >= 0) return STEEPEST;
  return brent(f, { low, high, atLow, atHigh }, 1e-10);
}

/** Shortest gap that the sum over its places is not worth: ζ costs about so many of them. */
const GAP = 24;

/** D = max |F(x) − S(x)| over all whole numbers from x_min to the largest value. */
function distanceOf(tail: Tail, exponent: number): number {
  const { values, times, total, xmin } = tail;
  const norm = logZeta(exponent, xmin);
  const mass = (x: number): number => exp(-exponent * log(x) - norm);
  let [most, seen, at, above] = [0, 0, xmin, 1];
  for (let i = 0; i < values.length; i++) {
    const x = values[i];
    // `above` becomes P(X ≥ x).
    if (x - at > GAP) above = exp(logZeta(exponent, x) - norm);
    else for (; at < x; at++) above -= mass(at);
    // Just before x, then at x.
    most = Math.max(most, Math.abs(1 - above - seen / total));
    above -= mass(x);
    seen += times[i];
    at = x + 1;
    most = Math.max(most, Math.abs(1 - above - seen / total));
  }
  return most;
}

/** The law from a given x_min on. */
function exponentFrom(tail: Tail): Exponent {
  const exponent = mostLikely(tail);
  const step = 1e-4 * Math.min(1, exponent - 1);
  // Fisher's information of one observation: the variance of ln x, as its mean falls with the exponent.
  const variance =
    (meanLog(exponent - step, tail.xmin) - meanLog(exponent + step, tail.xmin)) / (2 * step);
  return {
    exponent,
    error: 1 / Math.sqrt(tail.total * variance),
    distance: distanceOf(tail, exponent),
  };
}

/** The fit, or `undefined` where no x_min leaves enough. */
function fitCounts(counts: Counts, { xmin, least = 10 }: PowerLawOptions): PowerLawFit | undefined {
  const { values, total, zeros } = counts;
  const candidates =
    xmin === undefined ? values.subarray(0, Math.max(0, values.length - 1)) : [xmin];
  let best: PowerLawFit | undefined;
  for (const candidate of candidates) {
    const tail = tailOf(counts, candidate);
    if (tail.total < least || tail.values.length < 2) continue;
    const found = exponentFrom(tail);
    if (best === undefined || found.distance < best.distance)
      best = { ...found, xmin: candidate, tail: tail.total, total, zeros };
  }
  return best;
}

/**
 * Fits a power law to whole numbers; zeros are left out and counted.
 *
 * @throws UsageError for data that are no whole numbers ≥ 0, or too few of them
 * @example powerLaw([1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 9]).exponent
 */
export function powerLaw(
  data: ArrayLike<number> | Counts,
  options: PowerLawOptions = {},
): PowerLawFit {
  const counts = 'times' in data ? data : countsOf(data);
  const { xmin, least = 10 } = options;
  if (xmin !== undefined && !(Number.isSafeInteger(xmin) && xmin >= 1))
    throw new UsageError(`xmin ${xmin} is not a whole number ≥ 1`);
  const fit = fitCounts(counts, options);
  if (fit !== undefined) return fit;
  throw new UsageError(
    `${counts.total} values above 0${xmin === undefined ? '' : ` (looked at from ${xmin} on)`} are too few for a power law; it takes ${least} of at least two sizes`,
  );
}

/** A law to draw from: chances of small values in a table, the rest by doubling. */
function sampler(exponent: number, xmin: number): (u: number) => number {
  const norm = logZeta(exponent, xmin);
  const above = (x: number): number => exp(logZeta(exponent, x) - norm);
  const TABLE = 512;
  const table = new Float64Array(TABLE);
  for (let k = 0, p = 1; k < TABLE; k++) {
    table[k] = p;
    p -= exp(-exponent * log(xmin + k) - norm);
  }
  /** Largest x with P(X ≥ x) > u, between two that bracket it. */
  const between = (low: number, high: number, u: number, chance: (x: number) => number): number => {
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (chance(middle) > u) low = middle;
      else high = middle;
    }
    return low;
  };
  return (u) => {
    if (table[TABLE - 1] <= u) return xmin + between(0, TABLE - 1, u, (k) => table[k]);
    let low = xmin + TABLE - 1;
    while (above(2 * low) > u && low < 2 ** 51) low *= 2;
    return between(low, 2 * low, u, above);
  };
}

/** As many values as the data have, below x_min from the data, from there on by the law. */
function drawn(
  counts: Counts,
  fit: PowerLawFit,
  draw: (u: number) => number,
  random: Random,
): Counts {
  const below = counts.values.filter((x) => x < fit.xmin).length;
  const ends = new Float64Array(below);
  for (let i = 0, sum = 0; i < below; i++) {
    sum += counts.times[i];
    ends[i] = sum;
  }
  const found = new Map<number, number>();
  for (let n = 0; n < counts.total; n++) {
    let x: number;
    if (random.uniform() < fit.tail / fit.total) x = draw(random.uniform());
    else {
      const rank = random.uniform() * ends[below - 1];
      let i = 0;
      while (ends[i] <= rank && i + 1 < below) i++;
      x = counts.values[i];
    }
    found.set(x, (found.get(x) ?? 0) + 1);
  }
  const values = Float64Array.from(found.keys()).sort();
  return { values, times: values.map((x) => found.get(x) ?? 0), total: counts.total, zeros: 0 };
}

export interface GoodnessOptions extends PowerLawOptions {
  /** Data sets that are drawn from the law; default 1000, which settles p to about 0.016. */
  readonly samples?: number;
  /** Not advanced. */
  readonly random: Random;
}

export interface Goodness {
  /** Share of the data sets drawn from the law that lie as far from their own fit as the data: small rules the law out. */
  readonly p: number;
  readonly samples: number;
}

/** Whether data may come from their power law; see `goodnessInSteps`. */
export const goodness = (
  data: ArrayLike<number> | Counts,
  fit: PowerLawFit,
  options: GoodnessOptions,
): Goodness => finish(goodnessInSteps(data, fit, options));

/**
 * The semi-parametric bootstrap, §4.1: data sets of the same size, by the law above x_min and from the data below, each
 * fitted anew, its x_min too. p ≤ 0.1 rules the law out; a larger one only fails to.
 *
 * @throws UsageError for fewer than 10 samples
 */
export function* goodnessInSteps(
  data: ArrayLike<number> | Counts,
  fit: PowerLawFit,
  options: GoodnessOptions,
): Work<Goodness> {
  const { samples = 1000, random, ...fitting } = options;
  if (!Number.isInteger(samples) || samples < 10)
    throw new UsageError(`samples ${samples} is not an integer ≥ 10`);
  const counts = 'times' in data ? data : countsOf(data);
  const draw = sampler(fit.exponent, fit.xmin);
  const pace = createPace();
  let [farther, made] = [0, 0];
  for (let n = 0; n < samples; n++) {
    if (pace.due()) yield tick(n / samples);
    const again = fitCounts(drawn(counts, fit, draw, random.split(n)), fitting);
    if (again === undefined) continue;
    made++;
    if (again.distance >= fit.distance) farther++;
  }
  return { p: made === 0 ? Number.NaN : farther / made, samples: made };
}
