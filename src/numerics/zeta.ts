/**
 * Hurwitz's zeta function ζ(s, q) = Σ_{k ≥ 0} (q + k)^{−s} for s > 1, and the mean of ln x under the law x^{−s}: what
 * discrete power laws need. By Euler and Maclaurin, in portable arithmetic, scaled by q^s so that no tail underflows.
 */

import { exp, log } from './portable.ts';

/** B_{2j} / (2j)! for j = 1 … 10. */
const BERNOULLI = [
  8.333333333333333e-2, -1.388888888888889e-3, 3.306878306878307e-5, -8.267195767195766e-7,
  2.08767569878681e-8, -5.284190138687493e-10, 1.338253653068468e-11, -3.389680296322583e-13,
  8.586062056277845e-15, -2.174868698558062e-16,
];

/** Terms that are added one by one, until q + k is well above s, where the series behind them converges. */
const addedTerms = (s: number, q: number): number => Math.max(0, Math.ceil(s + 12 - q));

/** ζ(s, q) q^s, and −ζ′(s, q) q^s with logarithms taken of (q + k)/q. */
function scaledZeta(s: number, q: number): { readonly sum: number; readonly logs: number } {
  const terms = addedTerms(s, q);
  let [sum, logs] = [0, 0];
  for (let k = 0; k < terms; k++) {
    const l = log((q + k) / q);
    const term = exp(-s * l);
    sum += term;
    logs += l * term;
  }
  const a = q + terms;
  const l = log(a / q);
  const top = exp(-s * l);
  sum += top * (a / (s - 1) + 0.5);
  logs += top * (a * (l / (s - 1) + 1 / ((s - 1) * (s - 1))) + 0.5 * l);
  // s (s + 1) … (s + 2j − 2) / a^{2j − 1}, and Σ 1/(s + i) over its factors.
  let [rising, inverse] = [s / a, 1 / s];
  for (let j = 1; j <= BERNOULLI.length; j++) {
    const term = BERNOULLI[j - 1] * top * rising;
    sum += term;
    logs += term * (l - inverse);
    const [one, two] = [s + 2 * j - 1, s + 2 * j];
    rising *= (one * two) / (a * a);
    inverse += 1 / one + 1 / two;
  }
  return { sum, logs };
}

/**
 * ln ζ(s, q), for s > 1 and q > 0; NaN elsewhere. Relative error of ζ near 1e-14.
 *
 * @example logZeta(2, 1) // ln(π²/6)
 */
export function logZeta(s: number, q: number): number {
  if (!(s > 1 && q > 0)) return Number.NaN;
  return log(scaledZeta(s, q).sum) - s * log(q);
}

/** Mean of ln x over the integers x ≥ q (or q, q + 1, … for any q) with masses ∝ x^{−s}: −ζ′(s, q)/ζ(s, q). */
export function meanLog(s: number, q: number): number {
  if (!(s > 1 && q > 0)) return Number.NaN;
  const { sum, logs } = scaledZeta(s, q);
  return log(q) + logs / sum;
}
