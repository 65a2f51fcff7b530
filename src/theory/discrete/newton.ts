/** Newton's method for saddle-point equations whose Jacobian is taken by differences, and continuation along a path. */

import { createPace, tick, type Work } from '../../numerics/pace.ts';
import { solveLinear } from '../../numerics/roots.ts';

/** Writes the residuals at x; false where x is not allowed. */
export type Residuals = (x: Float64Array, out: Float64Array) => boolean;

/** Relative step of the forward differences: near the square root of the rounding error of the residuals. */
const STEP = 1e-7;
/** A start that needs more steps than this is not close to a solution: a shorter way to it is cheaper. */
const MOST_STEPS = 10;
/** Halvings of a step before it is given up. */
const MOST_HALVINGS = 4;
/** Residuals below this are rounding. */
const ROUNDING = 1e-13;

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) {
    if (!(Math.abs(value) < Number.POSITIVE_INFINITY)) return Number.POSITIVE_INFINITY;
    most = Math.max(most, Math.abs(value));
  }
  return most;
}

/**
 * Solves the equations from the start `x`, which becomes the solution. Evaluations are dear here, so a step that does
 * not lower the residuals after a few halvings ends the search.
 *
 * @param tolerance largest residual of a solution
 * @returns whether it was found
 */
export function* solveByDifferences(
  equations: Residuals,
  x: Float64Array,
  tolerance = 1e-9,
): Work<boolean> {
  const n = x.length;
  const residual = new Float64Array(n);
  const there = new Float64Array(n);
  const trial = new Float64Array(n);
  const step = new Float64Array(n);
  const jacobian = new Float64Array(n * n);
  if (!equations(x, residual)) return false;
  let size = largest(residual);
  const pace = createPace();
  for (let iteration = 0; iteration < MOST_STEPS && size > ROUNDING; iteration++) {
    for (let j = 0; j < n; j++) {
      // Evaluations are dear: a few milliseconds each.
      if (pace.due()) yield tick();
      trial.set(x);
      let width = STEP * Math.max(1e-2, Math.abs(x[j]));
      trial[j] += width;
      if (!equations(trial, there)) {
        width = -width;
        trial[j] = x[j] + width;
        if (!equations(trial, there)) return size <= tolerance;
      }
      for (let i = 0; i < n; i++) jacobian[i * n + j] = (there[i] - residual[i]) / width;
    }
    for (let i = 0; i < n; i++) step[i] = -residual[i];
    if (!solveLinear(jacobian, step, n)) return size <= tolerance;
    let scale = 1;
    let next = Number.POSITIVE_INFINITY;
    for (let halving = 0; halving <= MOST_HALVINGS; halving++) {
      for (let i = 0; i < n; i++) trial[i] = x[i] + scale * step[i];
      next = equations(trial, there) ? largest(there) : Number.POSITIVE_INFINITY;
      if (next < size || size <= tolerance) break;
      scale *= 0.5;
    }
    if (!(next < size)) return size <= tolerance;
    x.set(trial);
    residual.set(there);
    size = next;
  }
  return size <= tolerance;
}

/** A solution on a path and the one before it, for the linear guess of the next. */
interface Step {
  readonly at: number;
  readonly x: Float64Array;
}

/** A path of solutions in one parameter, followed as far as it goes. */
export interface Path {
  /**
   * Moves to the parameter `to` in steps no longer than `longest`, halved where the equations are not solved, and
   * returns the solution; undefined when the steps fall below `shortest`: then the path ends near `reached()`.
   */
  follow(to: number): Work<Float64Array | undefined>;
  /** Parameter of the last solution, and the solution. */
  reached(): number;
  last(): Float64Array;
}

/**
 * Continuation from a known solution.
 *
 * @param equations residuals at a parameter
 * @param accept refuses solutions that belong to another branch
 */
export function continuation(
  equations: (parameter: number) => Residuals,
  start: number,
  solution: Float64Array,
  longest: number,
  shortest: number,
  accept: (x: Float64Array, previous: Float64Array) => boolean = () => true,
  tolerance = 1e-9,
): Path {
  let before: Step | undefined;
  let last: Step = { at: start, x: Float64Array.from(solution) };
  let width = longest;
  return {
    reached: () => last.at,
    last: () => last.x,
    *follow(to) {
      while (last.at !== to) {
        const left = to - last.at;
        const whole = Math.abs(left) <= width;
        const next = whole ? to : last.at + Math.sign(left) * width;
        const x = Float64Array.from(last.x);
        if (before !== undefined && before.at !== last.at) {
          const ratio = (next - last.at) / (last.at - before.at);
          if (ratio > 0 && ratio < 3) {
            for (let i = 0; i < x.length; i++) x[i] += ratio * (last.x[i] - before.x[i]);
          }
        }
        const solve = () => solveByDifferences(equations(next), x, tolerance);
        let found = (yield* solve()) && accept(x, last.x);
        if (!found) {
          x.set(last.x);
          found = (yield* solve()) && accept(x, last.x);
        }
        if (found) {
          before = last;
          last = { at: next, x };
          width = Math.min(longest, 1.5 * width);
        } else {
          width = 0.5 * Math.min(width, Math.abs(left));
          if (width < shortest) return undefined;
        }
      }
      return last.x;
    },
  };
}
