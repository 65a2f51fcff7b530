/**
 * Exact variates of discrete distributions, in constant expected time for every size.
 *
 * Rejection by the ratio of uniforms: 1.4 pairs of uniforms a variate (2.6 for two trials), each tested against the exact
 * mass. Exact means up to the rounding of double arithmetic. These take plain sources of uniforms; `Random` offers the
 * binomial as a method.
 *
 * Source: E. Stadlober, "The ratio of uniforms approach for generating discrete random variates", J. Comput. Appl. Math.
 * 31 (1990), whose hat covers the binomial, Poisson and hypergeometric families; masses.ts has the masses.
 */

import { binomialLogMass, hypergeometricLogMass } from './masses.ts';
import { log } from './portable.ts';

/** A source of numbers in [0, 1). */
interface UniformSource {
  uniform(): number;
}

/** 2 √(2/e) and 3 − 2 √(3/e): slope and intercept of the hat's width in √(variance + ½). */
const WIDTH_SLOPE = 1.7155277699214135;
const WIDTH_INTERCEPT = 0.8989161620588988;

/** Width of Stadlober's hat; exported for the test that proves it covers the masses. */
export function hatWidth(variance: number): number {
  return WIDTH_SLOPE * Math.sqrt(variance + 0.5) + WIDTH_INTERCEPT;
}

function ratioOfUniforms(
  random: UniformSource,
  mean: number,
  variance: number,
  low: number,
  high: number,
  mode: number,
  logMass: (k: number) => number,
): number {
  const centre = mean + 0.5;
  const width = hatWidth(variance);
  const peak = logMass(mode);
  for (;;) {
    const v = 1 - random.uniform();
    const k = Math.floor(centre + (width * (random.uniform() - 0.5)) / v);
    if (k < low || k > high) continue;
    const t = logMass(k) - peak;
    // Bounds of 2 log v that decide most cases without a logarithm.
    if (v * (4 - v) - 3 <= t) return k;
    if (v * (v - t) >= 1) continue;
    if (2 * log(v) <= t) return k;
  }
}

/**
 * Number of successes in n independent trials of probability p.
 *
 * @param n an integer in 0..2⁵³
 * @param p in [0, 1]
 */
export function binomialVariate(random: UniformSource, n: number, p: number): number {
  if (n === 0 || p === 0) return 0;
  if (p > 0.5) return n - binomialVariate(random, n, 1 - p);
  const mode = Math.min(n, Math.floor((n + 1) * p));
  return ratioOfUniforms(random, n * p, n * p * (1 - p), 0, n, mode, (k) =>
    binomialLogMass(k, n, p),
  );
}

/**
 * Number of marked items among `draws` drawn without replacement from `total` items of which `marked` are marked.
 *
 * @param total an integer in 0..2⁵³
 */
export function hypergeometricVariate(
  random: UniformSource,
  draws: number,
  marked: number,
  total: number,
): number {
  const low = Math.max(0, draws - (total - marked));
  const high = Math.min(draws, marked);
  if (low === high) return low;
  const mean = draws * (marked / total);
  const variance = mean * ((total - marked) / total) * ((total - draws) / (total - 1));
  const mode = Math.min(
    high,
    Math.max(low, Math.floor((draws + 1) * ((marked + 1) / (total + 2)))),
  );
  return ratioOfUniforms(random, mean, variance, low, high, mode, (k) =>
    hypergeometricLogMass(k, draws, marked, total),
  );
}
