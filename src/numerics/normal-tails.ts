/**
 * The standard normal distribution where differences and logarithms must stay exact: tails, quantiles and partial
 * moments, for arguments far beyond ±40.
 *
 * Everything rests on the scaled complementary error function erfcx and on Laplace's continued fraction, whose terms
 * are all positive; nothing is ever taken as a difference of nearly equal tails. Random normal numbers are in random.ts,
 * the quantile of a plain probability in normal-quantile.ts.
 */

import erfcx from '@stdlib/math-base-special-erfcx';
import { normalFromCentre } from './normal-quantile.ts';
import { exp, expm1, log, log1p } from './portable.ts';

const SQRT_HALF = Math.SQRT1_2;
/** √(π/2): the Mills ratio at 0. */
const SQRT_HALF_PI = 1.2533141373155003;
/** 1/√(2π). */
const INV_SQRT_TWO_PI = 0.3989422804014327;
/** ½ log 2π. */
const HALF_LOG_TWO_PI = 0.9189385332046727;
/** Beyond this the recurrence of the partial moments loses more than two digits; the continued fraction takes over. */
const FAR = 4;

/** exp(−x²/2) with the rounding error of x² removed: relative error near 1e-16 also where x² is large. */
function gaussian(x: number): number {
  const high = Math.fround(x);
  if (!(Math.abs(high) < 1e3)) return Number.isNaN(x) ? x : 0;
  return exp(-0.5 * high * high) * exp(-0.5 * (x - high) * (x + high));
}

/** φ(x), the density of the standard normal distribution. */
export function normalDensity(x: number): number {
  return INV_SQRT_TWO_PI * gaussian(x);
}

/** log φ(x). */
export function logNormalDensity(x: number): number {
  return -0.5 * x * x - HALF_LOG_TWO_PI;
}

/** H(x) = P(t > x) for a standard normal t: relative error near 1e-16 down to the smallest double (x ≈ 38.5). */
export function normalTail(x: number): number {
  const y = Math.abs(x);
  const tail = 0.5 * gaussian(y) * erfcx(y * SQRT_HALF);
  return x >= 0 ? tail : 1 - tail;
}

/** Φ(x) = P(t < x) for a standard normal t. */
export function normalCdf(x: number): number {
  return normalTail(-x);
}

/** log H(x), for every x: about −x²/2 − log(x√(2π)) in the upper tail, −H(−x) in the lower. */
export function logNormalTail(x: number): number {
  if (x > 1) return log(0.5 * erfcx(x * SQRT_HALF)) - 0.5 * x * x;
  if (x > -1) return log(normalTail(x));
  return log1p(-normalTail(-x));
}

/** log Φ(x). */
export function logNormalCdf(x: number): number {
  return logNormalTail(-x);
}

/** Inverse Mills ratio φ(x)/H(x), the mean of t given t > x: about x + 1/x in the upper tail, φ(x) in the lower. */
export function inverseMills(x: number): number {
  if (x >= 0) return 1 / (SQRT_HALF_PI * erfcx(x * SQRT_HALF));
  return normalDensity(x) / normalTail(x);
}

/**
 * Ratios r₁ = E(t−y)₊ / P(t > y) and r₂ = E(t−y)₊² / E(t−y)₊ for y ≥ `FAR`, from r_n = n/(y + r_{n+1}) run backward.
 *
 * The depth gives full precision of both for y ≥ 3 (found by comparison with 40-digit arithmetic).
 */
function tailRatios(y: number, out: Float64Array): void {
  const depth = Math.ceil(140 / y) + 5;
  let r = 0.5 * (Math.sqrt(y * y + 4 * depth) - y);
  for (let n = depth - 1; n >= 3; n--) r = n / (y + r);
  const second = 2 / (y + r);
  out[0] = 1 / (y + second);
  out[1] = second;
}

const ratios = new Float64Array(2);

/**
 * Partial moments of a standard normal t: `out[n]` = E[(t + a)ⁿ; t + a > 0] for n = 0, 1, 2, that is Φ(a),
 * a Φ(a) + φ(a) and (1 + a²) Φ(a) + a φ(a), without their cancellation for negative a.
 *
 * Relative error below 1e-13 for every a; underflows to 0 near a = −38.5.
 */
export function partialMoments(a: number, out: Float64Array): void {
  if (a < -FAR) {
    const tail = normalTail(-a);
    tailRatios(-a, ratios);
    const first = tail * ratios[0];
    out[0] = tail;
    out[1] = first;
    out[2] = first * ratios[1];
    return;
  }
  const density = normalDensity(a);
  const mills = SQRT_HALF_PI * erfcx(Math.abs(a) * SQRT_HALF);
  if (a < 0) {
    out[0] = density * mills;
    out[1] = density * (1 + a * mills);
    out[2] = density * (a + (1 + a * a) * mills);
    return;
  }
  const cdf = 1 - density * mills;
  out[0] = cdf;
  out[1] = a * cdf + density;
  out[2] = (1 + a * a) * cdf + a * density;
}

/**
 * Logarithms of the three partial moments of `partialMoments`, finite for every finite a. The derivative of log Mₙ is
 * n Mₙ₋₁/Mₙ.
 */
export function logPartialMoments(a: number, out: Float64Array): void {
  if (a > -30) {
    partialMoments(a, out);
    out[0] = log(out[0]);
    out[1] = log(out[1]);
    out[2] = log(out[2]);
    return;
  }
  tailRatios(-a, ratios);
  out[0] = logNormalTail(-a);
  out[1] = out[0] + log(ratios[0]);
  out[2] = out[1] + log(ratios[1]);
}

/**
 * x with log H(x) = `logTail`, for every logTail ≤ 0: the tail quantile also where the tail itself underflows.
 *
 * @returns −Infinity for 0, NaN for positive arguments
 */
export function normalTailQuantile(logTail: number): number {
  if (logTail === 0) return Number.NEGATIVE_INFINITY;
  if (!(logTail < 0)) return Number.NaN;
  if (logTail === Number.NEGATIVE_INFINITY) return Number.POSITIVE_INFINITY;
  if (logTail > -0.5) {
    const body = -expm1(logTail);
    return normalFromCentre(body - 0.5, Math.min(body, 1 - body));
  }
  if (logTail > -700) {
    const tail = exp(logTail);
    return normalFromCentre(0.5 - tail, Math.min(tail, 1 - tail));
  }
  // H(x) ≈ φ(x)/x at first; then Newton in the logarithm, whose derivative is minus the inverse Mills ratio.
  let x = Math.sqrt(-2 * logTail);
  x = Math.sqrt(-2 * (logTail + HALF_LOG_TWO_PI + log(x)));
  for (let i = 0; i < 3; i++) x += (logNormalTail(x) - logTail) / inverseMills(x);
  return x;
}
