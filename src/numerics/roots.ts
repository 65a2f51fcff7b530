/**
 * Roots: of one function on a bracket, and of a small system with its Jacobian. Both are safeguarded: they cannot leave
 * the bracket or accept a worse point, and they say when they fail. Minima without derivatives are not here.
 */

import { FrugalError } from '../errors.ts';

/** An interval with opposite signs of f at its ends. */
export interface Bracket {
  readonly low: number;
  readonly high: number;
  readonly atLow: number;
  readonly atHigh: number;
}

/** A search along a line as a row of questions: it yields each x and is sent f(x). */
export type Search<R> = Generator<number, R, number>;

function answered<R>(search: Search<R>, f: (x: number) => number): R {
  let asked = search.next();
  while (!asked.done) asked = search.next(f(asked.value));
  return asked.value;
}

/** `searchBracket` with the answers of f. */
export const expandBracket = (
  f: (x: number) => number,
  ...given: Parameters<typeof searchBracket>
): Bracket | undefined => answered(searchBracket(...given), f);

/**
 * Walks from `start` in steps that double until f changes sign.
 *
 * @param direction which way to go, decided by the sign of f at the start: +1 when a positive f means "too small"
 * @param limit most steps
 * @returns undefined when no change of sign is found
 */
export function* searchBracket(
  start: number,
  step: number,
  direction: 1 | -1,
  limit = 60,
): Search<Bracket | undefined> {
  let x = start;
  let y = yield x;
  let width = step;
  for (let i = 0; i < limit; i++) {
    const forward = (y > 0 ? 1 : -1) * direction;
    const next = x + forward * width;
    const value = yield next;
    if (y === 0 || value === 0 || value > 0 !== y > 0) {
      return forward > 0
        ? { low: x, high: next, atLow: y, atHigh: value }
        : { low: next, high: x, atLow: value, atHigh: y };
    }
    if (Number.isNaN(value)) return undefined;
    x = next;
    y = value;
    width *= 2;
  }
  return undefined;
}

/** `searchRoot` with the answers of f. */
export const brent = (f: (x: number) => number, ...given: Parameters<typeof searchRoot>): number =>
  answered(searchRoot(...given), f);

/**
 * Root of f in a bracket by Brent's method: inverse quadratic steps, bisection where they do not help.
 *
 * Source: R. P. Brent, "An algorithm with guaranteed convergence for finding a zero of a function", Comput. J. 14 (1971).
 *
 * @param tolerance absolute error of the root beyond the rounding of x itself
 * @throws FrugalError when f has the same sign at both ends
 */
export function* searchRoot(bracket: Bracket, tolerance = 0): Search<number> {
  let { low: a, high: b, atLow: fa, atHigh: fb } = bracket;
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (fa > 0 === fb > 0) {
    throw new FrugalError(`no change of sign between ${a} (value ${fa}) and ${b} (value ${fb})`);
  }
  let c = a;
  let fc = fa;
  let d = b - a;
  let e = d;
  for (let i = 0; i < 200; i++) {
    if (fb > 0 === fc > 0) {
      c = a;
      fc = fa;
      d = b - a;
      e = d;
    }
    if (Math.abs(fc) < Math.abs(fb)) {
      a = b;
      b = c;
      c = a;
      fa = fb;
      fb = fc;
      fc = fa;
    }
    const near = 2 * Number.EPSILON * Math.abs(b) + 0.5 * tolerance;
    const half = 0.5 * (c - b);
    if (Math.abs(half) <= near || fb === 0) return b;
    if (Math.abs(e) >= near && Math.abs(fa) > Math.abs(fb)) {
      const s = fb / fa;
      let p: number;
      let q: number;
      if (a === c) {
        p = 2 * half * s;
        q = 1 - s;
      } else {
        const u = fa / fc;
        const r = fb / fc;
        p = s * (2 * half * u * (u - r) - (b - a) * (r - 1));
        q = (u - 1) * (r - 1) * (s - 1);
      }
      if (p > 0) q = -q;
      else p = -p;
      if (2 * p < Math.min(3 * half * q - Math.abs(near * q), Math.abs(e * q))) {
        e = d;
        d = p / q;
      } else {
        d = half;
        e = half;
      }
    } else {
      d = half;
      e = half;
    }
    a = b;
    fa = fb;
    b += Math.abs(d) > near ? d : half > 0 ? near : -near;
    fb = yield b;
  }
  return b;
}

