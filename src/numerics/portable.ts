/**
 * Elementary functions that give the same bits in every JavaScript engine.
 *
 * ECMAScript leaves the last bits of `Math.exp`, `Math.sin` and their kin to the engine, so a result that went through
 * them is not reproducible. These use only + − × ÷, which IEEE 754 fixes to the bit, and the bit layout of a double.
 * Errors stay below 0.8 ulp (2.1 ulp for `tanh`). `Math.sqrt`, `floor` and `fround` are exact everywhere and need no twin
 * here. Special cases are those of `Math.*`. Reduction of angles is in angle.ts.
 *
 * Sources: argument reductions and minimax coefficients of fdlibm 5.3 (Sun Microsystems, 1993: "Permission to use,
 * copy, modify, and distribute this software is freely granted, provided that this notice is preserved") and K. C. Ng's
 * notes in it; `pow` sums the artanh series in double-double arithmetic (T. J. Dekker, Numer. Math. 18, 1971) instead.
 */

import { reduceAngle } from './angle.ts';

/** ln 2 in two parts; the first has 21 trailing zero bits, so its product with an exponent is exact. */
const LN2_HIGH = 6.931471803691238e-1;
const LN2_LOW = 1.9082149292705877e-10;
const LOG2_E = Math.LOG2E;

const FLOAT = new Float64Array(1);
const WORDS = new Uint32Array(FLOAT.buffer);
/** Which half of a double holds sign and exponent depends on the byte order of the machine. */
const TOP = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;
const BOTTOM = 1 - TOP;
/** Top word of √½; mantissas are taken from [√½, √2) to keep |log| small. */
const TOP_OF_SQRT_HALF = 0x3fe6a09e;
const TOP_OF_ONE = 0x3ff00000;

/** 2ᵏ for −1022 ≤ k ≤ 1023. */
function powerOfTwo(k: number): number {
  WORDS[TOP] = (k + 1023) << 20;
  WORDS[BOTTOM] = 0;
  return FLOAT[0];
}

/** y·2ᵏ for y of order one and |k| ≤ 1100, through overflow and gradual underflow. */
function scale(y: number, k: number): number {
  if (k > 1023) return y * 2 * powerOfTwo(k - 1);
  if (k < -1021) return y * powerOfTwo(k + 1000) * powerOfTwo(-1000);
  return y * powerOfTwo(k);
}

/** Splits a finite x > 0 into 2ᵏ·z with z in [√½, √2): returns k and leaves z in `FLOAT[0]`. */
function splitExponent(x: number): number {
  const subnormal = x < 2.2250738585072014e-308;
  FLOAT[0] = subnormal ? x * 18014398509481984 : x;
  const top = WORDS[TOP] + (TOP_OF_ONE - TOP_OF_SQRT_HALF);
  WORDS[TOP] = (top & 0xfffff) + TOP_OF_SQRT_HALF;
  return (top >>> 20) - (subnormal ? 1023 + 54 : 1023);
}

/** exp(high − low)·2ᵏ for |high − low| ≤ ½ ln 2 (a little more is harmless): a rational function of r². */
function expReduced(high: number, low: number, k: number): number {
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (1.6666666666666602e-1 +
        t *
          (-2.7777777777015593e-3 +
            t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))));
  // 1 + high in two parts: the sum is then rounded once, not twice.
  const sum = 1 + high;
  return scale(sum + (1 - sum + high + ((r * c) / (2 - c) - low)), k);
}

