/**
 * How many connections die: a fraction, constant or changing over the steps or over the share of the training that is done.
 */

import { UsageError } from '../errors.ts';
import { cos, exp, pow } from '../numerics/portable.ts';

/**
 * A share in [0, 1]: the same always, or by the number of the step (of rewiring) and by how much of the training is done,
 * in [0, 1].
 */
export type Fraction = number | ((step: number, done: number) => number);

/** @throws UsageError unless the value is in [0, 1] */
export function checkFraction(what: string, value: number): void {
  if (value >= 0 && value <= 1) return;
  throw new UsageError(`${what} ${value} is outside [0, 1]`);
}

/** A fraction that is checked when it is a constant, to fail before any work. */
export function asFraction(
  what: string,
  fraction: Fraction,
): (step: number, done?: number) => number {
  if (typeof fraction === 'number') {
    checkFraction(what, fraction);
    return () => fraction;
  }
  return (step, done = 0) => {
    const value = fraction(step, done);
    checkFraction(what, value);
    return value;
  };
}

export interface CosineOptions {
  /** Fraction at the beginning. */
  readonly from: number;
  /** Step at which it has fallen to `to`, in the unit that the caller counts steps in; > 0. */
  readonly end?: number;
  /** Instead of `end`: the share of the training at which it has; in (0, 1], default 1. */
  readonly until?: number;
  /** Fraction from there on; default 0. */
  readonly to?: number;
}

/**
 * Cosine decay: to + (from − to)/2 · (1 + cos(π · step / end)), then constant.
 *
 * U. Evci et al., ICML 2020, §3, with `to` = 0 and `until` = ¾; T. Dettmers, L. Zettlemoyer (2019) with 0.005.
 *
 * @throws UsageError when a fraction is outside [0, 1] or the end is not positive
 * @example cosine({ from: 0.3, end: 100 })(50) // 0.15
 */
export function cosine({
  from,
  end,
  until = 1,
  to = 0,
}: CosineOptions): (step: number, done?: number) => number {
  checkFraction('fraction', from);
  checkFraction('fraction', to);
  checkFraction('until', until);
  const last = end ?? until;
  if (!(last > 0)) throw new UsageError(`end ${last} of the cosine decay is outside (0, Infinity)`);
  return (step, done = 0) => {
    const now = end === undefined ? done : step;
    return now >= last ? to : to + ((from - to) / 2) * (1 + cos((Math.PI * now) / last));
  };
}

/**
 * from · (1 − done / until)^power, then 0: the other decays of RigL's public code (`power` 1: linear, 3: cubic).
 *
 * @throws UsageError when `from` or `until` is outside [0, 1] or `power` is not positive
 * @example polynomial({ from: 0.4, power: 1 })(0, 0.5) // 0.2
 */
export function polynomial(options: {
  readonly from: number;
  readonly power: number;
  /** Share of the training at which it is 0; default 1. */
  readonly until?: number;
}): (step: number, done?: number) => number {
  const { from, power, until = 1 } = options;
  checkFraction('fraction', from);
  checkFraction('until', until);
  if (!(power > 0)) throw new UsageError(`power ${power} is outside (0, Infinity)`);
  return (_step, done = 0) => (done >= until ? 0 : from * pow(1 - done / until, power));
}

/**
 * A stair: each fraction counts until its share of the training is done, the last to the end. The "elastic mutation" of
 * MEST falls so.
 *
 * @throws UsageError when a fraction is outside [0, 1] or shares do not ascend
 * @example stairs([[0.05, 0.5], [0.02, 0.75], [0, 1]])(0, 0.6) // 0.02
 */
export function stairs(
  steps: readonly (readonly [fraction: number, until: number])[],
): (step: number, done?: number) => number {
  steps.forEach(([fraction, until], k) => {
    checkFraction('fraction', fraction);
    if (k > 0 && !(until > steps[k - 1][1]))
      throw new UsageError(`stair until ${until} comes after ${steps[k - 1][1]}; shares ascend`);
  });
  const last = steps[steps.length - 1];
  if (last === undefined) throw new UsageError('a stair needs at least one step');
  return (_step, done = 0) => (steps.find(([, until]) => done < until) ?? last)[0];
}

