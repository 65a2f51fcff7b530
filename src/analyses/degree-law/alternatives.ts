/**
 * Other laws of whole numbers above x_min, each fitted by likelihood: exponential, Poisson, lognormal, and the power law with
 * an exponential cut. All are discrete and normalised from x_min on.
 *
 * A. Clauset, C. R. Shalizi, M. E. J. Newman, SIAM Review 51, 661 (2009), table 2.1. The lognormal is that of a number
 * rounded to the nearest whole one.
 */

import { logGamma } from '../../numerics/masses.ts';
import { nelderMead } from '../../numerics/nelder-mead.ts';
import { logNormalTail, normalTail } from '../../numerics/normal-tails.ts';
import { exp, log, log1p } from '../../numerics/portable.ts';
import { logZeta } from '../../numerics/zeta.ts';
import { meanOver, type Tail } from './counts.ts';

export type LawName = 'exponential' | 'poisson' | 'lognormal' | 'truncated power law';

/** A law fitted to a tail. */
export interface Law {
  readonly name: LawName;
  readonly parameters: Readonly<Record<string, number>>;
  /** ln p(x), for whole x ≥ x_min. */
  readonly logMass: (x: number) => number;
}

/** p ∝ e^{−λx}: the mean says λ. */
export function exponential(tail: Tail): Law {
  const { xmin } = tail;
  const excess = meanOver(tail, (x) => x) - xmin;
  const rate = log1p(1 / excess);
  const first = -log1p(excess);
  // 1 − e^{−λ} = 1/(1 + excess).
  return { name: 'exponential', parameters: { rate }, logMass: (x) => first - rate * (x - xmin) };
}

/** ln Σ_{k ≥ first} e^{term(k)} for terms that rise to a top and then fall. */
function logSum(first: number, top: number, term: (k: number) => number): number {
  const peak = Math.max(first, Math.round(top));
  const scale = term(peak);
  let sum = 1;
  for (let k = peak + 1; ; k++) {
    const more = exp(term(k) - scale);
    sum += more;
    if (more < 1e-17 * sum) break;
  }
  for (let k = peak - 1; k >= first; k--) {
    const more = exp(term(k) - scale);
    sum += more;
    if (more < 1e-17 * sum) break;
  }
  return scale + log(sum);
}

/** p ∝ μ^x / x! from x_min on. */
export function poisson(tail: Tail): Law {
  const { xmin } = tail;
  const mean = meanOver(tail, (x) => x);
  const norm = (logMu: number): number =>
    logSum(xmin, exp(logMu), (k) => k * logMu - logGamma(k + 1));
  const { at } = nelderMead(([logMu]) => norm(logMu) - mean * logMu, [log(mean)], [0.5]);
  const [logMu] = at;
  const own = norm(logMu);
  return {
    name: 'poisson',
    parameters: { mean: exp(logMu) },
    logMass: (x) => x * logMu - logGamma(x + 1) - own,
  };
}

/** ln of the chance that a normal deviate lies in [a, b], without cancellation on either side. */
function logBetween(a: number, b: number): number {
  // Mirrored, so that both tails are upper ones.
  const [low, high] = a > -b ? [a, b] : [-b, -a];
  const tail = logNormalTail(low);
  return tail + log1p(-exp(logNormalTail(high) - tail));
}

/** A lognormal number rounded: Φ((ln(x + ½) − μ)/σ) − Φ((ln(x − ½) − μ)/σ), of those from x_min − ½ on. */
export function lognormal(tail: Tail): Law {
  const { values, times, total, xmin } = tail;
  const mass = (mu: number, sigma: number): ((x: number) => number) => {
    const at = (x: number): number => (log(x) - mu) / sigma;
    const norm = logNormalTail(at(xmin - 0.5));
    return (x) => logBetween(at(x - 0.5), at(x + 0.5)) - norm;
  };
  const cost = ([mu, logSigma]: readonly number[]): number => {
    // Wider than this, and the law is a power law in all but name, with μ running to −∞.
    if (Math.abs(logSigma) > 5 || Math.abs(mu) > 1e3) return Number.POSITIVE_INFINITY;
    const logMass = mass(mu, exp(logSigma));
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum -= times[i] * logMass(values[i]);
    return sum / total;
  };
  const mean = meanOver(tail, log);
  const spread = Math.sqrt(meanOver(tail, (x) => (log(x) - mean) ** 2));
  const { at } = nelderMead(cost, [mean, log(Math.max(spread, 0.1))], [1, 0.5]);
  const [mu, sigma] = [at[0], exp(at[1])];
  return { name: 'lognormal', parameters: { mu, sigma }, logMass: mass(mu, sigma) };
}