/** eˣ. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019411) return 0;
  const k = Math.floor(x * LOG2_E + 0.5);
  return expReduced(x - k * LN2_HIGH, k * LN2_LOW, k);
}

/** eˣ − 1, accurate near 0. */
export function expm1(x: number): number {
  if (x === 0 || Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -40) return -1;
  const k = Math.floor(x * LOG2_E + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const lost = high - r - low;
  const half = 0.5 * r;
  const hxs = r * half;
  const r1 =
    1 +
    hxs *
      (-3.333333333333313e-2 +
        hxs *
          (1.5873015872548146e-3 +
            hxs *
              (-7.93650757867488e-5 +
                hxs * (4.008217827329362e-6 + hxs * -2.0109921818362437e-7))));
  const t = 3 - r1 * half;
  const e = hxs * ((r1 - t) / (6 - r * t));
  if (k === 0) return r - (r * e - hxs);
  const d = r * (e - lost) - lost - hxs;
  if (k === -1) return 0.5 * (r - d) - 0.5;
  if (k === 1) return r < -0.25 ? -2 * (d - (r + 0.5)) : 1 + 2 * (r - d);
  if (k > 56 || k < 0) return scale(r - d + 1, k) - 1;
  const unit = powerOfTwo(-k);
  return k < 20 ? scale(r - d + (1 - unit), k) : scale(r - d - unit + 1, k);
}

/** log(1 + f) + k ln 2 + correction for 1 + f in [√½, √2). */
function logReduced(f: number, k: number, correction: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (3.999999999940942e-1 + w * (2.2222198432149784e-1 + w * 1.5313837699209373e-1));
  const odd =
    z *
    (6.666666666666735e-1 +
      w * (2.857142874366239e-1 + w * (1.818357216161805e-1 + w * 1.4798198605116586e-1)));
  const halfSquare = 0.5 * f * f;
  const tail = s * (halfSquare + (odd + even)) + (k * LN2_LOW + correction);
  return k * LN2_HIGH - (halfSquare - tail - f);
}

/** Natural logarithm. */
export function log(x: number): number {
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (!(x > 0)) return Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  const k = splitExponent(x);
  return logReduced(FLOAT[0] - 1, k, 0);
}

/** log(1 + x), accurate near 0. */
export function log1p(x: number): number {
  if (x === 0 || x === Number.POSITIVE_INFINITY) return x;
  if (x === -1) return Number.NEGATIVE_INFINITY;
  if (!(x > -1)) return Number.NaN;
  if (x > -0.2928 && x < 0.4142) {
    // Below 2⁻⁵⁴ the quadratic term is lost, and for subnormal x the division below would lose bits.
    return Math.abs(x) < 5.551115123125783e-17 ? x : logReduced(x, 0, 0);
  }
  const u = 1 + x;
  const k = splitExponent(u);
  const z = FLOAT[0];
  // What the rounding of 1 + x lost, as a first-order correction of the logarithm.
  const correction = k < 54 ? (k >= 2 ? 1 - (u - x) : x - (u - 1)) / u : 0;
  return logReduced(z - 1, k, correction);
}

/** Hyperbolic tangent. */
export function tanh(x: number): number {
  const a = Math.abs(x);
  let t: number;
  if (a > 20) t = 1;
  else if (a > 0.5493061443340549) t = 1 - 2 / (expm1(2 * a) + 2);
  else if (a > 0.2554128118829954) {
    const e = expm1(2 * a);
    t = e / (e + 2);
  } else if (a >= 2.2250738585072014e-308) {
    const e = expm1(-2 * a);
    t = -e / (e + 2);
  } else return x;
  return x < 0 ? -t : t;
}

/** sin(r + tail) for |r| ≤ π/4. */
function sinReduced(r: number, tail: number): number {
  const z = r * r;
  const cube = z * r;
  const p =
    8.33333333332249e-3 +
    z * (-1.984126982985795e-4 + z * 2.7557313707070068e-6) +
    z * (z * z) * (-2.5050760253406863e-8 + z * 1.58969099521155e-10);
  return r - (z * (0.5 * tail - cube * p) - tail - cube * -1.6666666666666632e-1);
}

/** cos(r + tail) for |r| ≤ π/4. */
function cosReduced(r: number, tail: number): number {
  const z = r * r;
  const w = z * z;
  const p =
    z * (4.16666666666666e-2 + z * (-1.388888888887411e-3 + z * 2.480158728947673e-5)) +
    w * w * (-2.7557314351390663e-7 + z * (2.087572321298175e-9 + z * -1.1359647557788195e-11));
  const half = 0.5 * z;
  const rounded = 1 - half;
  return rounded + (1 - rounded - half + (z * p - r * tail));
}

const angle = new Float64Array(2);

/** sin(x + quarters·π/2). */
function sinQuarter(x: number, quarters: number): number {
  const quadrant = (reduceAngle(x, angle) + quarters) & 3;
  const value =
    (quadrant & 1) === 0 ? sinReduced(angle[0], angle[1]) : cosReduced(angle[0], angle[1]);
  return quadrant < 2 ? value : -value;
}

/** Sine of an angle in radians; accurate for every finite double. */
export function sin(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  if (Math.abs(x) < 1e-9) return x;
  return sinQuarter(x, 0);
}

/** Cosine of an angle in radians; accurate for every finite double. */
export function cos(x: number): number {
  return Number.isFinite(x) ? sinQuarter(x, 1) : Number.NaN;
}

/** What the last `twoProduct` or `twoSum` lost to rounding; their second result, without an allocation. */
let lost = 0;

/** 2²⁷ + 1: splits a double into two halves of 26 bits. */
const SPLITTER = 134217729;

/** a·b rounded; the exact product is the returned value plus `lost` (Dekker). */
function twoProduct(a: number, b: number): number {
  const product = a * b;
  const ta = SPLITTER * a;
  const aHigh = ta - (ta - a);
  const aLow = a - aHigh;
  const tb = SPLITTER * b;
  const bHigh = tb - (tb - b);
  const bLow = b - bHigh;
  lost = aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
  return product;
}

/** a + b rounded; the exact sum is the returned value plus `lost` (Knuth). */
function twoSum(a: number, b: number): number {
  const sum = a + b;
  const bRounded = sum - a;
  lost = a - (sum - bRounded) + (b - bRounded);
  return sum;
}

/** High part of log₂ x for finite x > 0, low part in `lost`; relative error below 2⁻⁶⁴. */
function log2Extended(x: number): number {
  const k = splitExponent(x);
  const z = FLOAT[0];
  const f = z - 1;
  // s = f/(z + 1) in two parts; log z = 2 artanh s.
  const sum = twoSum(z, 1);
  const sumLow = lost;
  const s = f / sum;
  const back = twoProduct(s, sum);
  const sLow = (f - back - lost - s * sumLow) / sum;
  // artanh(s)/s − 1 = q/3 + q²/5 + …, q = s²: the first term in two parts, the rest is small enough for one.
  const q = twoProduct(s, s);
  const qLow = lost + 2 * s * sLow;
  let rest = 1 / 25;
  for (let odd = 23; odd >= 5; odd -= 2) rest = 1 / odd + q * rest;
  const third = twoProduct(q, 1 / 3);
  const thirdLow = lost + q * 1.850371707708594e-17 + qLow / 3;
  const series = twoSum(third, q * q * rest);
  const seriesLow = lost + thirdLow;
  const product = twoProduct(s, series);
  const productLow = lost + s * seriesLow + sLow * series;
  const artanh = twoSum(s, product);
  const artanhLow = lost + productLow + sLow;
  // × 2/ln 2, + k.
  const scaled = twoProduct(artanh, 2 * LOG2_E);
  const scaledLow = lost + artanh * (2 * 2.0355273740931033e-17) + artanhLow * (2 * LOG2_E);
  const total = twoSum(k, scaled);
  const totalLow = lost + scaledLow;
  const high = total + totalLow;
  lost = total - high + totalLow;
  return high;
}

/** x to the power y, as `x ** y`: NaN for a negative x and fractional y, and for |x| = 1 with y = ±∞. */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  const a = Math.abs(x);
  if (!Number.isFinite(y)) {
    if (a === 1) return Number.NaN;
    return a > 1 === y > 0 ? Number.POSITIVE_INFINITY : 0;
  }
  const odd = y % 2 === 1 || y % 2 === -1;
  const negative = odd && (x < 0 || Object.is(x, -0));
  const sign = negative ? -1 : 1;
  if (a === 0 || a === Number.POSITIVE_INFINITY) {
    return sign * (a > 1 === y > 0 ? Number.POSITIVE_INFINITY : 0);
  }
  if (x < 0 && Math.floor(y) !== y) return Number.NaN;
  if (a === 1) return sign;
  const logarithm = log2Extended(a);
  const logarithmLow = lost;
  if (y * logarithm > 1025) return sign * Number.POSITIVE_INFINITY;
  if (y * logarithm < -1080) return sign * 0;
  const exponent = twoProduct(y, logarithm);
  const exponentLow = lost + y * logarithmLow;
  const k = Math.floor(exponent + 0.5);
  const fraction = exponent - k + exponentLow;
  const fractionLow = exponent - k - fraction + exponentLow;
  const high = twoProduct(fraction, Math.LN2);
  const low = lost + fraction * 2.3190468138462996e-17 + fractionLow * Math.LN2;
  return sign * expReduced(high, -low, k);
}
