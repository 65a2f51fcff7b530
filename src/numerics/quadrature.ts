/**
 * Integrals: Gauss rules for smooth integrands (Legendre on [−1, 1], Hermite for a normal mean) and the double
 * exponential rule for integrands with singular ends. Breakpoints inside the interval are the caller's to split at.
 *
 * Source of the rules: G. H. Golub, J. H. Welsch, "Calculation of Gauss quadrature rules", Math. Comp. 23 (1969); the
 * nodes are bracketed by Sturm counts and polished by Newton's method, the weights are Christoffel numbers, which stay
 * relatively accurate also where they are tiny.
 */

import { UsageError } from '../errors.ts';
import { exp } from './portable.ts';

/** Nodes, ascending, and weights of a rule: ∫ f ≈ Σ weights[i] f(nodes[i]). */
export interface QuadratureRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** Number of eigenvalues below x of the symmetric tridiagonal matrix with zero diagonal and squares `b2` beside it. */
function sturmCount(b2: Float64Array, n: number, x: number): number {
  let count = 0;
  let pivot = 1;
  for (let k = 0; k < n; k++) {
    pivot = -x - (k === 0 ? 0 : b2[k - 1] / pivot);
    if (pivot === 0) pivot = -1e-300;
    if (pivot < 0) count++;
  }
  return count;
}

/**
 * Gauss rule of a symmetric weight from the squared recurrence coefficients of its orthonormal polynomials
 * (x p_k = b_{k+1} p_{k+1} + b_k p_{k−1}).
 *
 * @param b2 b₁² … b_n²
 * @param bound all nodes lie in (−bound, bound)
 * @param mass integral of the weight
 */
function symmetricRule(n: number, b2: Float64Array, bound: number, mass: number): QuadratureRule {
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  const b = Float64Array.from(b2, Math.sqrt);
  for (let i = n - 1; i >= n >> 1; i--) {
    let low = 0;
    let high = bound;
    for (let step = 0; step < 40; step++) {
      const middle = 0.5 * (low + high);
      if (sturmCount(b2, n, middle) > i) high = middle;
      else low = middle;
    }
    let x = 2 * i + 1 === n ? 0 : 0.5 * (low + high);
    let squares = 0;
    for (let step = 0; step < 3; step++) {
      let previous = 0;
      let p = 1;
      let slopePrevious = 0;
      let slope = 0;
      squares = 0;
      for (let k = 0; k < n; k++) {
        squares += p * p;
        const back = k === 0 ? 0 : b[k - 1];
        const next = (x * p - back * previous) / b[k];
        const slopeNext = (p + x * slope - back * slopePrevious) / b[k];
        previous = p;
        p = next;
        slopePrevious = slope;
        slope = slopeNext;
      }
      if (2 * i + 1 !== n && step < 2) x -= p / slope;
    }
    nodes[i] = x;
    nodes[n - 1 - i] = 2 * i + 1 === n ? 0 : -x;
    weights[i] = mass / squares;
    weights[n - 1 - i] = weights[i];
  }
  return { nodes, weights };
}

function checkCount(what: string, n: number, largest: number): void {
  if (Number.isInteger(n) && n >= 1 && n <= largest) return;
  throw new UsageError(`number of ${what} nodes ${n} is not an integer in 1..${largest}`);
}

const legendreRules = new Map<number, QuadratureRule>();
const hermiteRules = new Map<number, QuadratureRule>();

/**
 * Rule for ∫₋₁¹ f(x) dx, exact for polynomials of degree 2n − 1. Rules are kept; treat them as read-only.
 *
 * @param n nodes, 1..1000
 */
export function gaussLegendre(n: number): QuadratureRule {
  let rule = legendreRules.get(n);
  if (rule === undefined) {
    checkCount('Gauss-Legendre', n, 1000);
    const b2 = Float64Array.from({ length: n }, (_, k) => (k + 1) ** 2 / (4 * (k + 1) ** 2 - 1));
    rule = symmetricRule(n, b2, 1, 2);
    legendreRules.set(n, rule);
  }
  return rule;
}

/**
 * Rule for E f(t) with t standard normal, exact for polynomials of degree 2n − 1 (the probabilists' Hermite rule, its
 * weights sum to 1). Rules are kept; treat them as read-only.
 *
 * @param n nodes, 1..300 (beyond, the outer weights underflow)
 */
export function gaussHermite(n: number): QuadratureRule {
  let rule = hermiteRules.get(n);
  if (rule === undefined) {
    checkCount('Gauss-Hermite', n, 300);
    const b2 = Float64Array.from({ length: n }, (_, k) => k + 1);
    rule = symmetricRule(n, b2, 2 * Math.sqrt(n) + 1, 1);
    hermiteRules.set(n, rule);
  }
  return rule;
}

/** Half-width of the double exponential rule: beyond it the weights are below 1e-300. */
const REACH = 6.05;

/**
 * ∫ f over [lower, upper] by the double exponential (tanh-sinh) rule, halving the step until two results agree.
 *
 * Good for analytic integrands with any integrable singularity at the ends. `f(x, distance)` is also told the distance
 * to the nearer end, which keeps its digits where x itself is rounded to that end.
 *
 * Source: H. Takahasi, M. Mori, "Double exponential formulas for numerical integration", Publ. RIMS 9 (1974).
 *
 * @param tolerance wanted agreement relative to ∫|f|
 * @throws UsageError when the ends are not finite and ordered
 */
export function tanhSinh(
  f: (x: number, distance: number) => number,
  lower: number,
  upper: number,
  tolerance = 1e-13,
): { readonly value: number; readonly error: number } {
  if (!(lower < upper && Number.isFinite(upper - lower))) {
    throw new UsageError(`integration interval [${lower}, ${upper}] is not finite and ordered`);
  }
  const half = 0.5 * (upper - lower);
  let sum = 0;
  let absolute = 0;
  const add = (z: number) => {
    // x = tanh(s), s = (π/2) sinh z; 1 − x = 2/(e^{2s} + 1) keeps its digits.
    const e = exp(z);
    const s = 0.7853981633974483 * (e - 1 / e);
    const e2 = exp(2 * s);
    const distance = (2 * half) / (e2 + 1);
    const weight = ((0.7853981633974483 * (e + 1 / e) * 4) / (e2 + 1)) * (e2 / (e2 + 1));
    if (!(weight > 0 && distance > 0)) return;
    const centre = z === 0;
    const right = f(upper - distance, distance);
    const left = centre ? 0 : f(lower + distance, distance);
    sum += weight * (right + left);
    absolute += weight * (Math.abs(right) + Math.abs(left));
  };
  let step = 1;
  for (let z = 0; z <= REACH; z += step) add(z);
  let value = sum * step;
  let error = Number.POSITIVE_INFINITY;
  for (let level = 0; level < 9; level++) {
    step *= 0.5;
    for (let z = step; z <= REACH; z += 2 * step) add(z);
    const next = sum * step;
    error = Math.abs(next - value);
    value = next;
    if (level >= 2 && error <= tolerance * absolute * step) break;
  }
  return { value: half * value, error: half * error };
}