/** Terms of the cut law that are added one by one before the rest is integrated. */
const ADDED = 64;
/** Panels of Simpson's rule over the logarithm of x. */
const PANELS = 400;

/**
 * ln Σ_{k ≥ q} k^{−α} e^{−λk}, λ > 0: terms, then the integral with the corrections of Euler and Maclaurin to the third
 * derivative.
 */
export function logCutZeta(alpha: number, rate: number, q: number): number {
  const term = (x: number): number => exp(-alpha * log(x / q) - rate * (x - q));
  let sum = 0;
  for (let k = 0; k < ADDED; k++) sum += term(q + k);
  const a = q + ADDED;
  const slope = -alpha / a - rate;
  const bend = alpha / (a * a);
  const edge = term(a);
  // f′ = f s, f‴ = f (s³ + 3 s s′ + s″) with s = −α/x − λ.
  const third = slope ** 3 + 3 * slope * bend - (2 * alpha) / a ** 3;
  sum += edge * (0.5 - slope / 12 + third / 720);
  // ∫ over t = ln(x / a), where the integrand is x f(x), until it is below all rounding.
  const integrand = (t: number): number => {
    const x = a * exp(t);
    return x * term(x);
  };
  let end = 1;
  while (integrand(end) > 1e-18 * (sum + edge) && end < 700) end *= 1.5;
  const width = end / PANELS;
  let area = integrand(0) + integrand(end);
  for (let i = 1; i < PANELS; i++) area += (i % 2 === 1 ? 4 : 2) * integrand(i * width);
  sum += (area * width) / 3;
  return log(sum) - alpha * log(q) - rate * q;
}

/** p ∝ x^{−α} e^{−λx}; for λ = 0 the power law itself. */
export function truncatedPowerLaw(tail: Tail, exponent: number): Law {
  const { xmin } = tail;
  const meanLogX = meanOver(tail, log);
  const mean = meanOver(tail, (x) => x);
  const cost = ([alpha, logRate]: readonly number[]): number =>
    Math.abs(alpha) > 100 || logRate > 5 || logRate < -40
      ? Number.POSITIVE_INFINITY
      : logCutZeta(alpha, exp(logRate), xmin) + alpha * meanLogX + exp(logRate) * mean;
  const { at, value } = nelderMead(cost, [exponent, -log(10 * mean)], [0.5, 2]);
  // Without a cut.
  const plain = logZeta(exponent, xmin) + exponent * meanLogX;
  const [alpha, rate] = value < plain ? [at[0], exp(at[1])] : [exponent, 0];
  const norm = rate > 0 ? value - alpha * meanLogX - rate * mean : logZeta(exponent, xmin);
  return {
    name: 'truncated power law',
    parameters: { exponent: alpha, rate },
    logMass: (x) => -alpha * log(x) - rate * x - norm,
  };
}

/** A power law beside another law. */
export interface Comparison {
  readonly name: LawName;
  readonly parameters: Readonly<Record<string, number>>;
  /** ln of the likelihood of the power law over that of the other: below 0 the other fits better. */
  readonly ratio: number;
  /** Two-sided p of a ratio this far from 0 where both are as good: above 0.1 the data do not decide. */
  readonly p: number;
  readonly better: 'power law' | LawName | 'undecided';
}

/** p above which neither law is said to be better. */
const UNDECIDED = 0.1;

/**
 * Vuong's likelihood ratio test of a power law against the others (Q. H. Vuong, Econometrica 57, 307, 1989); the law with a
 * cut contains the power law, so there the ratio follows half a χ² with one degree of freedom.
 */
export function compareLaws(tail: Tail, exponent: number): Comparison[] {
  const { values, times, total, xmin } = tail;
  const norm = logZeta(exponent, xmin);
  const laws = [
    exponential(tail),
    poisson(tail),
    lognormal(tail),
    truncatedPowerLaw(tail, exponent),
  ];
  return laws.map(({ name, parameters, logMass }) => {
    const differences = values.map((x) => -exponent * log(x) - norm - logMass(x));
    let ratio = 0;
    differences.forEach((d, i) => {
      ratio += times[i] * d;
    });
    const mean = ratio / total;
    let squares = 0;
    differences.forEach((d, i) => {
      squares += times[i] * (d - mean) * (d - mean);
    });
    const nested = name === 'truncated power law';
    const z = nested ? Math.sqrt(2 * Math.max(0, -ratio)) : Math.abs(ratio) / Math.sqrt(squares);
    const p = squares === 0 && !nested ? 1 : 2 * normalTail(z);
    const better = p > UNDECIDED ? 'undecided' : ratio > 0 ? 'power law' : name;
    return { name, parameters, ratio, p, better };
  });
}
