/**
 * Logarithms of hyperbolic functions and inverse hyperbolic tangents that keep their digits near 0 and do not overflow
 * for arguments of ±40 and far beyond: the algebra of spins and of messages in fields instead of magnetisations. The
 * logarithms of Gaussian tails are in gaussian.ts, `tanh` itself in portable.ts.
 */

import { exp, expm1, log1p, tanh } from './portable.ts';

/** log cosh x: x²/2 near 0, |x| − log 2 far out. */
export function logCosh(x: number): number {
  const size = Math.abs(x);
  if (size > 1) return size + log1p(exp(-2 * size)) - Math.LN2;
  // cosh x − 1 = t²/(2(1 + t)) with t = eˣ − 1.
  const t = expm1(size);
  return log1p((t * t) / (2 * (1 + t)));
}

/** log 2cosh x, the free entropy of one spin in the field x. */
export function logTwoCosh(x: number): number {
  const size = Math.abs(x);
  return size + log1p(exp(-2 * size));
}

/** artanh m, for m in [−1, 1]; NaN outside. */
export function atanh(m: number): number {
  return m >= 0 ? 0.5 * log1p((2 * m) / (1 - m)) : -0.5 * log1p((-2 * m) / (1 + m));
}

/**
 * artanh(tanh a · tanh b) = ½ log[cosh(a + b)/cosh(a − b)]: the field that a spin in field `a` casts through a bond of
 * strength `b`; near ±min(|a|, |b|) where both are large.
 */
export function atanhTanhProduct(a: number, b: number): number {
  const product = tanh(a) * tanh(b);
  if (Math.abs(product) < 0.5) return atanh(product);
  const smaller = Math.min(Math.abs(a), Math.abs(b));
  const sum = Math.abs(a) + Math.abs(b);
  const gap = Math.abs(Math.abs(a) - Math.abs(b));
  const size = smaller + 0.5 * (log1p(exp(-2 * sum)) - (gap < sum ? log1p(exp(-2 * gap)) : 0));
  return product > 0 ? size : -size;
}