/** A system of equations for `newtonSystem`. */
export interface System {
  readonly size: number;
  /**
   * Writes the residuals and their Jacobian (`jacobian[i * size + j]` = ∂residual i/∂unknown j) and returns a merit that
   * falls along every Newton step and is least at the root; NaN or Infinity where x is not allowed.
   */
  evaluate(x: Float64Array, residual: Float64Array, jacobian: Float64Array): number;
}

/** Solves the `n`×`n` system in place by elimination with partial pivoting: `b` becomes the solution; false if singular. */
export function solveLinear(a: Float64Array, b: Float64Array, n: number): boolean {
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(a[i * n + k]) > Math.abs(a[pivot * n + k])) pivot = i;
    }
    const diagonal = a[pivot * n + k];
    if (!(Math.abs(diagonal) > 0)) return false;
    if (pivot !== k) {
      for (let j = k; j < n; j++) {
        const held = a[k * n + j];
        a[k * n + j] = a[pivot * n + j];
        a[pivot * n + j] = held;
      }
      const held = b[k];
      b[k] = b[pivot];
      b[pivot] = held;
    }
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k] / diagonal;
      if (factor === 0) continue;
      for (let j = k; j < n; j++) a[i * n + j] -= factor * a[k * n + j];
      b[i] -= factor * b[k];
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    let sum = b[k];
    for (let j = k + 1; j < n; j++) sum -= a[k * n + j] * b[j];
    b[k] = sum / a[k * n + k];
  }
  return true;
}

/** Where a Newton iteration ended. */
export interface NewtonResult {
  readonly converged: boolean;
  readonly iterations: number;
  /** Largest absolute residual at the end. */
  readonly residual: number;
}

/**
 * Root of a small system by Newton's method with halved steps where the merit would not fall. `x` is the start and
 * becomes the root.
 *
 * Once the residuals are within `tolerance` the iteration goes on while they still fall, to the limit of rounding.
 */
export function newtonSystem(
  system: System,
  x: Float64Array,
  tolerance: number,
  limit = 100,
): NewtonResult {
  const n = system.size;
  const residual = new Float64Array(n);
  const jacobian = new Float64Array(n * n);
  const step = new Float64Array(n);
  const trial = new Float64Array(n);
  let merit = system.evaluate(x, residual, jacobian);
  let size = largest(residual);
  if (!Number.isFinite(merit)) {
    return { converged: false, iterations: 0, residual: Number.POSITIVE_INFINITY };
  }
  for (let iteration = 0; iteration < limit; iteration++) {
    if (size === 0) return { converged: true, iterations: iteration, residual: 0 };
    for (let i = 0; i < n; i++) step[i] = -residual[i];
    const solved = solveLinear(jacobian, step, n);
    let accepted = false;
    if (solved && Number.isFinite(largest(step))) {
      for (let scale = 1; scale > 1e-20; scale *= 0.5) {
        for (let i = 0; i < n; i++) trial[i] = x[i] + scale * step[i];
        const value = system.evaluate(trial, residual, jacobian);
        if (!Number.isFinite(value)) continue;
        const trialSize = largest(residual);
        // Near the root the merit, itself a sum of larger terms, is flat to rounding; there the residuals decide.
        const flat = Math.abs(value - merit) <= 1e-10 * (Math.abs(value) + Math.abs(merit));
        if (flat ? trialSize < size : value < merit) {
          merit = value;
          size = trialSize;
          x.set(trial);
          accepted = true;
          break;
        }
        if (flat && size <= tolerance) break;
      }
    }
    if (!accepted) return { converged: size <= tolerance, iterations: iteration, residual: size };
  }
  return { converged: size <= tolerance, iterations: limit, residual: size };
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) {
    const size = Math.abs(value);
    if (Number.isNaN(size)) return size;
    if (size > most) most = size;
  }
  return most;
}
