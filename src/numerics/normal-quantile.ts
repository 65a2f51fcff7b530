/**
 * Quantile function of the normal distribution: turns one uniform number into one normal number.
 *
 * Source: M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37
 * (1988), PPND16; relative accuracy about 1e-16.
 */

import { CENTRAL, centralNormal } from '../kernels/random-blocks.ts';
import { log } from './portable.ts';

/**
 * z with Φ(z) = ½ + q.
 *
 * @param q in (−½, ½)
 * @param tail ½ − |q|, given apart because near the ends of the interval it is known better than q
 */
export function normalFromCentre(q: number, tail: number): number {
  if (q >= -CENTRAL && q <= CENTRAL) return centralNormal(q);
  const root = Math.sqrt(-log(tail));
  let z: number;
  if (root <= 5) {
    const r = root - 1.6;
    const a =
      ((((((7.745450142783414e-4 * r + 2.2723844989269184e-2) * r + 2.417807251774506e-1) * r +
        1.2704582524523684) *
        r +
        3.6478483247632045) *
        r +
        5.769497221460691) *
        r +
        4.630337846156546) *
        r +
      1.4234371107496835;
    const b =
      ((((((1.0507500716444169e-9 * r + 5.475938084995345e-4) * r + 1.5198666563616457e-2) * r +
        1.4810397642748008e-1) *
        r +
        6.897673349851e-1) *
        r +
        1.6763848301838038) *
        r +
        2.053191626637759) *
        r +
      1;
    z = a / b;
  } else {
    const r = root - 5;
    const a =
      ((((((2.0103343992922881e-7 * r + 2.7115555687434876e-5) * r + 1.2426609473880784e-3) * r +
        2.6532189526576124e-2) *
        r +
        2.9656057182850487e-1) *
        r +
        1.7848265399172913) *
        r +
        5.463784911164114) *
        r +
      6.657904643501103;
    const b =
      ((((((2.0442631033899397e-15 * r + 1.421511758316446e-7) * r + 1.8463183175100548e-5) * r +
        7.868691311456133e-4) *
        r +
        1.4875361290850615e-2) *
        r +
        1.369298809227358e-1) *
        r +
        5.99832206555888e-1) *
        r +
      1;
    z = a / b;
  }
  return q < 0 ? -z : z;
}

/** z with Φ(z) = p, the quantile function of the standard normal distribution; NaN outside [0, 1]. */
export function normalQuantile(p: number): number {
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  if (!(p > 0 && p < 1)) return Number.NaN;
  return normalFromCentre(p - 0.5, p < 0.5 ? p : 1 - p);
}
