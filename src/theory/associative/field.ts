/**
 * The output side of the theory: how far Gaussian inputs fall short of the margin. Knows only the label's probability
 * and the margin in units of the input's standard deviation.
 */

import { logPartialMoments } from '../../numerics/normal-tails.ts';
import { exp, log } from '../../numerics/portable.ts';

/**
 * Shortfall (k − Y c + t)₊ of the margin k, with t standard normal and Y = +1 with probability f_out, −1 otherwise.
 * All lengths in units of σ, the standard deviation of the input.
 */
export interface Shortfall {
  /** c/σ. */
  readonly bias: number;
  /** log E(·)₊². */
  readonly logSecond: number;
  /** E(·)₊ / E(·)₊². */
  readonly firstRatio: number;
  /** P(· > 0) / E(·)₊². */
  readonly tightRatio: number;
  /** P(· > 0): the fraction of associations that sit exactly at the margin. */
  readonly tight: number;
  /** (f_out E[(·)₊ | Y=1] − (1−f_out) E[(·)₊ | Y=−1]) / E(·)₊²: half the slope of −log E(·)₊² in c; 0 at the best c. */
  readonly biasSlope: number;
}

const up = new Float64Array(3);
const down = new Float64Array(3);

/** Shortfall at margin k with a given bias c. */
export function shortfallAt(outputActivity: number, k: number, bias: number): Shortfall {
  logPartialMoments(k - bias, up);
  logPartialMoments(k + bias, down);
  const u = log(outputActivity) + up[2];
  const d = log(1 - outputActivity) + down[2];
  const most = Math.max(u, d);
  const logSecond = most + log(exp(u - most) + exp(d - most));
  const shareUp = exp(u - logSecond);
  const shareDown = exp(d - logSecond);
  const firstUp = shareUp * exp(up[1] - up[2]);
  const firstDown = shareDown * exp(down[1] - down[2]);
  const tightRatio = shareUp * exp(up[0] - up[2]) + shareDown * exp(down[0] - down[2]);
  return {
    bias,
    logSecond,
    firstRatio: firstUp + firstDown,
    tightRatio,
    tight: outputActivity * exp(up[0]) + (1 - outputActivity) * exp(down[0]),
    biasSlope: firstUp - firstDown,
  };
}

/**
 * The bias c/σ that makes E(·)₊² least at margin k: f_out E[(k−c+t)₊] = (1−f_out) E[(k+c+t)₊].
 *
 * The logarithm of the two sides' ratio falls in c; Newton steps, kept inside the bracket found so far.
 */
function bestBias(outputActivity: number, k: number): number {
  if (outputActivity === 0.5) return 0;
  if (outputActivity > 0.5) return -bestBias(1 - outputActivity, k);
  const odds = log((1 - outputActivity) / outputActivity);
  let low = Number.NEGATIVE_INFINITY;
  let high = 0;
  let c = 0;
  for (let i = 0; i < 200; i++) {
    logPartialMoments(k - c, up);
    logPartialMoments(k + c, down);
    const value = up[1] - down[1] - odds;
    if (value === 0) return c;
    if (value > 0) low = c;
    else high = c;
    const slope = exp(up[0] - up[1]) + exp(down[0] - down[1]);
    let next = c + value / slope;
    if (!(next > low && next < high)) {
      next = low === Number.NEGATIVE_INFINITY ? 2 * high - 1 : 0.5 * (low + high);
    }
    const moved = Math.abs(next - c);
    c = next;
    if (moved <= 2e-16 * (1 + Math.abs(c))) return c;
  }
  return c;
}

/** Shortfall at margin k with the best bias. */
export function shortfall(outputActivity: number, k: number): Shortfall {
  return shortfallAt(outputActivity, k, bestBias(outputActivity, k));
}

/**
 * The margin k at which log E(·)₊² has a given value: it rises in k without bound either way.
 *
 * @param bias c/σ where it is fixed; undefined: the best at each margin
 */
export function marginOfShortfall(
  outputActivity: number,
  logSecond: number,
  bias: number | undefined,
): { readonly margin: number; readonly shortfall: Shortfall } {
  const at = (k: number) =>
    bias === undefined ? shortfall(outputActivity, k) : shortfallAt(outputActivity, k, bias);
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  let k = 0;
  let found = at(k);
  for (let i = 0; i < 200; i++) {
    const value = found.logSecond - logSecond;
    if (value === 0) break;
    if (value > 0) high = k;
    else low = k;
    let next = k - value / (2 * found.firstRatio);
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    if (!Number.isFinite(next)) next = value > 0 ? 2 * k - 1 : 2 * k + 1;
    const moved = Math.abs(next - k);
    k = next;
    found = at(k);
    if (moved <= 2e-16 * (1 + Math.abs(k))) break;
  }
  return { margin: k, shortfall: found };
}
