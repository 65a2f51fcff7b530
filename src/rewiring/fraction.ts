/**
 * How many connections die: a fraction, constant or falling over time.
 */

import { UsageError } from '../errors.ts';
import { cos } from '../numerics/portable.ts';

/** A share in [0, 1], the same always or for each step. */
export type Fraction = number | ((step: number) => number);

/** @throws UsageError unless the value is in [0, 1] */
export function checkFraction(what: string, value: number): void {
  if (value >= 0 && value <= 1) return;
  throw new UsageError(`${what} ${value} is outside [0, 1]`);
}

/** A fraction that is checked when it is a constant, to fail before any work. */
export function asFraction(what: string, fraction: Fraction): (step: number) => number {
  if (typeof fraction === 'number') {
    checkFraction(what, fraction);
    return () => fraction;
  }
  return (step) => {
    const value = fraction(step);
    checkFraction(what, value);
    return value;
  };
}

export interface CosineOptions {
  /** Fraction at step 0. */
  readonly from: number;
  /** Step at which it has fallen to `to`, in the unit that the caller counts steps in; > 0. */
  readonly end: number;
  /** Fraction from `end` on; default 0. */
  readonly to?: number;
}

/**
 * Cosine decay: to + (from − to)/2 · (1 + cos(π · step / end)), then constant.
 *
 * U. Evci et al., ICML 2020, §3, with `to` = 0; T. Dettmers, L. Zettlemoyer (2019) with 0.005.
 *
 * @throws UsageError when a fraction is outside [0, 1] or `end` is not positive
 * @example cosine({ from: 0.3, end: 100 })(50) // 0.15
 */
export function cosine({ from, end, to = 0 }: CosineOptions): (step: number) => number {
  checkFraction('fraction', from);
  checkFraction('fraction', to);
  if (!(end > 0)) throw new UsageError(`end ${end} of the cosine decay is outside (0, Infinity)`);
  return (step) => (step >= end ? to : to + ((from - to) / 2) * (1 + cos((Math.PI * step) / end)));
}

/**
 * ⌊fraction · count⌋, where a product within rounding error of an integer counts as that integer.
 *
 * Without that allowance 0.29 of 100 would be 28, since 0.29 · 100 is 28.999999999999996 in double precision.
 */
export function shareOf(fraction: number, count: number): number {
  const exact = fraction * count;
  const near = Math.round(exact);
  return Math.abs(exact - near) <= 1e-9 * Math.max(1, near) ? near : Math.floor(exact);
}
