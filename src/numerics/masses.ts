/**
 * Logarithms of the gamma function and of the binomial and hypergeometric masses, for arguments up to 2⁵³.
 *
 * A mass is never taken as a difference of log-gammas, which loses all digits for large arguments, but by Loader's
 * saddle-point form, whose terms are as small as the result.
 *
 * Source: C. Loader, "Fast and accurate computation of binomial probabilities" (2000).
 */

import { log, log1p } from './portable.ts';

/** ½ log 2π. */
const HALF_LOG_TWO_PI = 0.9189385332046727;

/** Stirling's series to n⁻⁹; the next term is below 2e-16 for n > 15. */
function stirlingSeries(n: number): number {
  const n2 = n * n;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / n2) / n2) / n2) / n2) / n;
}

/** The same for n = 1..15 (entry 0 is unused), where the series falls short; from 50-digit arithmetic. */
const STIRLING_ERRORS = [
  0, 0.08106146679532726, 0.0413406959554093, 0.02767792568499834, 0.020790672103765093,
  0.016644691189821193, 0.013876128823070748, 0.01189670994589177, 0.010411265261972096,
  0.009255462182712733, 0.00833056343336287, 0.007573675487951841, 0.00694284010720953,
  0.006408994188004207, 0.0059513701127588475, 0.005554733551962801,
];

/** log Γ(n + 1) − log(√(2πn) (n/e)ⁿ) for n > 0. */
function stirlingError(n: number): number {
  if (n >= 16) return stirlingSeries(n);
  if (Number.isInteger(n)) return STIRLING_ERRORS[n];
  return logGamma(n + 1) - (n + 0.5) * log(n) + n - HALF_LOG_TWO_PI;
}

/** x log(x/m) + m − x without cancellation for x near m; both positive. */
function deviance(x: number, m: number): number {
  const difference = x - m;
  if (Math.abs(difference) >= 0.1 * (x + m)) return x * log(x / m) - difference;
  const v = difference / (x + m);
  const v2 = v * v;
  let sum = difference * v;
  let term = 2 * x * v;
  for (let j = 3; ; j += 2) {
    term *= v2;
    const next = sum + term / j;
    if (next === sum) return sum;
    sum = next;
  }
}

/**
 * Binomial log mass with both probabilities given, so that neither is a rounded complement of the other. Also defined for
 * real 0 ≤ k ≤ n, where C(n, k) = Γ(n + 1)/(Γ(k + 1) Γ(n − k + 1)).
 */
export function binomialFromBoth(k: number, n: number, p: number, q: number): number {
  if (k < 0 || k > n) return Number.NEGATIVE_INFINITY;
  if (p === 0) return k === 0 ? 0 : Number.NEGATIVE_INFINITY;
  if (q === 0) return k === n ? 0 : Number.NEGATIVE_INFINITY;
  if (k === 0) return n * (p < 0.5 ? log1p(-p) : log(q));
  if (k === n) return n * (q < 0.5 ? log1p(-q) : log(p));
  const rest = n - k;
  return (
    stirlingError(n) -
    stirlingError(k) -
    stirlingError(rest) -
    deviance(k, n * p) -
    deviance(rest, n * q) -
    HALF_LOG_TWO_PI -
    0.5 * (log(k) + log1p(-k / n))
  );
}

/**
 * Logarithm of the binomial mass C(n, k) pᵏ (1 − p)ⁿ⁻ᵏ; −Infinity outside the support.
 *
 * @param n trials, an integer in 0..2⁵³
 * @param p success probability in [0, 1]
 */
export function binomialLogMass(k: number, n: number, p: number): number {
  return binomialFromBoth(k, n, p, 1 - p);
}

/**
 * Logarithm of the hypergeometric mass C(marked, k) C(total − marked, draws − k) / C(total, draws): k marked items
 * among `draws` drawn without replacement; −Infinity outside the support.
 *
 * @param total number of items, an integer in 0..2⁵³
 */
export function hypergeometricLogMass(
  k: number,
  draws: number,
  marked: number,
  total: number,
): number {
  if (k < 0 || k > draws || k > marked || draws - k > total - marked) {
    return Number.NEGATIVE_INFINITY;
  }
  if (draws === 0 || draws === total) return 0;
  const p = draws / total;
  const q = (total - draws) / total;
  return (
    binomialFromBoth(k, marked, p, q) +
    binomialFromBoth(draws - k, total - marked, p, q) -
    binomialFromBoth(draws, total, p, q)
  );
}

/** log Γ(x) for x > 0, with absolute error near 1e-15 for small x and relative error near 1e-15 for large; NaN for x ≤ 0. */
export function logGamma(x: number): number {
  if (!(x > 0)) return Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let product = 1;
  let y = x;
  for (; y < 16; y++) product *= y;
  return (y - 0.5) * log(y) - y + HALF_LOG_TWO_PI + stirlingSeries(y) - log(product);
}
