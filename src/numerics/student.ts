/**
 * Quantiles of Student's t distribution, for intervals from few values.
 *
 * The distribution function is a regularised incomplete beta function (continued fraction of Lentz's form, as in
 * W. H. Press et al., Numerical Recipes, §6.4); the quantile is found by bisection, which needs no starting guess.
 */

import { UsageError } from '../errors.ts';
import { binomialFromBoth } from './masses.ts';
import { exp } from './portable.ts';

/** Below this a denominator of the continued fraction counts as zero. */
const TINY = 1e-300;

/** Continued fraction of the incomplete beta function; converges fast for x < (a + 1)/(a + b + 2). */
function betaFraction(x: number, a: number, b: number): number {
  const guard = (value: number) => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / guard(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guard(1 + even * d);
    c = guard(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guard(1 + odd * d);
    c = guard(1 + odd / c);
    const step = d * c;
    fraction *= step;
    if (Math.abs(step - 1) < 1e-15) break;
  }
  return fraction;
}

/** Iₓ(a, b) with y = 1 − x given apart. */
function betaFromBoth(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  // xᵃ yᵇ / B(a, b) as a binomial mass at real arguments, which keeps its digits for large a and b.
  const front = exp(binomialFromBoth(a, a + b, x, y)) * ((a * b) / (a + b));
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, a, b)) / a
    : 1 - (front * betaFraction(y, b, a)) / b;
}

/** Regularised incomplete beta function Iₓ(a, b) for x in [0, 1], a > 0, b > 0. */
export function regularizedBeta(x: number, a: number, b: number): number {
  return betaFromBoth(x, 1 - x, a, b);
}

/**
 * t such that a Student variable lies below it with probability p.
 *
 * @param p in (0, 1)
 * @param freedom degrees of freedom, > 0
 * @throws UsageError outside these ranges
 */
export function studentQuantile(p: number, freedom: number): number {
  if (!(p > 0 && p < 1)) throw new UsageError(`probability ${p} is outside (0, 1)`);
  if (!(freedom > 0))
    throw new UsageError(`degrees of freedom ${freedom} is outside (0, Infinity)`);
  if (p === 0.5) return 0;
  const tail = p < 0.5 ? p : 1 - p;
  const beyond = (t: number) => {
    const sum = freedom + t * t;
    return 0.5 * betaFromBoth(freedom / sum, (t * t) / sum, freedom / 2, 0.5);
  };
  let high = 1;
  while (beyond(high) > tail) high *= 2;
  let low = high === 1 ? 0 : high / 2;
  for (;;) {
    const middle = 0.5 * (low + high);
    if (middle <= low || middle >= high) break;
    if (beyond(middle) > tail) low = middle;
    else high = middle;
  }
  return p < 0.5 ? -high : high;
}