export interface RampOptions {
  /** Density at the beginning and at the end, in [0, 1]. */
  readonly from: number;
  readonly to: number;
  /** Shares of the training between which it falls; default 0 and ½. */
  readonly start?: number;
  readonly end?: number;
}

/**
 * The cubic ramp of gradual pruning: to + (from − to) · (1 − (done − start) / (end − start))³.
 *
 * M. Zhu, S. Gupta (2017), eq. 1, said for densities instead of sparsities.
 *
 * @throws UsageError when a density is outside [0, 1] or the ramp does not go forward
 * @example cubicRamp({ from: 1, to: 0.1, end: 1 })(0, 0.5) // 0.2125
 */
export function cubicRamp(options: RampOptions): (step: number, done?: number) => number {
  const { from, to, start = 0, end = 0.5 } = options;
  checkRamp(options);
  return (_step, done = 0) => {
    const rest = 1 - Math.min(1, Math.max(0, (done - start) / (end - start)));
    return to + (from - to) * rest ** 3;
  };
}

/**
 * The sigmoid ramp of CHTss, flat at both ends: from + (to − from) · σ(k x), where x goes from −1 to 1 between `start` and `end`;
 * `to` from there on.
 *
 * Y. Zhang et al., arXiv 2501.19107 (2025), with k = 6, for densities instead of sparsities. *Choice.* The article does not say
 * in which unit its t is; here it is half of the ramp, so that the ends are 0.25 % from `from` and `to`.
 *
 * @throws UsageError when a density is outside [0, 1], the ramp does not go forward, or `curvature` is not positive
 * @example sigmoidRamp({ from: 0.5, to: 0.1, end: 1 })(0, 0.5) // 0.3
 */
export function sigmoidRamp(
  options: RampOptions & { readonly curvature?: number },
): (step: number, done?: number) => number {
  const { from, to, start = 0, end = 0.5, curvature = 6 } = options;
  checkRamp(options);
  if (!(curvature > 0)) throw new UsageError(`curvature ${curvature} is outside (0, Infinity)`);
  return (_step, done = 0) => {
    if (done >= end) return to;
    const x = (2 * Math.max(0, done - start)) / (end - start) - 1;
    return from + (to - from) / (1 + exp(-curvature * x));
  };
}

/** @throws UsageError when a density is outside [0, 1] or the ramp does not go forward */
function checkRamp({ from, to, start = 0, end = 0.5 }: RampOptions): void {
  checkFraction('density', from);
  checkFraction('density', to);
  if (!(start >= 0 && end > start))
    throw new UsageError(`ramp from ${start} to ${end} of the training does not go forward`);
}

/** How a share of connections becomes a whole number. */
export type Rounding = 'down' | 'nearest' | 'up';

/** @throws UsageError for a rounding that is none */
export function checkRounding(rounding: Rounding): void {
  if (['down', 'nearest', 'up'].includes(rounding)) return;
  throw new UsageError(
    `rounding ${JSON.stringify(rounding)} is neither "down", "nearest" nor "up"`,
  );
}

/**
 * ⌊fraction · count⌋, where a product within rounding error of an integer counts as that integer; or to the nearest, or up.
 *
 * Without that allowance 0.29 of 100 would be 28, since 0.29 · 100 is 28.999999999999996 in double precision.
 */
export function shareOf(fraction: number, count: number, rounding: Rounding = 'down'): number {
  const exact = fraction * count;
  const near = Math.round(exact);
  if (Math.abs(exact - near) <= 1e-9 * Math.max(1, near) || rounding === 'nearest') return near;
  return rounding === 'up' ? Math.ceil(exact) : Math.floor(exact);
}
